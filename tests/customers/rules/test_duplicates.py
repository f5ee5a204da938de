from itertools import combinations

import pytest

from customers.rules.duplicates import CLUES, WORTH_A_LOOK, Facts, Reason, address_core, core_of, keys_of, likeness


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("深圳市华强电子有限公司", "华强电子"),
        ("广东省深圳市南山区华强电子股份有限公司", "华强电子"),
        ("深圳华强电子", "华强电子"),
        ("华强电子（集团）有限公司", "华强电子"),
        ("ＡＣＭＥ Trading Co., Ltd.", "acmetrading"),
        ("张伟", "张伟"),
        ("东莞市", "东莞市"),
        ("有限公司", "有限公司"),
        ("小市场", "小市场"),
        ("欧阳 修", "欧阳修"),
        ("", ""),
    ],
)
def test_core_of_a_name(name, core):
    assert core_of(name) == core


@pytest.mark.parametrize(
    ("address", "core"),
    [
        ("广东省东莞市虎门镇富民路12号3栋501室", "东莞虎门富民路12-3-501"),
        ("东莞虎门富民路 12号3-501", "东莞虎门富民路12-3-501"),
        ("东莞市虎门镇", ""),
        ("富民路１２号", "富民路12"),
        ("", ""),
    ],
)
def test_core_of_an_address(address, core):
    assert address_core(address) == core


def facts(name="客户", **fields):
    return Facts(name, **fields)


HUAQIANG = facts("深圳市华强电子有限公司", sound="huaqiangdianzi", phone="13800138000", address="富民路12号")


@pytest.mark.parametrize(
    ("other", "score", "reasons"),
    [
        (facts("华强电子", sound="huaqiangdianzi", phone="13800138000"), 100, (Reason.PHONE, Reason.NAME)),
        (facts("王芳", phone="13800138000"), 60, (Reason.PHONE,)),
        (facts("王芳", contact_phones=("13800138000",)), 50, (Reason.CONTACT,)),
        (facts("华强电子", sound="huaqiangdianzi"), 55, (Reason.NAME,)),
        (facts("华墙电子", sound="huaqiangdianzi"), 50, (Reason.SOUND,)),
        (facts("华墙电子", sound="huaqiangdianzi", address="富民路12-"), 75, (Reason.SOUND, Reason.ADDRESS)),
        (facts("王芳", address="富民路12号"), 25, (Reason.ADDRESS,)),
        (facts("王芳"), 0, ()),
    ],
)
def test_two_files_are_as_alike_as_what_they_share(other, score, reasons):
    found = likeness(keys_of(HUAQIANG), keys_of(other))

    assert (found.score, found.reasons) == (score, reasons)


@pytest.mark.parametrize(("address", "score"), [("", 35), ("富民路12号", 60)])
def test_a_short_name_alone_is_no_reason_to_look(address, score):
    mine, theirs = facts("张伟", sound="zhangwei", address=address), facts("张伟", sound="zhangwei", address=address)

    assert likeness(keys_of(mine), keys_of(theirs)).score == score


def test_what_is_not_sought_for_never_makes_a_pair():
    quiet = [clue for clue in CLUES if not clue.sought]
    families = [max(c.points for c in quiet if c.family == family) for family in {clue.family for clue in quiet}]

    assert sum(families) < WORTH_A_LOOK
    assert all(one.points >= two.points for one, two in combinations(CLUES, 2) if one.family == two.family)
