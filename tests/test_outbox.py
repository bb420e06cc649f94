"""The outbox: a real conversation with a mail server, what arrives there, and what becomes of what does not."""

import re
import smtplib
import socket
import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
import vobject
from django.core.management import CommandError, call_command
from django.db import connection

from sessions.groups import links
from sessions.groups.models import Access
from sessions.planning import answers, outbox
from sessions.planning.due import Kind
from sessions.planning.models import Mail
from tests.postoffice import DAY, MINUTE, NOW, SITE, Plans, send_all, smtp

pytestmark = pytest.mark.django_db
State, Problem = Mail.State, Mail.Problem


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def plans(clock, db):
    return Plans()


@pytest.fixture
def inbox(settings):
    with smtp(settings) as inbox:
        yield inbox


def kinds(**which):
    return list(Mail.objects.filter(**which).values_list("kind", flat=True))


def part(mail, kind):
    return next(each for each in mail.walk() if each.get_content_type() == kind)


def read(mail):
    """The invitation in a mail, by the other library."""
    return vobject.readOne(part(mail, "text/calendar").get_content())


def text(mail):
    return part(mail, "text/plain").get_content()


# --- One invitation -------------------------------------------------------------------------------------------------


def test_an_invitation_as_it_comes_over_the_line(plans, inbox):
    meeting = plans.meeting(datetime(2026, 3, 31, 17, 30, tzinfo=UTC), number=3)
    send_all()
    (mail,) = inbox.to("amina@voorbeeld.example")
    tree = [each.get_content_type() for each in mail.walk()]
    assert tree == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    calendar = part(mail, "text/calendar")
    assert calendar["Content-Type"].params == {"method": "REQUEST", "charset": "utf-8"}
    attached = part(mail, "application/ics")
    assert attached.get_filename() == "invite.ics"
    assert attached.get_content().replace(b"\r\n", b"\n") == calendar.get_content().encode().replace(b"\r\n", b"\n")
    assert max(map(len, attached.get_content().split(b"\r\n"))) <= 75
    assert (mail["Reply-To"], mail["To"]) == (
        "Marieke Hofman <marieke@voorbeeld.example>",
        "Amina <amina@voorbeeld.example>",
    )
    assert mail["From"] == "Intervisiegroep Noord <post@intervisie.example>"
    assert mail["Auto-Submitted"] == "auto-generated"

    event = read(mail).vevent
    assert event.dtstart.value == datetime(2026, 3, 31, 19, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert event.organizer.value == "mailto:marieke@voorbeeld.example"
    assert [each.value for each in event.attendee_list] == ["mailto:amina@voorbeeld.example"]
    assert event.uid.value.startswith(meeting.uid.split("@")[0])
    assert "dinsdag 31 maart 2026, 19:30–21:30" in text(mail)
    assert "Buurthuis De Linde" in text(mail)
    assert "Antwoord met deze link" in text(mail)


def test_everybody_gets_their_own_and_nobody_sees_another(plans, inbox):
    plans.meeting()
    send_all()
    assert sorted(inbox.receivers) == [f"{name}@voorbeeld.example" for name in ("amina", "bram", "marieke", "noor")]
    uids, tokens = set(), set()
    for name in ("amina", "bram", "noor"):
        (mail,) = inbox.to(f"{name}@voorbeeld.example")
        whole = mail.raw.decode() + part(mail, "application/ics").get_content().decode()
        others = {"amina", "bram", "noor"} - {name}
        assert f"{name}@voorbeeld.example" in whole
        assert not any(f"{other}@" in whole for other in others)
        uids.add(read(mail).vevent.uid.value)
        tokens.add(token_in(mail))
    assert len(uids) == len(tokens) == 3


def token_in(mail):
    return re.search(r"https://intervisie\.example/antwoord/([\w-]+)/", text(mail))[1]


def test_the_link_is_in_the_mail_and_not_in_the_calendar(plans, inbox):
    plans.meeting()
    send_all()
    (mail,) = inbox.to("amina@voorbeeld.example")
    token = token_in(mail)
    assert links.find(token).membership == plans.amina
    assert token in part(mail, "text/html").get_content()
    assert token not in part(mail, "text/calendar").get_content()
    assert token.encode() not in part(mail, "application/ics").get_content()


def test_the_organizer_gets_a_file_and_nothing_to_accept(plans, inbox):
    plans.meeting()
    send_all()
    (mail,) = inbox.to("marieke@voorbeeld.example")
    assert "text/calendar" not in [each.get_content_type() for each in mail.walk()]
    assert b"METHOD:PUBLISH" in part(mail, "application/ics").get_content()


def test_each_in_their_own_language(plans, inbox):
    plans.meeting(datetime(2026, 3, 31, 17, 30, tzinfo=UTC))
    send_all()
    (mail,) = inbox.to("noor@voorbeeld.example")
    assert "Tuesday 31 March 2026, 19:30–21:30" in text(mail)
    assert mail["Subject"].startswith("Invitation")
    assert 'lang="en"' in part(mail, "text/html").get_content()


def test_a_series_is_announced_with_its_dates_and_a_feed_of_ones_own(plans, inbox, client):
    """Across the change to summer time: 19:30 it is, also in the list."""
    plans.series([datetime(2026, 3, day, hour, 30, tzinfo=UTC) for day, hour in ((17, 18), (24, 18), (31, 17))])
    send_all()
    mails = inbox.to("amina@voorbeeld.example")
    assert [mail["Subject"].split(":")[0] for mail in mails] == ["Intervisiegroep Noord"] + ["Uitnodiging"] * 3
    listed = text(mails[0])
    assert re.findall(r"(\d+) maart 2026, 19:30–21:30", listed) == ["17", "24", "31"]
    assert [read(mail).vevent.dtstart.value.hour for mail in mails[1:]] == [19, 19, 19]
    feed = re.search(r"https://intervisie\.example(/agenda/[\w-]+\.ics)", listed)[1]
    assert client.get(feed).content.count(b"BEGIN:VEVENT") == 3
    own = re.search(r"https://intervisie\.example(/lid/[\w-]+/)", listed)[1]
    assert client.get(own).status_code == 200
    assert feed not in text(inbox.to("bram@voorbeeld.example")[0])
    send_all()
    assert len(inbox.to("amina@voorbeeld.example")) == 4


# --- Changes --------------------------------------------------------------------------------------------------------


def test_a_change_and_the_end_reach_the_same_event(plans, inbox, clock):
    meeting = plans.meeting()
    send_all()
    answers.give(meeting, plans.amina, "yes")
    clock.shift(DAY)
    meeting.starts, meeting.sequence = meeting.starts + 7 * DAY, 1
    meeting.save()
    answers.ask_again(meeting)
    send_all()
    clock.shift(DAY)
    meeting.place, meeting.sequence = "Zaal 4", 2
    meeting.save()
    send_all()
    clock.shift(DAY)
    meeting.state, meeting.sequence = "cancelled", 3
    meeting.save()
    send_all()
    mails = inbox.to("amina@voorbeeld.example")
    events = [read(mail) for mail in mails]
    assert kinds(membership=plans.amina) == [Kind.INVITATION, Kind.MOVED, Kind.CHANGED, Kind.CANCELLED]
    assert len({each.vevent.uid.value for each in events}) == 1
    assert [each.vevent.sequence.value for each in events] == ["0", "1", "2", "3"]
    assert [each.method.value for each in events] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert [part(mail, "text/calendar")["Content-Type"].params["method"] for mail in mails][-1] == "CANCEL"
    assert "op zondag 22 maart is verzet" in text(mails[1])
    assert "Zaal 4" in text(mails[2])
    assert "https://" not in text(mails[3])


def test_what_is_changed_before_anybody_heard_of_it_is_one_mail(plans, inbox, clock):
    meeting = plans.meeting()
    outbox.send_due(SITE)
    assert Mail.objects.filter(state=State.WAITING).count() == 4
    assert not inbox.mails
    meeting.place, meeting.sequence = "Zaal 4", 1
    meeting.save()
    clock.shift(6 * MINUTE)
    outbox.send_due(SITE)
    assert not inbox.mails, "five minutes again, from the last change"
    clock.shift(6 * MINUTE)
    outbox.send_due(SITE)
    (mail,) = inbox.to("bram@voorbeeld.example")
    assert "Zaal 4" in text(mail)
    assert Mail.objects.count() == 4


def test_whose_turn_it_is_no_longer_is_taken_out_of_the_calendar(plans, inbox, clock):
    """A begeleider from outside is expected only where it is their turn."""
    fleur = plans.add("Fleur", takes_part=False, facilitates=True)
    meeting = plans.meeting(facilitator=fleur)
    send_all()
    assert len(inbox.to(fleur.email)) == 1
    for facilitator in (None, fleur, None):
        clock.shift(DAY)
        meeting.facilitator = facilitator
        meeting.save()
        send_all()
    mails = inbox.to(fleur.email)
    assert [read(mail).method.value for mail in mails] == ["REQUEST", "CANCEL", "REQUEST", "CANCEL"]
    assert "Je hoeft niet meer" in text(mails[1])
    assert len(inbox.to("bram@voorbeeld.example")) == 1


def test_who_left_hears_once_that_the_place_is_gone(plans, inbox, clock):
    plans.meeting()
    send_all()
    plans.bram.left = NOW
    plans.bram.save()
    send_all()
    send_all()
    assert [read(mail).method.value for mail in inbox.to(plans.bram.email)] == ["REQUEST", "CANCEL"]


# --- Reminders ------------------------------------------------------------------------------------------------------


def test_reminders_follow_the_switches_of_group_and_person(plans, inbox, clock):
    meeting = plans.meeting(NOW + 40 * DAY)
    send_all()
    answers.give(meeting, plans.bram, "no", "Op vakantie")
    plans.noor.remind_answer = False
    plans.noor.save()
    plans.group.remind_case = False
    plans.group.save()
    inbox.mails.clear()
    clock.move_to(meeting.starts - 4 * DAY)
    send_all()
    assert sorted(inbox.receivers) == ["amina@voorbeeld.example", "marieke@voorbeeld.example"]
    answers.give(meeting, plans.amina, "yes")
    clock.move_to(meeting.starts - 1 * DAY + MINUTE)
    send_all()
    assert kinds(membership=plans.amina) == [Kind.INVITATION, Kind.ANSWER, Kind.TOMORROW]
    assert "Je antwoord: komt." in text(inbox.to("amina@voorbeeld.example")[-1])
    assert "vakantie" not in "".join(mail.raw.decode() for mail in inbox.mails)


def test_a_reminder_that_has_become_needless_is_not_sent(plans, inbox, clock):
    meeting = plans.meeting(NOW + 40 * DAY)
    send_all()
    clock.move_to(meeting.starts - 6 * DAY)
    Mail.objects.create(
        membership=plans.amina, meeting=meeting, kind=Kind.ANSWER, key="x", due=NOW, starts=meeting.starts
    )
    answers.give(meeting, plans.amina, "yes")
    inbox.mails.clear()
    send_all()
    assert "amina@voorbeeld.example" not in inbox.receivers
    assert "bram@voorbeeld.example" in inbox.receivers
    assert not Mail.objects.filter(key="x").exists()


# --- Sending --------------------------------------------------------------------------------------------------------


def test_once_is_once_however_often_it_runs(plans, inbox, clock):
    plans.meeting()
    send_all()
    for _ in range(3):
        clock.shift(MINUTE)
        send_all()
    assert len(inbox.mails) == 4


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_once(settings):
    """Both begin with the same full outbox; every mail arrives exactly once."""
    plans = Plans()
    for name in ("Wout", "Samir", "Lieke", "Joost", "Fleur", "Hugo"):
        plans.add(name)
    starts = datetime.now(UTC) + 40 * DAY
    for week in range(3):
        plans.meeting(starts + timedelta(weeks=week))
    outbox.send_due(SITE)
    outbox.hurry(Mail.objects.all())
    together = threading.Barrier(2)

    def run():
        together.wait()
        try:
            done.append(outbox.send_due(SITE))
        finally:
            connection.close()

    done = []
    with smtp(settings) as inbox:
        senders = [threading.Thread(target=run) for _ in range(2)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
    assert len(inbox.mails) == 30
    assert len({(mail["To"], mail["Subject"]) for mail in inbox.mails}) == 30
    assert sum(each[State.SENT] for each in done) == 30


def test_one_refused_address_does_not_stop_the_rest(plans, inbox, clock):
    inbox.refused = {"amina@voorbeeld.example"}
    plans.meeting()
    done = send_all()
    assert sorted(inbox.receivers) == [f"{name}@voorbeeld.example" for name in ("bram", "marieke", "noor")]
    assert done == {State.SENT: 3, State.WAITING: 1}
    failed = Mail.objects.get(membership=plans.amina)
    assert failed.get_problem_display() == "Dit adres werd geweigerd. Klopt het?"
    inbox.refused.clear()
    clock.shift(4 * MINUTE)
    outbox.send_due(SITE)
    assert "amina@voorbeeld.example" not in inbox.receivers, "not before the pause is over"
    clock.shift(2 * MINUTE)
    outbox.send_due(SITE)
    assert inbox.receivers.count("amina@voorbeeld.example") == 1
    failed.refresh_from_db()
    assert (failed.state, failed.problem, failed.tries) == (State.SENT, "", 2)


def test_an_address_that_is_none_harms_only_itself(plans, inbox):
    plans.bram.email = "bram@@voorbeeld"
    plans.bram.save()
    plans.meeting()
    send_all()
    assert len(inbox.mails) == 3
    assert Mail.objects.get(membership=plans.bram).problem == Problem.REFUSED


def test_pauses_grow_and_in_the_end_it_is_given_up_until_somebody_says_so(plans, inbox, clock):
    inbox.refused = {"amina@voorbeeld.example"}
    meeting = plans.meeting()
    send_all()
    mail, pauses = Mail.objects.get(membership=plans.amina), []
    while mail.state != State.FAILED:
        pauses.append(mail.due - NOW)
        clock.move_to(mail.due)
        outbox.send_due(SITE)
        mail.refresh_from_db()
    gaps = [later - sooner for sooner, later in zip([timedelta(0), *pauses], pauses, strict=False)]
    assert gaps == outbox.PAUSES
    assert outbox.send_due(SITE) == {}
    inbox.refused.clear()
    assert outbox.hurry(outbox.of_group(plans.group)) == 1
    outbox.send_due(SITE)
    assert len(inbox.to("amina@voorbeeld.example")) == 1
    assert meeting.mails.filter(state=State.SENT).count() == 4


def test_without_a_mail_server_nothing_is_lost_and_one_try_is_enough_to_know(plans, settings, clock):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = nobody.getsockname()
        plans.meeting()
        assert send_all() == {State.WAITING: 1}
    assert sorted(Mail.objects.values_list("problem", "tries")) == [("", 0)] * 3 + [(Problem.UNREACHABLE, 1)]
    clock.shift(6 * MINUTE)
    with smtp(settings) as inbox:
        outbox.send_due(SITE)
        assert len(inbox.mails) == 4


def test_a_sender_that_died_leaves_a_claim_that_ends(plans, inbox, clock):
    plans.meeting()
    outbox.send_due(SITE)
    clock.shift(6 * MINUTE)
    mail = Mail.objects.get(membership=plans.amina)
    assert outbox.claim(mail, clock_now())
    assert not outbox.claim(mail, clock_now()), "it is somebody else's now"
    outbox.send_due(SITE)
    assert not inbox.to("amina@voorbeeld.example")
    clock.shift(11 * MINUTE)
    outbox.send_due(SITE)
    assert len(inbox.to("amina@voorbeeld.example")) == 1


def clock_now():
    return datetime.now(UTC)


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (smtplib.SMTPAuthenticationError(535, b"no"), Problem.LOGIN),
        (smtplib.SMTPRecipientsRefused({}), Problem.REFUSED),
        (smtplib.SMTPServerDisconnected("gone"), Problem.UNREACHABLE),
        (TimeoutError(), Problem.UNREACHABLE),
        (smtplib.SMTPDataError(554, b"spam"), Problem.OTHER),
        (KeyError("x"), Problem.OTHER),
    ],
)
def test_what_went_wrong_is_known_by_its_kind(error, problem):
    assert outbox.problem_of(error) == problem


# --- Nothing secret -------------------------------------------------------------------------------------------------


def test_the_outbox_holds_no_link_and_the_log_nobody(plans, inbox, caplog):
    inbox.refused = {"bram@voorbeeld.example"}
    meeting = plans.meeting()
    answers.give(meeting, plans.amina, "no", "Operatie aan mijn knie")
    send_all()
    token = token_in(inbox.to("amina@voorbeeld.example")[0])
    assert links.find(token)  # there was something to leak
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM planning_mail")
        rows = str(cursor.fetchall())
    assert token not in rows
    assert "https://" not in rows
    assert "@" not in rows
    assert token not in str(Access.objects.values())
    assert "was not sent" in caplog.text
    assert not any(word in caplog.text for word in ("bram", "voorbeeld", "intervisie.example", "Noord"))
    assert "knie" not in "".join(mail.raw.decode() for mail in inbox.mails)


def test_who_has_no_address_gets_no_mail(plans, inbox):
    plans.bram.email = ""
    plans.bram.save()
    plans.meeting()
    send_all()
    assert len(inbox.mails) == 3
    assert not Mail.objects.filter(membership=plans.bram).exists()


# --- The command ----------------------------------------------------------------------------------------------------


def test_the_command_says_what_it_did(plans, inbox, settings, capsys):
    settings.PUBLIC_URL = "https://intervisie.example"
    plans.meeting()
    outbox.send_due(SITE)
    outbox.hurry(Mail.objects.all())
    call_command("send_due")
    assert capsys.readouterr().out == "4 verstuurd, 0 later opnieuw, 0 opgegeven\n"


def test_the_command_wants_to_know_where_links_lead(settings, db):
    settings.PUBLIC_URL = ""
    with pytest.raises(CommandError, match="PUBLIC_URL"):
        call_command("send_due")
