"""Another e-mail address counts once it was shown to be one's own: with a code that is mailed there.

It is typed in the browser that asked for it. The code, its check and the limits are allauth's. Its change of address
is not: it keeps a table of addresses, lets the new one in before it was shown to be anybody's, and knows no members
without an account.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.contrib import messages
from django.utils.translation import gettext as _

from .forms import AddressCodeForm, NewAddressForm
from .letters import NEW_ADDRESS


class NewAddress:
    """One change of address, under way in one browser. scope: whose it is; now: what it is; asking: the form for it.

    `form` is the one that is due; `waits`: it is the one for the code. `proven` is the address, once it was shown.
    """

    def __init__(self, request: Any, scope: str, now: str, asking: type[NewAddressForm] = NewAddressForm) -> None:
        self.request, self.key, self.proven = request, f"new_address_{scope}", ""
        self.verb = request.POST.get("verb", "")
        if self.verb == "again":
            request.session.pop(self.key, None)
        self.waits = bool(self.asked) and self.verb != "ask"
        if self.waits:
            typed = request.POST if self.verb == "show" else None
            self.form: forms.Form = AddressCodeForm(typed, code=self.asked["code"], label_suffix="")
        else:
            typed = request.POST if self.verb == "ask" else None
            self.form = asking(typed, request=request, now=now)

    @property
    def asked(self) -> dict[str, Any]:
        """What is waiting for its code; empty when nothing is, or not any more."""
        found: dict[str, Any] = self.request.session.get(self.key, {})
        return found if found.get("until", 0) > time.time() else {}

    def steps(self) -> bool:
        """Do what was posted; False: something is wrong with it, and the form says what."""
        if self.verb == "show" and not self.waits:
            messages.error(self.request, _("Deze code werkt niet meer. Vraag een nieuwe aan."))
        elif self.form.is_valid():
            self._go_on()
        elif self.form.is_bound:
            self._missed()
            return False
        return True

    def _go_on(self) -> None:
        if self.waits:
            self.proven = self.request.session.pop(self.key)["email"]
        else:
            self._ask(self.form.cleaned_data["email"])

    def _ask(self, email: str) -> None:
        code = get_adapter().generate_login_code()
        until = time.time() + settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
        left = settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS
        self.request.session[self.key] = {"email": email, "code": code, "until": until, "left": left}
        get_adapter().send_mail(NEW_ADDRESS, email, {"code": code})

    def _missed(self) -> None:
        """A wrong code: after a few the address has to be asked for again."""
        if not self.waits:
            return
        left = self.asked["left"] - 1
        if left:
            self.request.session[self.key] = {**self.asked, "left": left}
        else:
            self.request.session.pop(self.key)
