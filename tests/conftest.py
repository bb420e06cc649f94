"""The cast and the stage: one group of people who come back in every test, an outsider among them."""

from datetime import UTC, date, datetime

import pytest
import time_machine
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


@pytest.fixture
def quick_passwords(settings):
    """How long a real hash takes is no concern of most tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def marieke(db, quick_passwords):
    """An account with a password."""
    from intervisie.accounts.models import User
    from tests.entrance import MARIEKE, PASSWORD

    return User.objects.create_user(MARIEKE, PASSWORD, name="Marieke")


@pytest.fixture
def march():
    """It is 31 March 2027, between the second and the third meeting of `noord`."""
    with time_machine.travel(datetime(2027, 3, 31, 12, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def noord(march, planners):
    """Mondays of two hours: 1 March (to get acquainted) and 29 March were held, 26 April is to come.

    Amina, Bram, Joost and Lieke take part.
    """
    planners.group.memberships.update(joined=datetime(2027, 1, 1))
    planners.group.memberships.exclude(left=None).update(left=datetime(2027, 2, 1))
    planners.meetings = planners.series(3, starts=date(2027, 3, 1))
    return planners
