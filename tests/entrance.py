"""Signing in as people do: the form, the mail, the code, and the app on the phone."""

from __future__ import annotations

import re

import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse
from django.utils import timezone

MARIEKE, PASSWORD = "marieke@voorbeeld.example", "de kraan lekt zachtjes"
LOGIN, CODE = "/account/inloggen/", "/account/inloggen/code/"
BY_PASSWORD, SECOND = "/account/inloggen/wachtwoord/", "/account/inloggen/tweede-stap/"


def ask_code(client: Client, email: str = MARIEKE, **more: str):
    return client.post(LOGIN, {"login": email, **more})


def code_in(mail) -> str:
    """The code that stands in a mail."""
    return re.search(r"^(\d{4}-\d{4})$", mail.body, re.MULTILINE)[1]


def wrong(code: str) -> str:
    """Another code than this one."""
    return "1111-1111" if code == "0000-0000" else "0000-0000"


def type_code(client: Client, code: str, **more: str):
    return client.post(CODE, {"code": code, **more})


def sign_in(client: Client, mailoutbox, email: str = MARIEKE):
    """With a code, from asking to typing; the last answer."""
    ask_code(client, email)
    return type_code(client, code_in(mailoutbox[-1]))


def by_password(client: Client, email: str = MARIEKE, password: str = PASSWORD, **more: str):
    return client.post(BY_PASSWORD, {"login": email, "password": password, **more})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def page(response) -> str:
    return response.content.decode()


def app_code(secret: str) -> str:
    """What the app on the phone shows now (RFC 6238)."""
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))


def start_second_step(client: Client) -> tuple[str, list[str]]:
    """Turns the second step on as its owner does; the key in the app, and the recovery codes."""
    shown = page(client.get(reverse("mfa_activate_totp")))
    secret = re.search(r'class="key">([A-Z2-7]{32})<', shown)[1]
    with time_machine.travel(timezone.now(), tick=False):  # a code is worth half a minute, and this may be its end
        answer = client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)}, follow=True)
    return secret, re.findall(r"<li>(\d{4}-\d{4})</li>", page(answer))
