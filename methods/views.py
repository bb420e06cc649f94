"""The catalogue for anybody who wants to read: no login, nothing of a group."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from . import labels
from .fitting import cards
from .forms import CatalogueFilter, FitForm
from .models import Method
from .outline import goals, group_size, outline, suits
from .shortening import Fit
from .words import in_words

SHOWN_AT_ONCE = 6  # more cards than these fold away: a choice from six is a choice


def catalogue(request: HttpRequest) -> HttpResponse:
    form = CatalogueFilter(request.GET, label_suffix="")
    methods = Method.objects.listed().prefetch_related("steps")
    found = [
        {
            "method": method,
            "time": in_words(method.minutes),
            "goals": goals(method),
            "group": group_size(method),
        }
        for method in methods
        if form.fits(method)
    ]
    context = {"form": form, "cards": found, "is_filtered": any(form.wanted.values())}
    return render(request, "methods/list.html", context)


def fit(request: HttpRequest) -> HttpResponse:
    """The methods ranked by what the begeleider says; an empty form when that is nothing yet."""
    asked = not FitForm.base_fields.keys().isdisjoint(request.GET)
    form = FitForm(request.GET if asked else None, label_suffix="")
    wish = form.wish
    found = cards(wish, Method.objects.listed().prefetch_related("steps")) if wish else []
    context = {
        "form": form,
        "wish": wish,
        "sought": form.cleaned_data if wish else {},
        "best": found[:SHOWN_AT_ONCE],
        "others": found[SHOWN_AT_ONCE:],
        "none_in_time": wish and all(card.result.plan and card.result.plan.fit is Fit.DOES_NOT_FIT for card in found),
    }
    return render(request, "methods/fit.html", context, status=422 if form.errors else 200)


def detail(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "methods/detail.html", page_of(slug))


def printed(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "methods/print.html", page_of(slug))


def page_of(slug: str) -> dict[str, object]:
    """The context of a method's page, on a screen or on paper. Raises Http404 for an unknown slug."""
    whole: QuerySet[Method] = Method.objects.listed().prefetch_related("steps__rows")
    method = get_object_or_404(whole, slug=slug)
    stated = method.stated_minutes
    return {
        "method": method,
        "time": in_words(method.minutes),
        "stated": in_words(stated) if stated not in (None, method.minutes) else "",
        "parts": outline(method.steps.all()),
        "goals": goals(method),
        "suits": suits(method),
        "experience": labels.EXPERIENCE.get(method.experience or 0, ""),
        "group": group_size(method),
        "reliability": labels.RELIABILITY.get(method.reliability, ""),
    }
