import pytest

from crm.shared.pinyin import keys, reading


@pytest.mark.parametrize(
    ("text", "whole", "initials"),
    [
        ("虎门镇", "humenzhen", "hmz"),
        ("重庆", "chongqing", "cq"),
        ("ＡＢＣ（中国）", "abczhongguo", "azg"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("3号店", "3haodian", "3hd"),
        ("", "", ""),
        ("😀·—", "", ""),
    ],
)
def test_a_name_is_read(text, whole, initials):
    found = reading(text)

    assert (found.whole, found.initials) == (whole, initials)


def test_what_is_typed_is_narrowed():
    assert keys(" Ｈ m'") == "hm"
