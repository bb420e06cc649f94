"""What people write: handing in, taking back, laying back, drafts; and destroying it all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from sessions.activities.base import Prepared, Sheet, too_many
from sessions.activities.base import Refused as ContributionRefused
from sessions.planning import intentions

from .. import stage
from ..machine import Refused
from ..models import Attachment, Contribution, Device, LiveSession, Participant, Scratch, Signal
from ..scene import Scene
from .doors import FLAP, announce, claim


def contribute(
    session: LiveSession,
    author: Participant | None,
    role: str,
    key: str,
    data: Mapping[str, Any],
    *,
    step: int,
    client_key: str,
    about: int | None = None,
    files: Mapping[str, Any] | None = None,
    ready: Sequence[Prepared] = (),
    own: Collection[str] = (),
) -> Contribution:
    """Put one contribution on the flap. The same client_key twice is one contribution.

    role: the role whose row gives leave to write. files: photos, read already. ready: what lay ready for who writes.
    own: the keys of what this browser put up without a name.
    Raises activities.base.Refused with a sentence for the person, FormInvalid with the bound form, or
    machine.Refused("moved") when the step is over.
    """
    with transaction.atomic():
        session = claim(session)
        if known := session.contributions.filter(client_key=client_key).first():
            return known
        scene = Scene(session)
        sheet = next((s for s in scene.flap.open_to(role) if s.key == key), None)
        if sheet is None or scene.step is None or scene.step.pk != step:
            raise Refused("moved")
        sheet = replace(sheet, ready=ready)
        form = sheet.activity.form(sheet, data)
        if form is not None:
            form.files = MultiValueDict({name: [file] for name, file in (files or {}).items()})
        if form is None or not form.is_valid():
            raise FormInvalid(sheet, form)
        subject = _subject(sheet, about)
        writer = author.pk if author else None
        limit = sheet.activity.limit(sheet.options)
        if limit and subject is None and is_full(scene, sheet, limit, writer, own):
            raise too_many(limit)
        named = None if sheet.anonymous else writer
        body = sheet.activity.accept(sheet, form.cleaned_data, named)
        earlier = sheet.activity.replaces(sheet, body, named, subject)
        Contribution.objects.filter(pk__in=[e.pk for e in earlier]).delete()
        made = Contribution.objects.create(
            session=session,
            step=scene.step,
            key=key,
            author_id=named,
            about_id=subject,
            body=body,
            client_key=client_key,
            # The hour of a sign, or of a request, must not tell whose it is either.
            created=session.created if sheet.anonymous else timezone.now(),
        )
        if picture := sheet.activity.picture(form.cleaned_data):
            Attachment.objects.create(contribution=made, image=picture.content)
        if sheet.activity.shared:
            announce(session, FLAP)
    return made


def is_full(scene: Scene, sheet: Sheet, limit: int, writer: int | None, own: Collection[str]) -> bool:
    """Whether somebody put up all they may; where no author is kept, by the keys that their browser shows.

    Who shows none of them could go on for ever: so there are never more than everybody together may put up.
    """
    if not sheet.anonymous:
        return len(sheet.by(writer)) >= limit
    mine = scene.session.contributions.filter(pk__in=[entry.pk for entry in sheet.entries], client_key__in=own)
    return mine.count() >= limit or len(sheet.entries) >= limit * max(len(scene.everyone), 1)


class FormInvalid(Exception):
    """A contribution whose form has errors; carries the sheet and the bound form."""

    def __init__(self, sheet: Sheet, form: Any) -> None:
        super().__init__("form")
        self.sheet, self.form = sheet, form


def _subject(sheet: Sheet, about: int | None) -> int | None:
    """The id of the entry that a contribution is about, if those of this sheet are about one."""
    subjects = sheet.activity.subjects(sheet)
    if subjects is None:
        if about is not None and sheet.source is None:
            raise Refused("moved")
        return None
    if about not in {entry.pk for entry in subjects}:
        raise ContributionRefused(str(stage.reason("gone")))
    return about


def withdraw(session: LiveSession, contribution: Contribution) -> None:
    """Take one's own contribution away."""
    with transaction.atomic():
        session = claim(session)
        Contribution.objects.filter(pk=contribution.pk).delete()
        intentions.take_back(contribution.pk)
        announce(session, FLAP)


def lay_back(session: LiveSession, contribution: Contribution, word: str) -> None:
    """Lay an entry back with its author, with a kind word; it leaves the flap."""
    with transaction.atomic():
        session = claim(session)
        Contribution.objects.filter(pk=contribution.pk).update(returned=word)
        announce(session, FLAP)


def jot(device: Device, key: str, text: str) -> None:
    """Keep what a device has under its hands: a draft or a note. Never pushed, no version."""
    if not text:
        Scratch.objects.filter(device=device, key=key).delete()
        return
    try:
        Scratch.objects.update_or_create(device=device, key=key, defaults={"body": text})
    except IntegrityError:  # two tabs made the same draft at once: the later one stands
        Scratch.objects.filter(device=device, key=key).update(body=text)


def erase(session: LiveSession) -> None:
    """Destroy everything people wrote in a session; times and who was there stay. Idempotent."""
    with transaction.atomic():
        session = claim(session)
        Contribution.objects.filter(session=session).delete()
        Scratch.objects.filter(device__session=session).delete()
        Signal.objects.filter(session=session).delete()
        session.rounds.update(case_title="", case_text="")
        session.devices.all().delete()
        if session.group_id is None:
            session.participants.all().delete()
        session.erased = timezone.now()
        session.save(update_fields=["erased"])
        announce(session, recast=True)
