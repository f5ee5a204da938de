import pytest

from crm.accounts.roles import Role
from outlets.access import access_of
from tests import make

pytestmark = pytest.mark.django_db


def test_posts_say_which_role_where():
    here, there = make.outlet(), make.outlet()
    person = make.user(Role.MANAGER, here)
    make.member(person, Role.COURIER, there)

    access = access_of(person)

    assert (access.outlet_ids, access.manages(here.pk), access.manages(there.pk)) == ({here.pk, there.pk}, True, False)


@pytest.mark.parametrize(
    ("giver", "hq", "own", "other"),
    [
        (Role.ADMINISTRATOR, True, True, True),
        (Role.OPERATIONS, False, True, True),
        (Role.MANAGER, False, True, False),
        (Role.COURIER, False, False, False),
        (Role.INSPECTOR, False, False, False),
    ],
)
def test_who_may_grant_what(giver, hq, own, other):
    mine, theirs = make.outlet(), make.outlet()
    access = access_of(make.user(giver, mine if giver in {Role.MANAGER, Role.COURIER} else None))

    granted = [
        access.may_grant(Role.INSPECTOR, None),
        access.may_grant(Role.COURIER, mine.pk),
        access.may_grant(Role.MANAGER, theirs.pk),
    ]

    assert granted == [hq, own, other]
