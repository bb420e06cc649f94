"""Writing a case at home: it saves itself, also over a connection that is lost, and only who may read it does."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from .people import LAPTOP, OFFLINE, PHONE, Person
from .serving import BASE_DIR
from .test_axe import LAPTOP as WIDE
from .test_axe import PHONE as SMALL
from .test_axe import findings

pytestmark = pytest.mark.browser

GATHER = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from sessions.groups import links
from sessions.groups.models import Group, Membership
from sessions.planning.models import Meeting
group = Group.objects.create(name="Thuis %s")
meeting = Meeting.objects.create(group=group, starts=timezone.now() + timedelta(days=9), place="Zaal 3")
for name in ("Amina", "Bram"):
    print(links.new_link(Membership.objects.create(group=group, name=name)))
print(f"/mijn-groep/{group.pk}/bijeenkomst/{meeting.pk}/casus/")
"""


def on_the_server(server, script):
    """The words that a script on the server's own data prints."""
    settings = {"DJANGO_SETTINGS_MODULE": "intervisie.settings"}
    command = [sys.executable, "-c", script]
    done = subprocess.run(
        command, cwd=BASE_DIR, env=server.environment | settings, check=True, text=True, stdout=subprocess.PIPE
    )
    return done.stdout.split()


@pytest.fixture
def home(browser, server, request):
    """Amina's phone and Bram's laptop, both in by their links; and the address of one's own case."""
    amina_link, bram_link, path = on_the_server(server, GATHER % request.node.name)
    amina = Person(browser, server.url, "Amina", **PHONE)
    bram = Person(browser, server.url, "Bram", **LAPTOP)
    for person, link in ((amina, amina_link), (bram, bram_link)):
        person.goes_to(f"/lid/{link}/")
        person.page.get_by_role("main").get_by_role("button").first.click()
        person.page.wait_for_url("**/mijn-groep/**")
    yield amina, bram, path
    for person in (amina, bram):
        assert person.minds() == []
        person.context.close()


def state(person):
    return person.page.locator("[data-save-state]")


def test_it_saves_itself_and_is_there_on_another_visit(home):
    amina, _bram, path = home
    amina.goes_to(path)
    amina.field("Titel").fill("Dichte deur")
    amina.field("een dilemma").check()
    amina.page.get_by_text("Kijk terug met tien vragen").click()
    amina.field("Wat voelde je?").fill("Ik schrok van mevrouw Jansen.")
    amina.page.get_by_text("Vind woorden voor wat je voelt").click()
    expect(amina.button("Maak er “mevrouw J.” van")).to_be_visible()
    assert findings(amina.page, (SMALL, WIDE)) == []
    amina.press("Maak er “mevrouw J.” van")
    expect(state(amina)).to_have_text("Opgeslagen")
    amina.page.reload()
    expect(amina.field("Titel")).to_have_value("Dichte deur")
    expect(amina.field("een dilemma")).to_be_checked()
    expect(amina.field("Wat voelde je?")).to_have_value("Ik schrok van mevrouw J.")


def test_without_a_connection_nothing_is_lost(home):
    amina, _bram, path = home
    amina.forgiven.append(OFFLINE)
    amina.goes_to(path)
    amina.context.set_offline(True)
    amina.field("Titel").fill("In de trein")
    expect(state(amina)).to_contain_text("Nog niet opgeslagen")
    amina.context.set_offline(False)
    expect(state(amina)).to_have_text("Opgeslagen")
    amina.page.reload()
    expect(amina.field("Titel")).to_have_value("In de trein")
    assert amina.page.evaluate("sessionStorage.length") == 0


def test_what_was_not_acknowledged_is_offered_again_after_a_reload(home):
    amina, _bram, path = home
    amina.forgiven.append(OFFLINE)
    amina.goes_to(path)
    amina.page.route(
        f"**{path}", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    amina.field("Wat is je vraag?").fill("Hoe zeg ik dit?")
    expect(state(amina)).to_contain_text("Nog niet opgeslagen")
    amina.page.unroute_all()
    amina.page.reload()
    expect(amina.field("Wat is je vraag?")).to_have_value("Hoe zeg ik dit?")
    expect(state(amina)).to_have_text("Opgeslagen")


def test_too_long_is_said_beside_the_field_and_the_rest_is_kept(home):
    amina, _bram, path = home
    amina.forgiven.append("status of 422")
    amina.goes_to(path)
    amina.field("Titel").fill("x" * 130)
    amina.field("Wat gebeurde er?").fill("Hij liep weg.")
    expect(state(amina)).to_have_text("Niet alles is opgeslagen. Kijk bij het veld.")
    expect(amina.page.get_by_text("Houd het bij 120 tekens.")).to_be_visible()
    amina.field("Titel").fill("Weg")
    expect(state(amina)).to_have_text("Opgeslagen")
    expect(amina.page.get_by_text("Houd het bij 120 tekens.")).to_have_count(0)
    amina.page.reload()
    expect(amina.field("Wat gebeurde er?")).to_have_value("Hij liep weg.")


def test_shared_with_the_group_and_taken_back(home):
    amina, bram, path = home
    amina.goes_to(path)
    amina.field("Titel").fill("Dichte deur")
    expect(state(amina)).to_have_text("Opgeslagen")
    mine = path.split("bijeenkomst/")[0]
    expect(bram.goes_to(mine).page.get_by_text("Om te lezen")).to_have_count(0)
    amina.button("De groep").click()
    expect(amina.page.get_by_text("Iedereen die bij deze bijeenkomst hoort")).to_be_visible()
    bram.goes_to(mine).page.get_by_role("link", name="Dichte deur").click()
    expect(bram.page.get_by_role("heading", name="Dichte deur")).to_be_visible()
    assert findings(bram.page, (SMALL, WIDE)) == []
    amina.button("Alleen ik").click()
    expect(amina.page.get_by_text("tot jij het deelt")).to_be_visible()
    expect(bram.goes_to(mine).page.get_by_text("Dichte deur")).to_have_count(0)
