"""The cast and the stage: one group of people who come back in every test, an outsider among them."""

import pytest
from django.core.management import call_command


@pytest.fixture(scope="session", autouse=True)
def english_texts():
    """The English texts as they stand in locale/, also where nobody compiled them yet."""
    call_command("messages", compile=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The tests' database holds the whole catalogue, as a real one does."""
    with django_db_blocker.unblock():
        call_command("load_methods", verbosity=0)


@pytest.fixture
def cast(db):
    """A running evening in its lobby: begeleider Marieke, inbrenger Amina, members Bram, Joost and Lieke."""
    from tests.cast import Cast

    return Cast.gather()
