import pytest

from shipments.rules.tracking import MOST_NUMBERS, Sought, phone_tail, sought_in


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("", Sought()),
        (" \n, ;\t", Sought()),
        ("300057900556", Sought(numbers=("300057900556",))),
        ("3000 5790 0556", Sought(numbers=("300057900556",))),
        ("３０００５７９００５５６", Sought(numbers=("300057900556",))),
        ("300057900556 300057900557", Sought(numbers=("300057900556", "300057900557"))),
        ("300057900556，300057900557、300057900556", Sought(numbers=("300057900556", "300057900557"))),
        ("300057900556\r\n300057900557R\n", Sought(numbers=("300057900556", "300057900557R"))),
        ("0002", Sought(tails=("0002",))),
        ("19000000002", Sought(numbers=("19000000002",), phones=("19000000002",))),
        ("+86 190-0000-0002", Sought(phones=("19000000002",))),
        ("0755-26001234", Sought(numbers=("075526001234",), phones=("075526001234",))),
        ("李四", Sought(names=("李四",))),
        ("深圳示例电子有限公司", Sought(names=("深圳示例电子有限公司",))),
        ("John Smith", Sought(names=("John Smith",))),
        ("HUAWEI", Sought(names=("HUAWEI",))),
        ("李", Sought(unclear=("李",))),
        ("12345", Sought(unclear=("12345",))),
        ("??", Sought(unclear=("??",))),
        ("300057900556, 0002, 李四", Sought(numbers=("300057900556",), tails=("0002",), names=("李四",))),
        ("\x00\u200b300057900556", Sought(numbers=("300057900556",))),
    ],
)
def test_the_box_knows_what_is_meant(text, sought):
    assert sought_in(text) == sought


def test_a_long_paste_is_cut_and_says_so():
    found = sought_in("\n".join(f"7730000{place:05d}" for place in range(MOST_NUMBERS + 1)))

    assert (len(found.numbers), found.cut) == (MOST_NUMBERS, True)


@pytest.mark.parametrize(
    ("phone", "tail"),
    [
        ("19912345678", "5678"),
        ("0755-2600 1234", "1234"),
        ("１９９１２３４５６７８", "5678"),
        ("123", ""),
        ("", ""),
        ("0755-26001234-8", "2348"),
    ],
)
def test_the_end_of_a_telephone(phone, tail):
    assert phone_tail(phone) == tail
