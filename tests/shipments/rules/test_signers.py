from datetime import timedelta

import pytest

from shipments.rules.signers import (
    BY_CODE,
    CODES,
    FOR_THIS_SHIPMENT,
    SIGNERS,
    Consent,
    SignEntry,
    needs_consent,
    needs_name,
    scan_faults,
    sign_faults,
)
from tests.make import NOON

ENTERED = NOON - timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)


def faults(entry, entered_at=ENTERED, at=NOON):
    return [(fault.field, fault.code) for fault in sign_faults(entry, entered_at=entered_at, at=at)]


def good(code, **more):
    fields = {"signer": "王芳", "consent": "call", "consent_at": NOON - timedelta(hours=1), **more}
    return SignEntry(code, **fields)


def test_receiver_in_person_needs_nothing_else():
    assert faults(SignEntry("101")) == []


@pytest.mark.parametrize("code", sorted(CODES - {"101"}))
def test_everybody_else_needs_the_receivers_consent(code):
    assert faults(good(code)) == []
    assert ("consent", "consent_missing") in faults(good(code, consent=""))
    assert ("consent", "consent_missing") in faults(good(code, consent="hearsay"))
    assert faults(good(code, consent_at=None)) == [("consent_at", "consent_time_missing")]


@pytest.mark.parametrize("code", ["116", "121"])
def test_another_person_needs_a_name(code):
    assert faults(good(code, signer="  ")) == [("signer", "signer_missing")]


@pytest.mark.parametrize("name", ["13800138000", "王" * 61, "12345"])
def test_what_is_no_name_is_refused(name):
    assert faults(good("116", signer=name)) == [("signer", "signer_no_name")]


def test_house_numbers_in_a_name_are_fine():
    assert faults(good("116", signer="3栋501王女士")) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [(NOON, []), (NOON + MICROSECOND, [("consent_at", "consent_in_future")])],
)
def test_consent_is_not_given_after_the_signature(given, expected):
    assert faults(good("125", consent_at=given)) == expected


@pytest.mark.parametrize("how", sorted(FOR_THIS_SHIPMENT))
def test_consent_for_this_shipment_is_not_older_than_it(how):
    assert faults(good("111", consent=how, consent_at=ENTERED)) == []
    assert faults(good("111", consent=how, consent_at=ENTERED - MICROSECOND)) == [("consent_at", "consent_too_early")]
    assert faults(good("111", consent=how, consent_at=ENTERED - MICROSECOND), entered_at=None) == []


@pytest.mark.parametrize("how", sorted(set(Consent) - FOR_THIS_SHIPMENT))
def test_standing_consent_may_be_old(how):
    assert faults(good("114", consent=how, consent_at=ENTERED - timedelta(days=300))) == []


def test_unknown_relation_is_the_only_fault_told():
    assert faults(SignEntry("999")) == [("relation", "relation_unknown")]
    assert not needs_name("999")
    assert not needs_consent("999")


def test_keys_are_one_to_four_in_the_order_of_the_list():
    assert [signer.key for signer in SIGNERS[:4]] == ["1", "2", "3", "4"]
    assert [signer.code for signer in SIGNERS[:4]] == ["101", "116", "125", "114"]
    assert all(not signer.key for signer in SIGNERS[4:])
    assert len(BY_CODE) == len(SIGNERS)


@pytest.mark.parametrize(
    ("kind", "entry", "expected"),
    [
        ("delivered", SignEntry("116"), []),
        ("signed", SignEntry("116"), []),
        ("signed", SignEntry("116", consent="call"), ["consent_time_missing"]),
        ("signed", SignEntry("116", consent_at=NOON), ["consent_missing"]),
        ("signed", SignEntry("116", "13800001111"), ["signer_no_name"]),
        ("delivered", SignEntry("107", consent="call", consent_at=NOON), []),
        ("delivered", SignEntry("107", consent="call", consent_at=NOON + timedelta(seconds=1)), ["consent_in_future"]),
        ("signed", SignEntry("101"), []),
        ("delivered", SignEntry(""), []),
        ("arrival", SignEntry("116"), []),
    ],
)
def test_a_scan_owes_what_it_does_not_tell_of_who_took_it(kind, entry, expected):
    assert [fault.code for fault in scan_faults(kind, entry, at=NOON)] == expected
