import pytest

from shipments.rules.sign_lines import Line, lines_in

WORDS = {"1": "101", "101": "101", "本人": "101", "2": "116", "front desk": "114"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("773000000001", Line("773000000001")),
        ("773000000001\t王芳\t2", Line("773000000001", "王芳", "116")),
        ("773000000001\t2\t王芳", Line("773000000001", "王芳", "116")),
        ("７７３００００００００１，本人", Line("773000000001", "", "101")),
        (" 7730 0000 0001 \t Front Desk ", Line("773000000001", "", "114")),
        ("773000000001\t\t王芳", Line("773000000001", "王芳")),
        ("773000000001\t王芳\t赵六", Line("773000000001", "王芳")),
    ],
)
def test_line_is_read_whatever_the_order_of_its_columns(text, line):
    assert list(lines_in(text, relations=WORDS)) == [line]


def test_empty_lines_are_passed_over():
    assert [line.number for line in lines_in("\n773000000001\r\n\n\t\n773000000002\n", relations=WORDS)] == [
        "773000000001",
        "773000000002",
    ]
