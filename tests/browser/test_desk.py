"""The begeleider's screen: its keys, the order of the seats, writing down for somebody, a person without a phone."""

import pytest
from playwright.sync_api import expect

from .people import eventually

pytestmark = pytest.mark.browser


def test_the_keys_press_the_buttons(room):
    desk = room.open().gather("Bram").desk
    room.start()
    let_go(desk)
    desk.page.keyboard.press("ArrowRight")
    room.all_at(2)
    desk.rests()
    desk.page.keyboard.press("ArrowLeft")
    room.all_at(1)
    desk.rests()
    desk.page.keyboard.press("Space")
    expect(desk.button("Verder")).to_be_visible()
    desk.page.keyboard.press("Space")
    expect(desk.button("Pauze")).to_be_visible()
    expect(desk.clock).to_have_attribute("mode", "running")
    desk.page.keyboard.press("+")
    expect(desk.clock).to_have_attribute("planned", "360")
    desk.page.keyboard.press("?")
    expect(desk.page.get_by_role("dialog", name="Toetsen")).to_be_visible()
    desk.page.keyboard.press("ArrowRight")  # behind a dialog nothing is pressed
    desk.press("Sluiten")
    room.all_at(1)


def let_go(desk) -> None:
    """Nothing on the page has the focus."""
    desk.page.evaluate("document.activeElement?.blur()")


def test_the_keys_are_silent_in_a_field_and_can_be_switched_off(room):
    desk = room.open().gather("Bram").desk
    room.start()
    desk.field("Iemand zonder telefoon").focus()
    desk.page.keyboard.type("+ ?")
    desk.page.keyboard.press("ArrowRight")
    expect(desk.field("Iemand zonder telefoon")).to_have_value("+ ?")
    let_go(desk)
    desk.page.keyboard.press("?")
    desk.page.get_by_label("Toetsen gebruiken").uncheck()
    desk.press("Sluiten")
    let_go(desk)
    desk.page.keyboard.press("ArrowRight")
    desk.page.keyboard.press("+")
    assert desk.posts(f"{room.live}command/", verb="extend", seconds=300) == 200
    expect(desk.clock).to_have_attribute("planned", "600")  # the five minutes, and not the one
    room.all_at(1)
    desk.press("Meer")
    desk.press("Toetsen")
    desk.page.get_by_label("Toetsen gebruiken").check()
    desk.press("Sluiten")
    let_go(desk)
    desk.page.keyboard.press("ArrowRight")
    room.all_at(2)


def test_seats_by_keyboard(room):
    room.open().gather("Amina", "Bram", "Joost")
    room.seat("Joost").locator("summary").focus()
    room.desk.page.keyboard.press("Enter")
    up = room.seat("Joost").get_by_role("button", name="Omhoog")
    up.focus()
    room.desk.page.keyboard.press("Enter")
    order_is(room, "Amina", "Joost", "Bram")
    room.seat("Joost").get_by_role("button", name="Omlaag").focus()
    room.desk.page.keyboard.press("Enter")
    order_is(room, "Amina", "Bram", "Joost")


def test_seats_by_drag_while_others_come_in(room):
    room.open().gather("Amina", "Bram", "Joost")
    mouse = room.desk.page.mouse
    grip = room.seat("Joost").locator("[data-handle]").bounding_box()
    top = room.seat("Amina").bounding_box()
    mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    mouse.down()
    mouse.move(grip["x"] + 4, top["y"] + 30, steps=4)
    lieke = room.knocks("Lieke")  # a push in the middle of the drag
    mouse.move(grip["x"] + 4, top["y"] + 2, steps=4)
    mouse.up()
    order_is(room, "Joost", "Amina", "Bram")
    room.desk.press("Laat binnen Lieke")
    lieke.sees("Welkom")
    order_is(room, "Joost", "Amina", "Bram", "Lieke")


def order_is(room, *names: str) -> None:
    """On the desk, and with every phone."""
    expect(room.desk.page.locator(".seat-row .who")).to_have_text(list(names))
    for name in names:
        expect(room.phones[name].page.locator("#people .names li")).to_contain_text(list(names))


def test_somebody_without_a_phone_takes_part(room):
    room.open().gather("Amina", presenter="Amina")
    desk = room.desk
    desk.fill("Iemand zonder telefoon", "Wout")
    desk.press("Voeg toe")
    expect(room.seat("Wout")).to_contain_text("zonder telefoon")
    desk.fill("Iemand zonder telefoon", "wout")
    desk.press("Voeg toe")
    desk.sees("Er is al iemand met die naam.")
    desk.forgiven.append("status of 409")
    room.start(2)
    desk.press("Wout")
    desk.put_up("Jouw vraag", "Wat zei Wout?")
    desk.press("niemand")
    expect(desk.own_fields).to_have_count(0)
    expect(room.phones["Amina"].flap).to_contain_text("1 vraag ligt klaar")


def test_undo_takes_back_the_last_command_as_if_it_had_not_been_given(room):
    room.open().gather("Bram").start(2)
    bram = room.phones["Bram"]
    zero = bram.clock.get_attribute("zero")
    room.next_step()
    room.all_at(3)
    room.desk.press("Ongedaan maken")
    room.all_at(2)
    expect(bram.clock).to_have_attribute("zero", zero)


def test_a_double_press_on_next_moves_one_step(room):
    room.open().gather("Bram").start()
    room.desk.button("Volgende stap").dblclick()
    room.all_at(2)
    statuses = [room.desk.posts(f"{room.live}command/", verb="next", leaving=1) for _ in range(2)]
    assert statuses == [200, 409]
    room.desk.forgiven.append("status of 409")
    room.all_at(3)


def test_the_second_of_two_taps_on_one_spot_is_no_press_of_what_stands_there_by_then(room):
    room.open().gather("Bram")
    desk = room.desk
    spot = desk.button("Start").bounding_box()
    desk.page.mouse.move(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
    desk.page.evaluate(SECOND_TAP)
    for step in (1, 2):  # on Start, and then on Volgende stap in the same place
        desk.page.evaluate("window.tapped = false")
        desk.page.mouse.down()
        desk.page.mouse.up()
        desk.until("() => window.tapped")
        room.all_at(step)
        desk.until("() => performance.now() - window.tapped > 500")
    desk.button("Volgende stap").focus()
    desk.page.keyboard.down("Enter")
    for _ in range(3):  # a key that is held down comes again and again
        desk.page.keyboard.down("Enter")
        desk.rests()
    desk.page.keyboard.up("Enter")
    room.all_at(3)


# As soon as the buttons are fresh after a tap, the finger comes down on the same spot again.
SECOND_TAP = """() => {
  let last = null;
  document.addEventListener("click", (event) => { if (event.isTrusted) last = event; }, true);
  document.addEventListener("htmx:afterSwap", ({target}) => {
    if (target.id !== "turn" || window.tapped || !last) return;
    const {clientX, clientY} = last;
    const again = new MouseEvent("click", {clientX, clientY, detail: 2, bubbles: true, cancelable: true});
    document.elementFromPoint(clientX, clientY).closest("button").dispatchEvent(again);
    window.tapped = performance.now();
  });
}"""


def test_a_press_while_another_is_under_way_waits_for_its_answer(room):
    room.open().gather("Bram").start()
    desk = room.desk
    presses(desk, "plus", "next")
    room.all_at(2)
    desk.rests()
    desk.press("Vorige stap")
    room.all_at(1)
    expect(desk.clock).to_have_attribute("planned", "360")  # the minute went to the step in which it was pressed


def test_what_waits_is_forgotten_when_the_session_moved_on(room):
    room.open().gather("Bram").start()
    desk = room.desk
    desk.forgiven.append("status of 409")
    desk.page.locator("[data-key-next]").evaluate("""button => button.setAttribute("hx-vals",
        JSON.stringify({verb: "next", leaving: 7}))""")  # a screen that is behind
    presses(desk, "next", "plus")
    expect(desk.page.get_by_role("alert").filter(has_text="Iemand was je voor")).to_be_visible()
    desk.rests()
    expect(desk.clock).to_have_attribute("planned", "300")


def test_a_press_whose_buttons_were_replaced_meanwhile_holds_nothing_up(room):
    room.open().gather("Bram", "Joost")
    desk, asked = room.desk, []
    posted = lambda route: route.request.method == "POST" and len(asked) < 2  # noqa: E731
    desk.page.route(f"**{room.live}**", lambda route: asked.append(route) if posted(route) else route.continue_())
    room.in_seat("Bram", "Wordt inbrenger")
    desk.button("Start").click()
    eventually(desk.page, lambda: len(asked) == 2)
    asked[0].continue_()
    expect(room.seat("Bram").locator(".role-tag")).to_have_text("inbrenger")
    expect(desk.page.locator("#turn .htmx-request")).to_have_count(0)  # the first answer brought fresh buttons
    asked[1].continue_()
    room.all_at(1)
    expect(desk.button("Vorige stap")).to_be_visible()
    room.next_step()
    room.all_at(2)


def test_a_button_under_a_finger_stays_until_it_is_lifted(room):
    room.open().knocks("Joost")
    desk = room.desk
    spot = desk.button("Laat binnen Joost").bounding_box()
    desk.page.mouse.move(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
    desk.page.evaluate("() => document.addEventListener('live:message', () => (window.heard = true))")
    desk.page.mouse.down()
    room.knocks("Lieke")  # the list of who knocks is pushed
    desk.until("() => window.heard")
    desk.page.mouse.up()
    room.phones["Joost"].sees("Welkom")
    expect(desk.button("Laat binnen Lieke")).to_be_visible()


def presses(desk, *keys: str) -> None:
    """One button after the other, in less time than the server needs for one."""
    desk.page.evaluate("keys => keys.forEach((key) => document.querySelector(`[data-key-${key}]`).click())", keys)


def test_a_step_is_skipped_and_taken_back_in(room):
    room.open().gather("Bram").start()
    plan = room.desk.page.locator("#plan li")
    plan.nth(1).locator("summary").click()
    plan.nth(1).get_by_role("button", name="Sla over").click()
    expect(plan.nth(1)).to_contain_text("overgeslagen")
    plan.nth(1).get_by_role("button", name="Toch doen").click()
    expect(plan.nth(1)).not_to_contain_text("overgeslagen")
    plan.nth(4).locator("summary").click()
    plan.nth(4).get_by_role("button", name="Ga naar").click()
    room.all_at(5, "talk")


def test_the_links_screen_can_be_revoked(room):
    room.open()
    desk = room.desk
    desk.press("Meer")
    desk.press("Maak een link")
    link = desk.page.locator("#screen-link code").inner_text()
    wall = room.stranger("de muur", viewport={"width": 1920, "height": 1080}, is_mobile=False)
    wall.forgiven.append("status of 404")
    wall.goes_to(link).is_connected()
    desk.press("Trek de link in")
    wall.sees("Hier is niets")
