from itertools import combinations

import pytest

from customers.models import Contact, Customer, DuplicatePair
from customers.rules.duplicates import CROWD, WORTH_A_LOOK, keys_of, likeness
from customers.services.duplicates import facts, find_duplicates
from customers.services.searching import refresh
from tests import make

pytestmark = pytest.mark.django_db

#: Name, phone, contact's phone, address: every clue alone and with others.
FILES = (
    ("深圳市华强电子有限公司", "13800138000", "", "东莞市虎门镇富民路12号3栋501室"),
    ("华强电子", "13800138000", "", "富民路99号"),
    ("华墙电子", "", "13800138000", "东莞虎门富民路12号3-501"),
    ("华强电子（集团）", "", "", ""),
    ("张伟", "13700137000", "", "富民路12号"),
    ("张伟", "", "13900139000", "富民路12号"),
    ("章伟", "", "13900139000", "富民路12号"),
    ("张伟", "0755-27654321", "", ""),
    ("章伟", "", "", "富民路12号"),
    ("ACME Trading Ltd", "", "", ""),
    ("Acme Trading", "13900139000", "", ""),
    ("王芳", "", "", "富民路12号"),
    ("", "", "", ""),
)


def files(outlet, told):
    made = []
    for name, phone, contact_phone, address in told:
        made.append(customer := make.customer(outlet, name=name, phone=phone, address=address))
        if contact_phone:
            Contact.objects.create(customer=customer, outlet=outlet, name="李雷", phone=contact_phone)
    refresh([each.pk for each in made])
    return made


def written():
    return {(pair.first_id, pair.second_id): (pair.score, tuple(pair.reasons)) for pair in DuplicatePair.objects.all()}


def test_sql_agrees_with_the_rule():
    outlets = [make.outlet(), make.outlet()]
    expected = {}
    for outlet in outlets:
        made = files(outlet, FILES)
        keys = [
            keys_of(facts(name, phone=phone, contact_phones=[contact], address=address))
            for name, phone, contact, address in FILES
        ]
        for one, other in combinations(range(len(FILES)), 2):
            found = likeness(keys[one], keys[other])
            if found.score >= WORTH_A_LOOK:
                expected[made[one].pk, made[other].pk] = (found.score, tuple(map(str, found.reasons)))

    counts = find_duplicates(make.NOON)

    assert written() == expected
    assert counts == {"found": len(expected), "dropped": 0}
    assert find_duplicates(make.NOON) == {"found": 0, "dropped": 0}


def test_what_a_crowd_shares_tells_nothing():
    files(make.outlet(), [(f"摊位{number:03d}号", "0755-27654321", "", "") for number in range(CROWD + 1)])
    files(make.outlet(), [(f"摊位{number:03d}号", "0755-27654321", "", "") for number in range(3)])

    assert find_duplicates(make.NOON) == {"found": 3, "dropped": 0}


def test_decided_pairs_stay_decided_and_open_ones_go_when_they_no_longer_look_alike():
    outlet = make.outlet()
    one, other, third = files(outlet, [("华强电子", "", "", "")] * 3)
    find_duplicates(make.NOON)
    DuplicatePair.objects.filter(first=one, second=other).update(state="different")
    Customer.objects.filter(pk=third.pk).update(name="新达纸业")
    refresh([third.pk])

    assert find_duplicates(make.NOON) == {"found": 0, "dropped": 2}

    assert list(DuplicatePair.objects.values_list("first", "second", "state")) == [(one.pk, other.pk, "different")]
