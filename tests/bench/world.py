"""`python -m tests.bench.world SIZE…`: an empty database with the sessions of the benchmark, through the product's
own doors. Each argument is `phones` or `sessions x phones`. Prints what the phones need as JSON."""

from __future__ import annotations

import json
import os
import secrets
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intervisie.settings")
METHOD, CASE = "tien-stappen", "Zwijgen in het teamoverleg"


def build(sizes: list[str]) -> dict[str, Any]:
    from django.test import Client

    from intervisie.accounts.models import User
    from sessions.live import stage
    from sessions.live.management import preparing

    preparing.make_database()
    preparing.load_methods()
    preparing.collect_static()
    stage.push = lambda *args, **kwargs: None  # type: ignore[assignment] # nobody looks yet
    owner = User.objects.create_user("marieke@voorbeeld.example", name="Marieke")
    desk = Client()
    desk.force_login(owner)
    cookies = {"sessionid": desk.cookies["sessionid"].value, "csrftoken": secrets.token_hex(16)}
    worlds = {size: meetings(owner, size) for size in sizes}
    return {"desk": cookies, "worlds": worlds}


def meetings(owner: Any, size: str) -> list[dict[str, Any]]:
    sessions, _, phones = size.rpartition("x")
    return [meeting(owner, int(phones)) for _ in range(int(sessions or 1))]


def meeting(owner: Any, phones: int) -> dict[str, Any]:
    """A running session with as many people, each with a phone of their own; the first brings the case."""
    from django.db import transaction

    from methods.models import Method
    from sessions.live import actions, machine
    from sessions.roles import Role
    from sessions.tokens import new_token

    with transaction.atomic():
        session = actions.open_session(owner, Method.objects.get(slug=METHOD), case_title=CASE)
        tokens = [new_token() for _ in range(phones)]
        people = [let_in(session, token, f"Gast {n}") for n, token in enumerate(tokens)]
        session.refresh_from_db()
        actions.perform(session, machine.Assign(session.state.legs[0].round, Role.PRESENTER, (people[0].pk,)))
        actions.perform(session, machine.Start())
    return {"code": session.code, "pk": session.pk, "phones": tokens}


def let_in(session: Any, token: str, name: str) -> Any:
    from sessions.live import actions
    from sessions.tokens import digest

    return actions.admit(session, actions.knock(session, digest(token), name))


if __name__ == "__main__":
    django.setup()
    print(json.dumps(build(sys.argv[1:])))
