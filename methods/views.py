"""The catalogue for anybody who wants to read: no login, nothing of a group."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from . import labels
from .forms import CatalogueFilter
from .models import Method
from .outline import goals, group_size, in_words, outline


def catalogue(request: HttpRequest) -> HttpResponse:
    form = CatalogueFilter(request.GET, label_suffix="")
    methods = Method.objects.prefetch_related("steps")
    cards = [
        {
            "method": method,
            "time": in_words(method.minutes),
            "goals": goals(method),
            "group": group_size(method),
        }
        for method in methods
        if form.fits(method)
    ]
    context = {"form": form, "cards": cards, "is_filtered": any(form.wanted.values())}
    return render(request, "methods/list.html", context)


def detail(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "methods/detail.html", page_of(slug))


def printed(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "methods/print.html", page_of(slug))


def page_of(slug: str) -> dict[str, object]:
    """The context of a method's page, on a screen or on paper. Raises Http404 for an unknown slug."""
    whole: QuerySet[Method] = Method.objects.prefetch_related("steps__rows")
    method = get_object_or_404(whole, slug=slug)
    stated = method.stated_minutes
    return {
        "method": method,
        "time": in_words(method.minutes),
        "stated": in_words(stated) if stated not in (None, method.minutes) else "",
        "parts": outline(method.steps.all()),
        "goals": goals(method),
        "group": group_size(method),
        "reliability": labels.RELIABILITY.get(method.reliability, ""),
    }
