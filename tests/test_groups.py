"""Groups and their people: founding, lists, roles, leaving, agreements and the way in by a personal link."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sessions.confidential import destroy_at
from sessions.groups import links, roster
from sessions.groups.models import Access, Consent, Group, Membership
from sessions.planning.models import Meeting

from .planners import account, signed_in


def mine(planners) -> str:
    return reverse("planning:mine", args=[planners.group.pk])


class TestList:
    """Reading a list, without a database."""

    def test_names_addresses_and_roles_with_a_header(self):
        found = roster.read("Naam;E-mail;Rol\nAmina;AMINA@voorbeeld.example;lid en begeleider\nBram;;\n")
        assert [(p.line, p.name, p.email, p.roles) for p in found] == [
            (2, "Amina", "amina@voorbeeld.example", ("takes_part", "facilitates")),
            (3, "Bram", "", ("takes_part",)),
        ]
        assert not any(p.problems for p in found)

    @pytest.mark.parametrize("mark", ["\t", ";", ","])
    def test_every_separator_with_or_without_a_header(self, mark):
        lines = [f"Amina{mark}amina@voorbeeld.example{mark}begeleider", f"Bram{mark}bram@voorbeeld.example"]
        header = f"naam{mark}mail{mark}rol"
        assert roster.read("\n".join(lines)) == [
            roster.replace(p, line=p.line - 1) for p in roster.read("\n".join([header, *lines]))
        ]

    def test_columns_that_nobody_asked_for_are_left_out(self):
        found = roster.read("Voornaam,Achternaam,Telefoon,E-mail\nLieke,Jansen,0612345678,lieke@voorbeeld.example")
        assert [(p.name, p.email) for p in found] == [("Lieke Jansen", "lieke@voorbeeld.example")]

    def test_addresses_as_mail_programs_write_them(self):
        found = roster.read("Amina Bakkali <amina@voorbeeld.example>\nBram <bram@voorbeeld.example>")
        assert [(p.name, p.email) for p in found] == [
            ("Amina Bakkali", "amina@voorbeeld.example"),
            ("Bram", "bram@voorbeeld.example"),
        ]

    @pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
    def test_files_of_every_age(self, coding):
        assert roster.read(roster.decode("Zoë;zoe@voorbeeld.example".encode(coding)))[0].name == "Zoë"

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            (";leeg@voorbeeld.example", "geen naam"),
            ("Bram;bram@voorbeeld", "lijkt geen e-mailadres"),
            ("amina;a@voorbeeld.example", "staat ook op regel 1"),
            ("JOOST;j@voorbeeld.example", "zit al in de groep"),
            (f"{'x' * 61};x@voorbeeld.example", "langer dan 60"),
        ],
    )
    def test_what_is_wrong_is_said_in_words(self, line, said):
        good, bad = roster.read(f"Amina;amina@voorbeeld.example\n{line}", taken=["Joost"])
        assert not good.problems
        assert said in bad.problems[0]

    def test_a_role_that_is_none(self):
        (found,) = roster.read("naam;rol\nBram;voorzitter")[:1]
        assert "“voorzitter”" in found.problems[0]


@pytest.mark.django_db
class TestPaste:
    def test_first_a_preview_then_everybody(self, planners):
        carla, url = planners.clients["Carla"], planners.url("mensen/lijst/")
        before = planners.group.members.count()
        page = carla.post(url, {"text": "Noor;noor@voorbeeld.example\nSamir;"})
        assert "Voeg 2 mensen toe" in page.content.decode()
        assert planners.group.members.count() == before
        assert carla.post(url, {"text": "Noor;noor@voorbeeld.example\nSamir;", "verb": "add"}).status_code == 302
        assert planners.group.members.count() == before + 2
        assert planners.person("Noor").email == "noor@voorbeeld.example"

    def test_nothing_is_half_imported(self, planners):
        wrong = "Noor;noor@voorbeeld.example\nSamir;samir@nergens"
        page = planners.clients["Carla"].post(planners.url("mensen/lijst/"), {"text": wrong, "verb": "add"})
        assert page.status_code == 422
        assert "samir@nergens" in page.content.decode()
        assert not planners.group.members.filter(name="Noor").exists()

    def test_a_file_goes_on_as_if_it_was_pasted(self, planners):
        file = SimpleUploadedFile("groep.csv", "Zoë;zoe@voorbeeld.example".encode("latin-1"))
        page = planners.clients["Carla"].post(planners.url("mensen/lijst/"), {"file": file, "text": ""})
        assert "Zoë;zoe@voorbeeld.example" in page.content.decode()
        assert "Voeg 1 persoon toe" in page.content.decode()

    def test_a_photo_is_no_list(self, planners):
        file = SimpleUploadedFile("foto.csv", b"\x89PNG\r\n\x00\x00")
        page = planners.clients["Carla"].post(planners.url("mensen/lijst/"), {"file": file, "text": ""})
        assert (page.status_code, "geen tekstbestand" in page.content.decode()) == (422, True)


@pytest.mark.django_db
class TestGroup:
    def test_whoever_has_an_account_makes_one_and_coordinates_it(self):
        form = {"name": "Wijkteam  Oost", "kind": "supervisie", "language": "nl", "facilitates": "on"}
        signed_in(account("Petra")).post("/groepen/nieuw/", form)
        group = Group.objects.get(name="Wijkteam Oost")
        petra = group.memberships.get()
        assert (petra.coordinates, petra.facilitates, petra.takes_part) == (True, True, False)
        assert group.agreements.filter(source=True).count() == 10

    def test_the_rules_are_in_the_groups_language(self):
        form = {"name": "East", "kind": "intervisie", "language": "en"}
        signed_in(account("Petra")).post("/groepen/nieuw/", form)
        assert Group.objects.get(name="East").agreements.first().text == "Taking part is voluntary."

    def test_what_was_typed_stays_when_something_is_wrong(self, planners):
        typed = {"name": "Noord", "kind": "intervisie", "language": "nl", "keep_days": "0", "late_after": "tien"}
        page = planners.clients["Carla"].post(planners.url("instellingen/"), typed | {"max_cases": "2"})
        assert page.status_code == 422
        for text in ("Minstens 1.", "Vul een heel getal in.", 'value="tien"'):
            assert text in page.content.decode()
        assert Group.objects.get(pk=planners.group.pk).name == "Jeugdteam Noord"

    def test_the_contract_is_read_by_every_member(self, planners):
        planners.clients["Carla"].post(planners.url("contract/"), {"why": "Samen zie je meer."})
        page = planners.clients["Amina"].get(reverse("groups:agree", args=[planners.group.pk])).content.decode()
        assert "Samen zie je meer." in page

    def test_contents_are_kept_for_the_groups_own_term(self):
        closed = timezone.now().replace(hour=20)
        assert destroy_at(closed, 7) - destroy_at(closed, 1) == timedelta(days=6)


@pytest.mark.django_db
class TestPeople:
    def test_a_name_is_taken_in_any_case(self, planners):
        form = {"name": "amina", "email": "", "language": "nl", "takes_part": "on"}
        page = planners.clients["Carla"].post(planners.url("mensen/nieuw/"), form)
        assert (page.status_code, "zit al in de groep" in page.content.decode()) == (422, True)

    def test_somebody_needs_a_role(self, planners):
        page = planners.clients["Carla"].post(planners.url("mensen/nieuw/"), {"name": "Noor", "language": "nl"})
        assert (page.status_code, "Kies minstens één rol." in page.content.decode()) == (422, True)

    def test_the_last_coordinator_stays(self, planners):
        carla = planners.person("Carla")
        form = {"name": "Carla", "language": "nl", "takes_part": "on"}
        page = planners.clients["Carla"].post(planners.url(f"mensen/{carla.pk}/"), form)
        assert "Er moet een coördinator blijven" in page.content.decode()
        planners.clients["Carla"].post(planners.url(f"mensen/{carla.pk}/weg/"))
        assert planners.group.members.filter(name="Carla", coordinates=True).exists()

    def test_who_left_keeps_the_past_and_can_come_back_without_old_links(self, planners):
        meeting = planners.series(1)[0]
        Meeting.objects.filter(pk=meeting.pk).update(facilitator=planners.person("Lieke"))
        lieke = planners.person("Lieke")
        planners.clients["Carla"].post(planners.url(f"mensen/{lieke.pk}/weg/"))
        meeting.refresh_from_db()
        assert meeting.facilitator is None, "her turn is free again"
        planners.clients["Carla"].post(planners.url(f"mensen/{lieke.pk}/terug/"))
        assert planners.group.members.filter(pk=lieke.pk).exists()
        assert planners.clients["Lieke"].get(mine(planners)).status_code == 404

    def test_who_comes_back_finds_the_name_given_away(self, planners):
        planners.member("Wout")
        gone = planners.group.memberships.exclude(left=None).get()
        planners.clients["Carla"].post(planners.url(f"mensen/{gone.pk}/terug/"))
        gone.refresh_from_db()
        assert gone.left

    def test_a_begeleider_who_left_leads_no_session_of_the_group(self, planners):
        joost = planners.person("Joost")
        assert "Jeugdteam Noord" in planners.clients["Joost"].get("/sessies/nieuw/").content.decode()
        planners.clients["Carla"].post(planners.url(f"mensen/{joost.pk}/weg/"))
        assert "Jeugdteam Noord" not in planners.clients["Joost"].get("/sessies/nieuw/").content.decode()


@pytest.mark.django_db
class TestLink:
    def test_looking_lets_nobody_in_and_uses_nothing_up(self, planners):
        token, scanner = links.new_link(planners.person("Bram")), Client()
        page = scanner.get(f"/lid/{token}/")
        assert "Dag Bram" in page.content.decode()
        assert scanner.get(mine(planners)).status_code == 404
        assert links.find(token).used is None

    def test_one_tap_lets_in_and_is_remembered(self, planners):
        phone = Client()
        answer = phone.post(f"/lid/{links.new_link(planners.person('Bram'))}/")
        assert answer.headers["Location"] == mine(planners)
        assert "Dag Bram" in phone.get(mine(planners)).content.decode()
        assert Access.objects.filter(membership__name="Bram").exclude(used=None).exists()

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_link_that_is_none_is_not_there(self, method):
        assert getattr(Client(), method)("/lid/geen-echte-token/").status_code == 404

    def test_the_coordinator_sees_a_link_once(self, planners):
        url = planners.url(f"mensen/{planners.person('Bram').pk}/")
        page = planners.clients["Carla"].post(f"{url}link/").content.decode()
        token = page.split("/lid/")[1].split("/")[0]
        assert links.find(token).membership.name == "Bram"
        assert token not in planners.clients["Carla"].get(url).content.decode()

    def test_one_browser_can_be_in_two_groups(self, planners):
        south = Membership.objects.create(group=Group.objects.get(name="Zuid"), name="Amina")
        planners.clients["Amina"].post(f"/lid/{links.new_link(south)}/")
        for group in (planners.group.pk, south.group_id):
            assert planners.clients["Amina"].get(reverse("planning:mine", args=[group])).status_code == 200

    def test_an_account_joins_a_member_only_in_the_browser_that_opened_the_link(self, planners):
        user = account("Lieke2")
        claim = reverse("groups:claim", args=[planners.group.pk])
        assert signed_in(user).post(claim).status_code == 404
        planners.clients["Lieke"].force_login(user)
        planners.clients["Lieke"].post(f"/lid/{links.new_link(planners.person('Lieke'))}/")
        assert "Koppel mijn account" in planners.clients["Lieke"].get(mine(planners)).content.decode()
        planners.clients["Lieke"].post(claim)
        assert planners.person("Lieke").user == user

    def test_an_account_takes_nobody_elses_place(self, planners):
        other = account("Ander")
        planners.clients["Joost"].post(f"/lid/{links.new_link(planners.person('Bram'))}/")
        planners.clients["Joost"].post(reverse("groups:claim", args=[planners.group.pk]))
        assert planners.person("Bram").user is None, "Joost is in this group already, as himself"
        assert other.memberships.count() == 0


@pytest.mark.django_db
class TestAgreements:
    def test_one_press_agrees_to_all_of_them(self, planners):
        agree = reverse("groups:agree", args=[planners.group.pk])
        assert "wachten op jouw akkoord" in planners.clients["Amina"].get(mine(planners)).content.decode()
        planners.clients["Amina"].post(agree)
        planners.clients["Amina"].post(agree)
        assert Consent.objects.filter(membership__name="Amina").count() == 10
        assert "wachten op jouw akkoord" not in planners.clients["Amina"].get(mine(planners)).content.decode()

    def test_the_coordinator_sees_who_did_not_yet(self, planners):
        planners.clients["Amina"].post(reverse("groups:agree", args=[planners.group.pk]))
        page = planners.clients["Carla"].get(planners.url("afspraken/")).content.decode()
        not_yet = page.split("Nog niet met alles akkoord:")[1].split("</p>")[0]
        assert "Bram" in not_yet
        assert "Amina" not in not_yet

    def test_other_words_ask_for_consent_again(self, planners):
        carla, url = planners.clients["Carla"], planners.url("afspraken/")
        carla.post(url, {"text": "We beginnen op tijd."})
        rule = planners.group.agreements.get(source=False)
        planners.clients["Amina"].post(reverse("groups:agree", args=[planners.group.pk]))
        assert rule.consents.exists()
        carla.post(f"{url}{rule.pk}/", {"text": "We beginnen stipt op tijd."})
        assert not rule.consents.exists()
        assert "wachten op jouw akkoord" in planners.clients["Amina"].get(mine(planners)).content.decode()

    def test_the_ten_stay_as_they_are(self, planners):
        ten = planners.group.agreements.first()
        for path in (f"afspraken/{ten.pk}/", f"afspraken/{ten.pk}/weg/"):
            assert planners.clients["Carla"].post(planners.url(path), {"text": "Anders."}).status_code == 404
        assert planners.group.agreements.filter(source=True).count() == 10
