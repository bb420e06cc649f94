"""The cast and the stage: one group of people who come back in every test, an outsider among them."""

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, settings

# How fast the machine makes up examples says nothing about the product.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


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


@pytest.fixture
def planners(db):
    """A group that is planned: its coordinator, begeleiders, members and who left; see tests/planners.py."""
    from tests.planners import Planners

    return Planners.gather()
