"""Pages that belong to no room: what is not there, what went wrong, and the demo's post."""

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from . import mailbox


def icon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for an icon when a page (a fragment opened by itself) names none."""
    return redirect(static("img/icon.svg"))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that is too large or malformed; nothing of it is looked at again."""
    return render(request, "400.html", status=400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def post(request: HttpRequest) -> HttpResponse:
    """What the demo would have sent, for whoever came in by its link. Exists in the demo only."""
    demo_only(request)
    return render(request, "mailbox/list.html", {"letters": mailbox.letters()})


def post_letter(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "mailbox/letter.html", {"letter": letter_of(request, name)})


# Mail programs know no style sheets, so the letters carry their style inside; nothing else may come along.
@csp_replace({"style-src": ["'unsafe-inline'"], "script-src": ["'none'"]})  # type: ignore[arg-type]  # any view will do
@require_safe
def post_laid_out(request: HttpRequest, name: str) -> HttpResponse:
    """A letter as a mail program shows it."""
    return HttpResponse(letter_of(request, name).html)


def post_file(request: HttpRequest, name: str) -> HttpResponse:
    """The calendar file of a letter."""
    found = letter_of(request, name)
    if not found.file:
        raise Http404
    attached = {"Content-Disposition": 'attachment; filename="invite.ics"'}
    return HttpResponse(found.file, content_type="text/calendar", headers=attached)


def letter_of(request: HttpRequest, name: str) -> mailbox.Letter:
    demo_only(request)
    found = mailbox.letter(name)
    if found is None:
        raise Http404
    return found


def demo_only(request: HttpRequest) -> None:
    if not (settings.DEMO and request.user.is_authenticated):
        raise Http404
