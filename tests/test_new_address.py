"""Another e-mail address: its owner's to change, with an account or without, once a code came there and was typed."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from intervisie.accounts.models import User
from sessions.groups.models import Group, Membership

from .entrance import MARIEKE, PASSWORD, ask_code, by_password, code_in, is_in, page, type_code, wrong

pytestmark = pytest.mark.django_db
NEW, OTHER = "nieuw@voorbeeld.example", "ander@voorbeeld.example"


@pytest.fixture
def marieke(client) -> User:
    """Has an account without a password, and a place in a group by the same address."""
    marieke = User.objects.create_user(MARIEKE, name="Marieke")
    group = Group.objects.create(name="Noord")
    Membership.objects.create(group=group, user=marieke, name="Marieke", email=MARIEKE)
    client.force_login(marieke)
    return marieke


class Changing:
    """The steps, at the address of an account or of a member."""

    def __init__(self, client: Client, path: str = "/account/adres/") -> None:
        self.client, self.path = client, path

    def ask(self, email: str = NEW):
        return self.client.post(self.path, {"verb": "ask", "email": email})

    def show(self, code: str):
        return self.client.post(self.path, {"verb": "show", "code": code})

    def shown(self) -> str:
        return page(self.client.get(self.path))


class TestAnAccount:
    def test_signs_in_at_its_new_address_from_then_on(self, client, marieke, mailoutbox):
        changing = Changing(client)
        changing.ask(f" {NEW.upper()} ")
        [mail] = mailoutbox
        assert mail.to == [NEW]
        assert NEW in changing.shown()
        assert User.objects.get().email == MARIEKE, "nothing counts yet"
        answer = changing.show(code_in(mail))
        assert answer.headers["Location"] == "/account/"
        assert "Je e-mailadres is veranderd." in page(client.get("/account/"))
        assert User.objects.get().email == NEW
        assert Membership.objects.get().email == NEW, "the post of the group follows"
        guest = Client()
        ask_code(guest, NEW)
        type_code(guest, code_in(mailoutbox[-1]))
        assert is_in(guest)

    def test_hears_of_it_at_the_old_address_which_lets_nobody_in(self, client, marieke, mailoutbox):
        changing = Changing(client)
        changing.ask()
        changing.show(code_in(mailoutbox[0]))
        assert mailoutbox[-1].to == [MARIEKE]
        assert "een ander e-mailadres" in mailoutbox[-1].body
        assert NEW not in mailoutbox[-1].body
        ask_code(Client(), MARIEKE)
        assert "geen account" in mailoutbox[-1].body

    def test_the_new_address_opens_nothing_before_it_was_shown(self, client, marieke, mailoutbox):
        Changing(client).ask()
        ask_code(Client(), NEW)
        assert mailoutbox[-1].to == [NEW]
        assert "geen account" in mailoutbox[-1].body

    def test_a_code_works_in_one_browser_only(self, client, marieke, mailoutbox):
        Changing(client).ask()
        elsewhere = Client()
        elsewhere.force_login(marieke)
        Changing(elsewhere).show(code_in(mailoutbox[0]))
        assert User.objects.get().email == MARIEKE

    def test_of_which_the_password_is_asked_first(self, client, marieke):
        marieke.set_password(PASSWORD)
        marieke.save()
        client.logout()
        by_password(client)
        with time_machine.travel(timezone.now() + timedelta(minutes=11)):
            assert "/account/bevestigen/" in client.get("/account/adres/").headers["Location"]

    @pytest.mark.parametrize(
        ("email", "word"),
        [("", "Vul een e-mailadres in."), ("nee", "lijkt geen"), (MARIEKE, "al hebben"), (OTHER, "ander account")],
    )
    def test_what_is_wrong_stands_beside_the_field(self, client, marieke, mailoutbox, email, word):
        User.objects.create_user(OTHER, name="Joris")
        answer = Changing(client).ask(email)
        assert answer.status_code == 422
        assert word in page(answer)
        assert f'value="{email}"' in page(answer) or not email
        assert not mailoutbox

    def test_an_address_that_was_taken_meanwhile(self, client, marieke, mailoutbox):
        changing = Changing(client)
        changing.ask()
        User.objects.create_user(NEW, name="Joris")
        changing.show(code_in(mailoutbox[0]))
        assert "hoort al bij een ander account" in changing.shown()
        assert User.objects.get(pk=marieke.pk).email == MARIEKE
        assert Membership.objects.get().email == MARIEKE


class TestTheCode:
    def test_a_wrong_one_is_told_and_after_five_it_is_over(self, client, marieke, mailoutbox):
        changing = Changing(client)
        changing.ask()
        code = code_in(mailoutbox[0])
        for _ in range(5):
            answer = changing.show(wrong(code))
            assert answer.status_code == 422
            assert "Deze code klopt niet" in page(answer)
        changing.show(code)
        assert "Deze code werkt niet meer" in changing.shown()
        assert User.objects.get().email == MARIEKE

    def test_works_ten_minutes(self, client, marieke, mailoutbox):
        changing = Changing(client)
        changing.ask()
        with time_machine.travel(timezone.now() + timedelta(minutes=11)):
            changing.show(code_in(mailoutbox[0]))
            assert User.objects.get().email == MARIEKE
            assert "Mail mij een code" in changing.shown()

    def test_one_can_begin_again(self, client, marieke, mailoutbox):
        changing = Changing(client)
        changing.ask(OTHER)
        client.post(changing.path, {"verb": "again"})
        changing.ask()
        changing.show(code_in(mailoutbox[-1]))
        assert User.objects.get().email == NEW

    def test_is_not_mailed_over_and_over(self, client, marieke, mailoutbox):
        changing = Changing(client)
        for _ in range(4):
            changing.ask()
            client.post(changing.path, {"verb": "again"})
        answer = changing.ask()
        assert answer.status_code == 422
        assert "veel pogingen" in page(answer)
        assert len(mailoutbox) == 4


class TestAMember:
    @pytest.fixture
    def amina(self, planners) -> Changing:
        return Changing(planners.clients["Amina"], f"/mijn-groep/{planners.group.pk}/adres/")

    def test_without_an_account_moves_their_own_post(self, planners, amina, mailoutbox):
        home = f"/mijn-groep/{planners.group.pk}/"
        assert "Je post gaat naar amina@voorbeeld.example" in page(amina.client.get(home))
        amina.ask()
        assert planners.person("Amina").email == "amina@voorbeeld.example", "nothing counts yet"
        amina.show(code_in(mailoutbox[0]))
        assert planners.person("Amina").email == NEW
        assert planners.person("Bram").email == "bram@voorbeeld.example"
        assert f"Je post gaat voortaan naar {NEW}." in page(amina.client.get(home))
        assert [mail.to for mail in mailoutbox] == [[NEW], ["amina@voorbeeld.example"]]
        assert NEW not in mailoutbox[1].body

    def test_who_had_none_gives_one(self, planners, amina, mailoutbox):
        Membership.objects.filter(name="Amina").update(email="")
        assert "We hebben nog geen adres van je." in amina.shown()
        amina.ask()
        amina.show(code_in(mailoutbox[0]))
        assert planners.person("Amina").email == NEW
        assert len(mailoutbox) == 1

    def test_a_code_for_one_group_moves_no_other(self, planners, amina, mailoutbox, client):
        amina.ask()
        bram = Changing(planners.clients["Bram"], amina.path)
        bram.show(code_in(mailoutbox[0]))
        assert planners.person("Bram").email == "bram@voorbeeld.example"
        assert planners.person("Amina").email == "amina@voorbeeld.example"
