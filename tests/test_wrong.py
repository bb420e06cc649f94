"""When something breaks: a page in the product's look that leans on nothing that may be what broke."""

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines
from django.test import Client
from django.urls import include, path
from django.utils import translation


def crash(request):
    raise RuntimeError("broken")


urlpatterns = [path("stuk/", crash), path("", include("intervisie.urls"))]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("language", "title"), [("nl", "Er ging iets mis"), ("en", "Something went wrong")])
def test_the_page_says_so_in_the_language_of_the_reader(language, title):
    with translation.override(settings.LANGUAGE_CODE):
        answer = Client(raise_request_exception=False).get("/stuk/", headers={"accept-language": language})
    assert answer.status_code == 500
    assert f"<h1>{title}</h1>" in answer.text


def test_the_files_it_names_are_there_under_their_own_names():
    page = engines["django"].get_template("500.html").render()
    named = [part.split('"')[0] for part in page.split('"/static/')[1:]]
    assert len(named) == 3
    assert all(finders.find(name) for name in named)
