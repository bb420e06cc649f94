"""The feed a calendar program reads, and the page that gives its address."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_POST, require_safe

from intervisie.public import absolute
from sessions.groups import links
from sessions.groups.identity import GroupRequest, member_required
from sessions.groups.models import Group

from .. import feeds


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Everything its holder has. Nobody on the way keeps a copy; who has the newest is told so."""
    access = links.find(token, [feeds.FEED])
    if access is None:
        raise Http404
    content, tag = feeds.feed(access.membership)
    etag = quote_etag(tag)
    headers = {"ETag": etag, "Cache-Control": "private, no-store"}
    whole = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
    answer: Any = get_conditional_response(request, etag=etag, response=whole)
    return answer


@member_required
@require_POST
def renew(request: GroupRequest, group: Group) -> HttpResponse:
    """Another address for one's feed, shown this once. The one before ends."""
    link = absolute(request, reverse("planning:feed", args=[feeds.renew(request.membership)]))
    context = {"group": group, "link": link, "webcal": "webcal://" + link.partition("://")[2]}
    return render(request, "planning/feed.html", context)
