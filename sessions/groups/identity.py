"""Who a request is, and in which groups: by its account, and by the personal links that were opened in its browser.

A link is remembered in the cookie session as the id of its access, and looked up every time: revoking it, or leaving
the group, ends it at the next request. Planning asks an account; a link never makes anybody coordinator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse

from . import links
from .models import Access, Group, Membership

OPENED = "opened_links"
View = Callable[..., HttpResponse]


class GroupRequest(HttpRequest):
    """A request inside a group: what the decorators add to it."""

    group: Group
    membership: Membership


def remember(request: Any, access: Access) -> None:
    """Let this browser in as the link's member, from now on."""
    others = [pk for pk in request.session.get(OPENED, []) if pk != access.pk]
    request.session[OPENED] = [*others, access.pk]


def of_account(request: Any) -> Q:
    return Q(user=request.user.pk) if request.user.is_authenticated else Q(pk=None)


def opened(session: Any) -> tuple[int, ...]:
    """The accesses whose links were opened in the browser with this cookie session."""
    return tuple(session.get(OPENED, ()))


def of_links(request: Any) -> Q:
    return by_links(opened(request.session))


def by_links(accesses: Iterable[int]) -> Q:
    """Whoever these accesses let in now."""
    return Q(pk__in=links.valid().filter(pk__in=accesses, purpose__in=links.DOORS).values("membership"))


def memberships(request: Any) -> list[Membership]:
    """Everybody this request is: in groups it did not leave, by account or by link; own account first."""
    return _found(request, of_account(request) | of_links(request))


def member_of(request: Any, group: Group | None) -> Membership | None:
    """Who this request is in a group, if it is anybody there."""
    if group is None:
        return None
    return next(iter(_found(request, (of_account(request) | of_links(request)) & Q(group=group))), None)


def known(group: int, user: int | None, accesses: Iterable[int]) -> set[int]:
    """Who in a group comes with this account (none: without) and these accesses."""
    accesses = tuple(accesses)
    if user is None and not accesses:
        return set()
    mine = by_links(accesses) if user is None else by_links(accesses) | Q(user=user)
    return set(Membership.objects.filter(mine, group=group, left=None).values_list("pk", flat=True))


def plans(request: Any, member: Membership) -> bool:
    """Whether this request plans for a group of its own: by account, as everything of the coordinator's."""
    return bool(member.coordinates and member.user_id and member.user_id == request.user.pk)


def member_required(view: View) -> View:
    """For whoever is in this group, in any role. Gives `request.group`, `request.membership`, and the group."""
    return _with(view, lambda request: of_account(request) | of_links(request))


def coordinator_required(view: View) -> View:
    """For the coordinators of this group, by their account; for everybody else there is nothing here."""
    return _with(view, lambda request: of_account(request) & Q(coordinates=True))


def _with(view: View, who: Callable[[Any], Q]) -> View:
    @wraps(view)
    def inside(request: Any, group: int, *args: Any, **kwargs: Any) -> HttpResponse:
        found = _found(request, who(request) & Q(group=group))
        if not found:
            raise Http404
        request.membership = found[0]
        request.group = found[0].group
        return view(request, request.group, *args, **kwargs)

    return inside


def _found(request: Any, who: Q) -> list[Membership]:
    own = request.user.pk if request.user.is_authenticated else None
    found = Membership.objects.filter(who, left=None).select_related("group")
    return sorted(found, key=lambda member: (own is None or member.user_id != own, member.pk))
