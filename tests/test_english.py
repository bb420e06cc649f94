"""English: whoever reads the screens in English meets no Dutch, but for what the methods themselves say."""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation

from intervisie.accounts.management.commands import messages
from intervisie.accounts.models import User
from methods.models import Method, Step, StepActivity, StepRow
from sessions.groups import links
from sessions.live import actions, machine, stage
from sessions.live.audience import DOOR, SCREEN, Audience
from sessions.live.models import Signal
from sessions.planning import attendance, schedule
from sessions.planning.models import Case, Intention, Poll
from sessions.roles import Role
from sessions.tokens import digest
from tests.cast import Cast
from tests.entrance import start_second_step

TEN_STEPS = "tien-stappen"
PRODUCT = "Intervisie"  # the name on every page, and a kind of group besides
NOT_LITERAL = re.compile(r"%\(\w+\)[sd]|\{\w+\}|<[^>]+>")
SPOKEN = {"alt", "aria-label", "hx-confirm", "placeholder", "title"}
# What people put up in each step. The second question is let go, the other answered.
QUESTIONS = [("Bram", "What moves you most?"), ("Lieke", "When did it start?")]
PUT_UP = {
    6: [("Bram", "statements", {"text": "I dare not say no."}), ("Lieke", "statements", {"text": "I am alone."})],
    8: [("Amina", "statements", {"text": "I am tired."}), ("Amina", "statements", {"text": "I want to rest."})],
    9: [("Bram", "advice", {"text": "Ask her."})],
    10: [("Amina", "evaluation", {"learned": "Patience."})],
}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def dutch_afterwards():
    """A request leaves its language behind in the thread; the tests after this one read Dutch again."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


# -- reading a page ------------------------------------------------------------------------------------------


class Reader(HTMLParser):
    """Collects what people see or hear of a page: its text, and the attributes that are read out or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            # A message in data-… begins with a capital; what only the scripts read does not.
            if value and (name in SPOKEN or (name.startswith("data-") and value[0].isupper())):
                self.heard.append(value)

    def handle_data(self, data: str) -> None:
        self.heard.append(data)


def heard(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    return [" ".join(text.split()) for text in reader.heard if text.strip()]


def prose(value: object) -> Iterator[str]:
    """Every text of more than one word in a value; single words there are codes."""
    if isinstance(value, str):
        yield from [value] if " " in value else []
    elif isinstance(value, list | tuple):
        for item in value:
            yield from prose(item)
    elif isinstance(value, dict):
        yield from prose(list(value.values()))


def texts_of_methods() -> list[str]:
    """What is Dutch data, the longest first: all that the ten-step method says, and what the cards show of others."""
    methods, steps = Method.objects.all(), Step.objects.filter(method__slug=TEN_STEPS)
    rows, own = StepRow.objects.filter(step__in=steps), StepActivity.objects.filter(step__in=steps)
    found = {method.title for method in methods} | {step.title for step in steps}
    found |= {" ".join(method.aim.split()[:24]) for method in methods}
    for thing in [*methods.filter(slug=TEN_STEPS), *steps, *rows, *own]:
        found |= {" ".join(text.split()).rstrip(" ….") for text in prose(list(vars(thing).values()))}
    return sorted(found, key=len, reverse=True)


def parts(msgid: str) -> list[str]:
    """The literal parts of a text, between its placeholders."""
    literal = [part.strip(" .,:;()…") for part in NOT_LITERAL.split(msgid)]
    return [part for part in literal if len(re.findall(r"[^\W\d_]", part)) > 2]


def dutch_texts() -> dict[str, list[str]]:
    """Every text that reads differently in English, with its parts."""
    found = {}
    for message in messages.texts(messages.existing("en")):
        dutch = message.id if isinstance(message.id, tuple) else (message.id,)
        english = message.string if isinstance(message.string, tuple) else (message.string,)
        found |= {text: parts(text) for text in dutch if text not in english and text != PRODUCT}
    return {text: each for text, each in found.items() if each}


def whole(words: str) -> str:
    """A pattern for these words, not for a piece of a longer one."""
    return rf"(?<!\w){re.escape(words)}(?!\w)"


@pytest.fixture
def dutch_in(db):
    """Finds the Dutch texts of the interface in a page, with the methods' own texts (and `besides`) left out."""
    known, sayings = dutch_texts(), texts_of_methods()

    def find(html: str, besides: Iterable[str] = ()) -> list[str]:
        page = "\n".join(heard(html))
        for saying in [*sayings, *besides]:
            page = re.sub(whole(saying), "", page) if saying in page else page
        return [
            text
            for text, each in known.items()
            if all(part in page for part in each) and all(re.search(whole(part), page) for part in each)
        ]

    return find


# -- playing the evening --------------------------------------------------------------------------------------


@pytest.fixture
def cast(cast):
    """The same evening, read in English, with a bit of everything on the begeleider's screen."""
    for client in [cast.desk, *cast.phones.values()]:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    actions.add_phoneless(cast.session, "Wout")
    for name in ("Noor", "Bram"):
        actions.knock(cast.session, digest(f"{name} at the door"), name)
    for kind in (Signal.Kind.HAND, Signal.Kind.DISTURBANCE):
        actions.signal(cast.session, cast.person("Joost"), kind, on=True)
    return cast


def play(cast: Cast, n: int) -> None:
    """Go to step n of the ten, and put up what people put up in it."""
    cast.perform(machine.GoTo(n - 1) if cast.scene.running else machine.Start())
    if n == 2:
        cast.asked = [cast.put(name, "questions", text=text) for name, text in QUESTIONS]
    elif n == 3:
        cast.put("Amina", "rating", about=cast.asked[0].pk, value="warm")
        cast.put("Amina", "rating", about=cast.asked[1].pk, value="koud")
    elif n == 4:
        cast.put("Amina", "answers", about=cast.asked[0].pk, value="beantwoord")
        cast.put("Amina", "answers", about=cast.asked[1].pk, value="liever niet")
        actions.signal(cast.session, cast.person("Amina"), Signal.Kind.LIMIT, on=True)
    for name, key, data in PUT_UP.get(n, []):
        cast.put(name, key, **data)


def screens(cast: Cast) -> dict[str, str]:
    """The pages of a member, the inbrenger, the begeleider and the big screen, as they are now."""
    looks = {
        "member": (cast.phone("Bram"), ""),
        "inbrenger": (cast.phone("Amina"), ""),
        "begeleider": (cast.desk, ""),
        "screen": (cast.desk, "scherm/"),
    }
    found = {}
    for who, (client, path) in looks.items():
        response = client.get(cast.url(path))
        assert response.status_code == 200
        found[who] = response.content.decode()
        assert '<html lang="en">' in found[who]
    return found


def all_dutch(cast: Cast, dutch_in) -> dict[str, list[str]]:
    return {who: found for who, html in screens(cast).items() if (found := dutch_in(html))}


# -- the tests ---------------------------------------------------------------------------------------------------


def test_the_reader_would_find_dutch(dutch_in):
    """Otherwise the tests below would pass whatever the pages say."""
    assert "Inloggen" in dutch_in(Client().get("/").content.decode())
    found = dutch_in('<p aria-label="Hoofdmenu">Stap 3 van 10</p>')
    assert {"Hoofdmenu", "Stap %(n)s van %(total)s"} <= set(found)
    assert dutch_in("<p>Doorvragen: Eén vraag tegelijk, en eerst het antwoord voor de volgende vraag komt.</p>") == []


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/methoden/",
        "/methoden/?minutes=1",
        "/methoden/wat-past/?vraag=own_part&doel=reflect&minuten=80&mensen=3&ervaring=1",
        f"/methoden/{TEN_STEPS}/",
        f"/methoden/{TEN_STEPS}/afdruk/",
        "/account/inloggen/",
        "/link-kwijt/",
        "/nowhere/",
    ],
)
def test_open_pages_are_english_for_an_english_browser(client, address, dutch_in):
    response = client.get(address, headers={"accept-language": "en-GB,en;q=0.9"})
    html = response.content.decode()
    assert '<html lang="en">' in html
    assert dutch_in(html, besides=Step.objects.values_list("title", flat=True)) == []


def test_the_door_is_english(cast, dutch_in):
    guest = Client(headers={"accept-language": "en"})
    for answer in (guest.get(f"/j/{cast.session.code}/"), guest.post(f"/j/{cast.session.code}/", {"name": ""})):
        assert dutch_in(answer.content.decode()) == []
    guest.post(f"/j/{cast.session.code}/", {"name": "Bram"})
    assert dutch_in(guest.get(cast.url()).content.decode()) == []


def test_the_lobby_is_english_on_every_screen(cast, dutch_in):
    assert all_dutch(cast, dutch_in) == {}


def test_every_step_is_english_on_every_screen(cast, dutch_in):
    for n in range(1, 11):
        play(cast, n)
        assert all_dutch(cast, dutch_in) == {}, f"step {n}"


def test_a_halt_and_the_end_are_english_on_every_screen(cast, dutch_in):
    cast.start()
    for command in (machine.Extend(60), machine.Pause(), machine.Halt(), machine.Finish()):
        cast.perform(command)
        assert all_dutch(cast, dutch_in) == {}, command
    assert dutch_in(cast.desk.get(cast.url("report/")).content.decode()) == []


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.PRESENTER, Role.MEMBER, SCREEN, DOOR])
def test_pushes_for_an_english_audience_are_english(role, cast, dutch_in):
    audience = Audience(role, "en")
    for n in (1, 2, 3, 4, 10):
        play(cast, n)
        message = stage.message(cast.scene, audience, stage.REGIONS[stage.place_of(audience)])
        assert dutch_in("\n".join([message["label"], *message["regions"].values()])) == [], f"step {n}"


@pytest.mark.parametrize(("language", "shown"), [("nl", "van 2,5 min"), ("en", "of 2.5 min")])
def test_half_minutes_are_written_as_the_language_does(language, shown, cast):
    cast.start()
    cast.perform(machine.Extend(-150))
    html = stage.render(cast.scene, Audience(Role.MEMBER, language), "timer")
    assert shown in html
    assert shown.split(" ", 1)[1] in stage.render(cast.scene, Audience(Role.FACILITATOR, language), "plan")


# -- groups and planning -----------------------------------------------------------------------------------------

PLANNED = ["", "mensen/", "mensen/nieuw/", "mensen/lijst/", "instellingen/", "contract/", "afspraken/", "traject/"]
PLANNED += ["bijeenkomst/nieuw/", "prikker/nieuw/", "post/"]


def theirs(planners) -> list[str]:
    """What is data on the pages of a group, in the group's own language."""
    rules = planners.group.agreements.values_list("text", flat=True)
    return [*rules, planners.group.name, "Voorjaar", "Zaal 2.14", "Ruimte boeken", "Koffie en thee"]


def test_the_pages_of_a_coordinator_are_english(planners, dutch_in):
    meeting, carla = planners.series(2)[0], planners.clients["Carla"]
    carla.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    amina = planners.person("Amina").pk
    own = [f"bijeenkomst/{meeting.pk}/{page}" for page in ("", "wijzigen/", "afgelasten/")]
    for path in ["/overzicht/", *(planners.url(path) for path in [*PLANNED, *own, f"mensen/{amina}/"])]:
        page = carla.get(path).content.decode()
        assert '<html lang="en">' in page
        assert dutch_in(page, besides=theirs(planners)) == [], path
    wrong = {"text": "Noor;noor@nergens\n;x@voorbeeld.example\nAmina;", "starts": "", "every": "0", "name": ""}
    for path in ("mensen/lijst/", "traject/", "bijeenkomst/nieuw/", "mensen/nieuw/", "prikker/nieuw/"):
        response = carla.post(planners.url(path), wrong)
        assert response.status_code == 422
        assert dutch_in(response.content.decode(), besides=theirs(planners)) == [], path


def test_the_pages_of_a_member_are_english(planners, dutch_in):
    planners.series(2)
    amina, group = planners.clients["Amina"], planners.group.pk
    amina.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for path in (*(f"/mijn-groep/{group}/{page}" for page in ("", "afspraken/", "adres/")), "/link-kwijt/"):
        page = amina.get(path).content.decode()
        assert '<html lang="en">' in page
        assert dutch_in(page, besides=theirs(planners)) == [], path


def test_what_is_written_between_meetings_is_asked_in_english(planners, dutch_in):
    """A supervision half-way: a case, intentions, a reflection, a poll, an answer, and what there is to prove."""
    planners.group.kind = "supervisie"
    planners.group.save()
    ahead, over = planners.series(1)[0], schedule.add(planners.group, starts=timezone.now() - timedelta(days=1))
    amina, bram = planners.person("Amina"), planners.person("Bram")
    Case.objects.create(meeting=ahead, membership=bram, title="Too late", shared=Case.Shared.GROUP)
    Intention.objects.create(meeting=over, membership=amina, what="Ask first")
    attendance.correct(over, amina, "present")
    attendance.close(over, {})
    poll = Poll.objects.create(group=planners.group, title="Extra")
    poll.moments.create(starts=timezone.now() + timedelta(days=9))
    own = [f"bijeenkomst/{ahead.pk}/casus/", f"bijeenkomst/{over.pk}/reflectie/", "voornemens/", "bewijs/"]
    own += [f"prikker/{poll.pk}/", f"casus/{Case.objects.get().pk}/"]
    mine = [f"/mijn-groep/{planners.group.pk}/{page}" for page in own]
    token = links.new_link(amina)
    pages = {"Amina": [*mine, f"/lid/{token}/", f"/antwoord/{token}/{ahead.pk}/"], "Sanne": [mine[1]]}
    plans = [f"bijeenkomst/{over.pk}/", f"bijeenkomst/{over.pk}/aanwezigheid/", f"mensen/{amina.pk}/bewijs/"]
    pages["Carla"] = [planners.url(path) for path in ("", f"prikker/{poll.pk}/", *plans)]
    for name, paths in pages.items():
        planners.clients[name].cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        for path in paths:
            page = planners.clients[name].get(path).content.decode()
            assert '<html lang="en">' in page, path
            assert dutch_in(page, besides=theirs(planners)) == [], path


# -- accounts ------------------------------------------------------------------------------------------------------


@pytest.fixture
def english(db) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.create_user("joris@voorbeeld.example", "de kraan lekt zachtjes", name="Joris"))
    client.post("/account/bevestigen/", {"password": "de kraan lekt zachtjes"})
    return client


def test_signing_in_is_english(client, dutch_in, mailoutbox):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    login = "/account/inloggen/"
    answers = [client.post(f"{login}{by}", {}) for by in ("", "wachtwoord/")]
    answers.append(client.post(f"{login}wachtwoord/", {"login": "a@b.example", "password": "mis"}))
    answers.append(client.post(login, {"login": "nobody@voorbeeld.example"}, follow=True))
    answers.append(client.post(f"{login}code/", {"code": "12"}))
    answers += [client.post(login, {"login": "nobody@voorbeeld.example"}) for _ in range(4)][-1:]
    answers.append(client.get("/account/wachtwoord/MQ/een-oude-link/"))
    for answer in answers:
        html = answer.content.decode()
        assert '<html lang="en">' in html
        assert dutch_in(html) == []
    assert dutch_in(mailoutbox[0].alternatives[0][0]) == []


def test_the_pages_of_an_account_are_english(english, dutch_in, mailoutbox):
    answers = [english.get(f"/account/{path}") for path in ("", "wachtwoord/", "wachtwoord/weg/", "tweede-stap/")]
    answers += [english.post(f"/account/tweede-stap/{path}", {"code": "12"}) for path in ("", "codes/nieuw/")]
    answers += [english.post("/account/adres/", {"verb": "ask", "email": email}) for email in ("x", "x@y.example")]
    answers[-1] = english.post("/account/adres/", {"verb": "show", "code": "12"})
    start_second_step(english)
    answers += [english.get(f"/account/{path}") for path in ("", "tweede-stap/uit/", "tweede-stap/codes/")]
    answers += [english.get(f"/account/{path}") for path in ("tweede-stap/codes/nieuw/", "bevestigen/")]
    answers.append(english.post("/account/bevestigen/tweede-stap/", {"code": "12"}))
    english.post("/account/tweede-stap/uit/")
    for answer in answers:
        html = answer.content.decode()
        assert '<html lang="en">' in html, answer.request["PATH_INFO"]
        assert dutch_in(html) == [], answer.request["PATH_INFO"]
    assert [found for mail in mailoutbox if (found := dutch_in(mail.alternatives[0][0]))] == []
