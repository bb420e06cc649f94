"""Who was there: put right, closed, counted, and taken along as a file or a certificate."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from sessions.groups import people
from sessions.groups.models import Membership
from sessions.planning import answers, attendance, schedule
from sessions.planning.export import as_csv, harmless
from sessions.planning.overview import Overview
from sessions.planning.register import Register, register_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def url(noord, meeting=None, path="aanwezigheid/"):
    return noord.url(f"bijeenkomst/{(meeting or noord.meetings[0]).pk}/{path}")


def filled_in(noord, meeting=None, **chosen):
    """What the page of a meeting sends when only these were changed."""
    page = noord.clients["Carla"].get(url(noord, meeting))
    sent = {}
    for cell in page.context["cells"]:
        sent[f"was-{cell.member.pk}"] = cell.state
        sent[f"state-{cell.member.pk}"] = chosen.get(cell.member.name, cell.state)
    return sent


def close(noord, meeting=None, **chosen):
    return noord.clients["Carla"].post(url(noord, meeting), {**filled_in(noord, meeting, **chosen), "verb": "close"})


def line(noord, name, wanted=""):
    return next(each for each in register_of(Overview(noord.group), wanted).lines if each.member.name == name)


def standings(noord, name):
    return [cell and cell.state for cell in line(noord, name).cells]


class TestOneMeeting:
    def test_what_nobody_noted_follows_from_answer_and_clock(self, noord):
        answers.give(noord.meetings[0], noord.person("Amina"), "no")
        assert standings(noord, "Amina") == ["excused", "absent", ""]
        assert not noord.meetings[0].attendance.exists(), "nothing is written before it is closed"

    def test_the_coordinator_puts_it_right(self, noord):
        attendance.came(noord.meetings[0], [noord.person("Bram").pk], noord.meetings[0].starts)
        sent = filled_in(noord, Amina="present", Bram="early")
        noord.clients["Carla"].post(url(noord), sent)
        assert {a.membership.name: (a.state, a.by_hand) for a in noord.meetings[0].attendance.all()} == {
            "Amina": ("present", True),
            "Bram": ("early", True),
        }

    def test_what_the_app_saw_meanwhile_is_not_undone_by_an_old_page(self, noord):
        sent = filled_in(noord, Amina="late")
        attendance.came(noord.meetings[0], [noord.person("Bram").pk], noord.meetings[0].starts)
        noord.clients["Carla"].post(url(noord), sent)
        assert standings(noord, "Bram")[0] == "present"
        assert standings(noord, "Amina")[0] == "late"

    def test_closing_writes_down_how_it_stands(self, noord):
        answers.give(noord.meetings[0], noord.person("Amina"), "no")
        close(noord, Bram="present")
        assert {a.membership.name: a.state for a in noord.meetings[0].attendance.all()} == {
            "Amina": "excused",
            "Bram": "present",
            "Joost": "absent",
            "Lieke": "absent",
            "Sanne": "absent",
        }
        assert "Afgesloten op wo 31 maart" in noord.clients["Carla"].get(url(noord)).content.decode()

    def test_closed_too_soon_is_opened_again(self, noord):
        close(noord, Bram="present")
        noord.clients["Carla"].post(url(noord, path="aanwezigheid/open/"))
        assert {a.membership.name: a.state for a in noord.meetings[0].attendance.all()} == {"Bram": "present"}

    def test_not_closed_before_it_was_held(self, noord):
        response = noord.clients["Carla"].post(url(noord, noord.meetings[2]), {"verb": "close"}, follow=True)
        assert "nog niet geweest" in response.content.decode()
        noord.meetings[2].refresh_from_db()
        assert noord.meetings[2].attendance_closed is None

    def test_the_begeleider_puts_right_and_does_not_close(self, noord):
        assert noord.meetings[1].facilitator.name == "Lieke"
        lieke, page = noord.clients["Lieke"], url(noord, noord.meetings[1])
        assert "Wie was er op ma 29 maart?" in lieke.get(f"/mijn-groep/{noord.group.pk}/").content.decode()
        sent = filled_in(noord, noord.meetings[1], Amina="present")
        assert lieke.post(page, sent).status_code == 302
        assert standings(noord, "Amina")[1] == "present"
        assert lieke.post(page, {"verb": "close"}).status_code == 404
        close(noord, noord.meetings[1])
        assert lieke.post(page, filled_in(noord, noord.meetings[1], Amina="late")).status_code == 409
        assert standings(noord, "Amina")[1] == "present"

    def test_a_meeting_that_was_called_off_has_no_attendance(self, noord):
        schedule.cancel(noord.meetings[0])
        noord.clients["Carla"].post(url(noord), filled_in(noord, Amina="present"))
        assert not noord.meetings[0].attendance.exists()

    def test_a_value_that_is_none_changes_nothing(self, noord):
        noord.clients["Carla"].post(url(noord), filled_in(noord, Amina="dronken"))
        assert not noord.meetings[0].attendance.exists()

    def test_the_nudge_until_it_is_closed(self, noord):
        page = noord.clients["Carla"].get(noord.url()).content.decode()
        assert "Sluit de aanwezigheid van ma 1 maart af" in page
        close(noord)
        page = noord.clients["Carla"].get(noord.url()).content.decode()
        assert "van ma 1 maart af" not in page
        assert "Sluit de aanwezigheid van ma 29 maart af" in page


class TestSeries:
    def test_hours_and_percentage_count_what_was_closed(self, noord):
        close(noord, noord.meetings[0], Amina="present", Bram="late")
        assert (line(noord, "Amina").hours, line(noord, "Amina").percentage) == (2, 100)
        assert line(noord, "Joost").percentage == 0
        close(noord, noord.meetings[1], Bram="early")
        assert (line(noord, "Amina").hours, line(noord, "Amina").percentage) == (2, 50)
        assert (line(noord, "Bram").hours, line(noord, "Bram").percentage) == (4, 100)
        page = noord.clients["Carla"].get(noord.url()).content.decode()
        assert "Te laat en eerder weg tellen als aanwezig." in page

    def test_nothing_to_count_yet(self, noord):
        assert line(noord, "Amina").percentage is None

    def test_only_the_time_of_the_membership_counts(self, noord):
        Membership.objects.filter(name="Amina").update(joined=datetime(2027, 3, 20))
        Membership.objects.filter(name="Bram").update(left=datetime(2027, 3, 20))
        close(noord, noord.meetings[0], Bram="present")
        close(noord, noord.meetings[1], Amina="present")
        assert standings(noord, "Amina") == [None, "present", ""]
        assert standings(noord, "Bram") == ["present", None, None]
        assert (line(noord, "Amina").percentage, line(noord, "Bram").percentage) == (100, 100)

    def test_leaving_keeps_the_past(self, noord):
        close(noord, Bram="present")
        people.leave(noord.person("Bram"))
        assert standings(noord, "Bram") == ["present", "absent", None]

    def test_who_guides_elsewhere_is_not_absent(self, noord):
        Membership.objects.filter(name="Joost").update(takes_part=False)
        assert standings(noord, "Joost") == ["absent", None, ""]

    def test_one_series_or_all(self, noord):
        later = noord.series(1, starts=datetime(2027, 9, 6).date(), title="Najaar")
        assert len(register_of(Overview(noord.group)).meetings) == 3, "the one of the next meeting"
        assert register_of(Overview(noord.group), str(later[0].trajectory_id)).meetings == later
        assert len(register_of(Overview(noord.group), "alle").meetings) == 4
        page = noord.clients["Carla"].get(noord.url() + "?traject=alle").content.decode()
        assert "6 sep" in page


class TestFiles:
    def test_csv_as_a_dutch_excel_opens_it(self, noord):
        noord.meetings[0].minutes = 90
        noord.meetings[0].save()
        close(noord, Amina="present", Bram="late")
        response = noord.clients["Carla"].get(noord.url("aanwezigheid.csv"))
        assert response.content.startswith(b"\xef\xbb\xbf")
        assert response.content.count(b"\r\n") == response.content.count(b"\n") == 6
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
        assert rows[0] == ["Naam", "01-03-2027", "29-03-2027", "26-04-2027", "Uren", "Aanwezig (%)"]
        assert rows[1] == ["Amina", "aanwezig", "afwezig", "", "1,5", "100"]
        assert rows[2][:2] == ["Bram", "te laat"]
        assert "aanwezigheid-jeugdteam-noord.csv" in response.headers["Content-Disposition"]

    @pytest.mark.parametrize("name", ["=1+1", "+31", "-2", "@SUM(A1)", "\t=1", " =1", "＝1"])
    def test_no_name_is_a_formula(self, noord, name):
        Membership.objects.filter(name="Amina").update(name=name)
        row = as_csv(register_of(Overview(noord.group))).decode()
        assert f"'{name}" in row
        assert harmless("Anne-Marie") == "Anne-Marie"

    def test_a_spreadsheet_with_real_numbers_and_no_formulas(self, noord):
        Membership.objects.filter(name="Bram").update(name="=1+1")
        close(noord, Amina="present")
        response = noord.clients["Carla"].get(noord.url("aanwezigheid.xlsx"))
        sheet = load_workbook(io.BytesIO(response.content)).active
        rows = {row[0].value: row for row in sheet.iter_rows()}
        assert [cell.value for cell in rows["Amina"]] == ["Amina", "aanwezig", "afwezig", None, 2, 100]
        assert rows["=1+1"][0].data_type == "s"
        assert sheet.freeze_panes == "B2"

    def test_a_certificate_without_content(self, noord):
        close(noord, noord.meetings[0], Amina="present")
        close(noord, noord.meetings[1], Amina="late", Lieke="present")
        page = noord.clients["Carla"].get(noord.url(f"mensen/{noord.person('Amina').pk}/bewijs/")).content.decode()
        assert "<strong>Amina</strong>" in page
        assert "1 maart 2027" in page
        assert "Aanwezig bij 2 van de 2" in page
        assert "Joost" in page
        lieke = noord.clients["Lieke"].get(reverse("planning:my_certificate", args=[noord.group.pk])).content.decode()
        assert "29 maart 2027" in lieke
        assert "begeleider</td>" in lieke
        assert ">1 maart 2027" not in lieke

    def test_an_empty_certificate_says_what_will_be_here(self, noord):
        page = noord.clients["Amina"].get(reverse("planning:my_certificate", args=[noord.group.pk])).content.decode()
        assert "zodra de coördinator de aanwezigheid heeft afgesloten" in page

    def test_who_left_gets_one_from_the_coordinator(self, noord):
        close(noord, Bram="present")
        people.leave(noord.person("Bram"))
        page = noord.clients["Carla"].get(noord.url(f"mensen/{noord.person('Bram').pk}/bewijs/")).content.decode()
        assert "1 maart 2027" in page


def test_an_empty_register_has_no_lines(planners):
    assert Register([], planners.group.memberships.all(), timezone.now()).lines == []


def test_the_page_of_a_group_asks_as_much_of_the_database_for_ten_meetings_as_for_one(
    planners, django_assert_max_num_queries
):
    planners.series(10, starts=(timezone.now() - timedelta(weeks=20)).date())
    planners.group.memberships.update(joined=datetime(2026, 1, 1))
    for meeting in planners.group.meetings.all():
        attendance.came(meeting, planners.group.members.values_list("pk", flat=True), meeting.starts)
    with django_assert_max_num_queries(15):
        planners.clients["Carla"].get(planners.url())
