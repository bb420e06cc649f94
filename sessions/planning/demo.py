"""The demo's meetings: a series half-way, with who was there, who comes and what they prepared (fixtures/demo.yaml).

Everything is dated from today. What is planned stays as it is; when a series is over, the next one is planned.
"""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from sessions.groups.models import Group, Membership

from . import answers, attendance, outbox, reflections, schedule, skipping, turns
from .due import due
from .models import Answer, Case, Intention, Mail, Meeting, Poll, PollMoment, Reflection, Trajectory, Vote
from .post import Site
from .register import register_of_meeting
from .seats import belongs, seats
from .series import Rhythm, days, shifted

Written = dict[str, Any]
People = dict[str, Membership]
EARLY, LATE = timedelta(minutes=4), timedelta(minutes=25)
DAY = timedelta(days=1)
ANNOUNCED = timedelta(weeks=12)  # ago: long enough for reminders to go out


def plan(group: Group, written: Written) -> None:
    """A group's meetings. At the first start a part of them has been; what comes next is prepared for."""
    people = {member.name: member for member in group.members}
    if not group.meetings.exists():
        series = new_series(group, written, held=len(written["held"]))
        for meeting, told in zip(series.meetings.all(), written["held"], strict=False):
            hold(meeting, told, people)
        ask_for_a_date(group, written.get("poll"), people)
    elif not schedule.planned_ahead(group).exists():
        new_series(group, written, held=0)
    following = schedule.planned_ahead(group).exclude(trajectory=None).first()
    if following and not following.answers.exists():
        prepare(following, written["next"], people)


def new_series(group: Group, written: Written, held: int) -> Trajectory:
    """A series of which so many meetings have been; the next is within a week, or later when that is a holiday."""
    today, how = timezone.localdate(), {**written["series"], "time": time.fromisoformat(written["series"]["time"])}
    coming = today + timedelta(days=(written["weekday"] - today.weekday() - 1) % 7 + 1)
    first = coming - held * how["every"] * 7 * DAY
    series = Trajectory(kind=group.kind, starts=first, **how)
    rhythm = Rhythm(first, first.weekday(), series.every, series.number, series.time)
    schedule.plan(group, series, days(rhythm, skipping.reasons(series.country, [])))
    last_ones = series.meetings.filter(number__gt=series.number - written.get("unguided", 0))
    last_ones.update(facilitator=None)
    return series


# --- What has been --------------------------------------------------------------------------------------------------


def hold(meeting: Meeting, told: Written, people: People) -> None:
    """A meeting that has been: who was there, who brought a case, what people intended and what they wrote after."""
    declined = told.get("declined", {})
    for name, reason in declined.items():
        answers.give(meeting, people[name], Answer.Value.NO, reason)
    for name, member in people.items():
        if belongs(member, meeting) and name not in (*declined, *told.get("absent", [])):
            late = name in told.get("late", [])
            attendance.came(meeting, [member.pk], meeting.starts + (LATE if late else -EARLY))
    if not told.get("open"):
        register = register_of_meeting(meeting, people.values(), timezone.now())
        attendance.close(meeting, register.standings, meeting.ends + DAY)
    leave_words(meeting, told, people)


def leave_words(meeting: Meeting, told: Written, people: People) -> None:
    turns.record(meeting, [people[name].pk for name in told["brought"]], meeting.starts)
    for intention in told.get("intentions", []):
        whose = people[intention["who"]]
        Intention.objects.create(meeting=meeting, membership=whose, shown=True, **words_of(intention))
    for name, text in told.get("reflections", {}).items():
        reflection = Reflection.objects.create(meeting=meeting, membership=people[name], text=text)
        reflections.hand_in(reflection, meeting.group)


def words_of(written: Written) -> Written:
    return {name: words for name, words in written.items() if name != "who"}


# --- What comes -----------------------------------------------------------------------------------------------------


def prepare(meeting: Meeting, told: Written, people: People) -> None:
    """The next meeting: who comes, who sees to what, and what people wrote for it; as far as they are still there."""
    Meeting.objects.filter(pk=meeting.pk).update(note=told.get("note", ""))
    for name in people.keys() & told["answers"].keys():
        answers.give(meeting, people[name], told["answers"][name], told.get("reasons", {}).get(name, ""))
    for task in meeting.tasks.filter(what__in=told["tasks"]):
        who, *done = told["tasks"][task.what]
        meeting.tasks.filter(pk=task.pk).update(membership=people.get(who), done=bool(done))
    for case in told["cases"]:
        if author := people.get(case["who"]):
            Case.objects.create(meeting=meeting, membership=author, **words_of(case))


def ask_for_a_date(group: Group, told: Written | None, people: People) -> None:
    """A poll on which somebody still has to tick."""
    if not told:
        return
    poll = Poll.objects.create(group=group, **{name: told[name] for name in ("title", "minutes", "place")})
    like = group.meetings.latest("starts")
    for index, later in enumerate(told["moments"]):
        at = timezone.localtime(like.starts).time()
        moment = PollMoment.objects.create(poll=poll, starts=shifted(timezone.now(), later, at))
        for name, values in told["votes"].items():
            Vote.objects.create(moment=moment, membership=people[name], value=values[index])


# --- The post -------------------------------------------------------------------------------------------------------


def send_post(groups: dict[Group, Written], site: Site) -> None:
    """What was mailed when the series began. Those for the next meeting lie in the box; of the others it is noted.

    One address was refused, and what is about the last meeting still waits.
    """
    mails, now = Mail.objects.filter(membership__group__in=groups), timezone.now()
    if mails.exists():
        return
    outbox.fill(due(now, seats(now)), now)
    for group, written in groups.items():
        of_group, ahead = mails.filter(membership__group=group), schedule.planned_ahead(group)
        first, last = ahead.first(), ahead.last()
        refused = of_group.filter(membership__name__in=written.get("refused", []))
        refused.update(state=Mail.State.FAILED, problem=Mail.Problem.REFUSED, tries=len(outbox.PAUSES) + 1)
        of_group.filter(meeting=first).update(due=now)
        arrived = of_group.exclude(meeting__in=[first, last]).filter(state=Mail.State.WAITING)
        arrived.update(state=Mail.State.SENT, tries=1)
    outbox.deliver(site, now)
    mails.filter(state=Mail.State.SENT).update(created=now - ANNOUNCED, sent=now - ANNOUNCED)
