"""Which typed text finds which file."""

import pytest

from crm.shared.pinyin import reading
from customers.rules.search_terms import Name, Sought, is_telephone, meanings, terms_of

FIRM = ("东莞市东海五金有限公司", "0769-85551234", "广东省东莞市虎门镇人民路12号", "GD001-012")
PERSON = ("张伟", "+86 138 0013 8000", "广州市天河区", "K0000007")
ENGLISH = ("Donghai Hardware", "+852 2345 6789", "Flat 8, Nathan Road", "HK-1")


def found(typed, name, phone, address, code):
    file = terms_of(Sought(12, code, [Name(name, reading(name).words)], [phone], address))
    words = meanings(typed)
    return bool(words) and all(any(terms <= file for terms in alternatives) for alternatives in words)


@pytest.mark.parametrize(
    ("typed", "file", "hit"),
    [
        ("东海", FIRM, True),
        ("东海五金", FIRM, True),
        ("虎门 五金", FIRM, True),
        ("东海（虎门）", FIRM, False),  # the name does not say so; two words would find it
        ("人民路12号", FIRM, True),
        ("海东", FIRM, False),
        ("dhwj", FIRM, True),
        ("donghai", FIRM, True),
        ("dongh", FIRM, True),
        ("dhaiwj", FIRM, True),
        ("ｄｈ", FIRM, True),
        ("haidong", FIRM, False),
        ("1234", FIRM, True),
        ("85551234", FIRM, True),
        ("0769 8555 1234", FIRM, True),
        ("5551234", FIRM, False),
        ("gd001-012", FIRM, True),
        ("张伟", PERSON, True),
        ("zw", PERSON, True),
        ("zhangw", PERSON, True),
        ("zhangwei", PERSON, True),
        ("weizhang", PERSON, False),
        ("13800138000", PERSON, True),
        ("+86 13800138000", PERSON, True),
        ("8001", PERSON, False),
        ("hardware", ENGLISH, True),
        ("donghai hard", ENGLISH, True),
        ("6789", ENGLISH, True),
        ("张", PERSON, False),
        ("", PERSON, False),
        ("\x00", PERSON, False),
    ],
)
def test_what_is_typed_finds_the_file(typed, file, hit):
    assert found(typed, *file) is hit


def test_a_syllable_may_be_cut_in_several_ways():
    assert {frozenset({"y:xian"}), frozenset({"y:xi", "y:an", "i:xa"})} <= set(meanings("xian")[0])


@pytest.mark.parametrize(
    ("typed", "whole"), [("13800138000", True), ("8555 1234", True), ("1234", False), ("张", False)]
)
def test_a_whole_number_is_told_from_a_tail(typed, whole):
    assert is_telephone(typed) is whole
