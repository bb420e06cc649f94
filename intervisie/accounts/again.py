"""Asking somebody who is in already to show once more who they are, before something of weight is changed."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect

View = Callable[..., HttpResponse]


def showed_by_code(request: Any) -> bool:
    """Whether this browser came in with a mailed code just now, and the account has no second step.

    Then nothing more can be asked: whoever reads the mail may choose a new password. It is also the way for those who
    forgot theirs.
    """
    if is_mfa_enabled(request.user):
        return False
    records = get_authentication_records(request, request.user)
    times = [record["at"] for record in records if record["method"] == "code"]
    return bool(times) and time.time() - times[-1] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def asks_again(view: View) -> View:
    """For whoever showed just now who they are; others are asked first, by password or second step, and come back.

    Unlike allauth's own decorator it does not keep what was posted meanwhile: there may be a password in it.
    """

    @login_required
    @wraps(view)
    def asking(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_reauthentication_required(request, app="intervisie.accounts"):
            return view(request, *args, **kwargs)
        first = get_adapter().get_reauthentication_methods(request.user)[0]
        return redirect(f"{first['url']}?{urlencode({'next': request.path})}")

    return asking
