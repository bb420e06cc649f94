"""Personal links: what they open, for how long, and that the database could not open them."""

import pytest

from sessions.groups import links
from sessions.groups.models import Access, Group, Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina() -> Membership:
    return Membership.objects.create(group=Group.objects.create(name="Jeugdteam Noord"), name="Amina")


def test_a_link_finds_its_member_and_is_kept_as_a_hash(amina):
    token = links.new_link(amina)
    access = links.find(token)
    assert access.membership == amina
    assert len(token) >= 22  # 128 bits
    assert token not in str(Access.objects.values())


def test_several_links_are_valid_at_once_and_revoking_ends_them_all(amina):
    tokens = [links.new_link(amina, purpose) for purpose in ("link", "mail", "link")]
    assert all(links.find(token) for token in tokens)
    assert links.revoke_all(amina) == 3
    assert not any(links.find(token) for token in tokens)
    assert links.find(links.new_link(amina)), "a new one works again"


def test_a_calendars_link_opens_no_page(amina):
    token = links.new_link(amina, Access.Purpose.FEED)
    assert links.find(token, [Access.Purpose.FEED])
    assert links.find(token) is None


def test_who_left_has_no_way_in(amina):
    token = links.new_link(amina)
    assert links.find(token)
    amina.left = "2026-01-01"
    amina.save()
    assert links.find(token) is None
