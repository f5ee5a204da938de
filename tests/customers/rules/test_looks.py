import pytest

from customers.rules.looks import LEAST, ROWS, Alarm, Looked, alarms


@pytest.mark.parametrize(
    ("looks", "refused", "rows", "usual", "expected"),
    [
        (LEAST - 1, 0, 0, 0, ()),
        (LEAST, 0, 0, 0, (Alarm.LOOKS,)),
        (LEAST, 0, 0, 5, (Alarm.LOOKS,)),
        (LEAST, 0, 0, 5.1, ()),
        (0, 1, 0, 0, (Alarm.CAP,)),
        (0, 0, ROWS - 1, 0, ()),
        (40, 2, ROWS, 3, (Alarm.CAP, Alarm.ROWS, Alarm.LOOKS)),
    ],
)
def test_what_is_unusual(looks, refused, rows, usual, expected):
    assert alarms(Looked(looks, refused, rows, usual)) == expected
