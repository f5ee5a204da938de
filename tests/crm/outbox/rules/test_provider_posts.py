from datetime import UTC, datetime
from uuid import UUID

import pytest

from crm.outbox.rules.provider_posts import answers, reports

REFERENCE = UUID(int=7)
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
LOCAL, SECONDS = "2026-11-23 12:00:00", int(NOON.timestamp())
ALIYUN = {
    "phone_number": "13800138000",
    "send_time": LOCAL,
    "report_time": LOCAL,
    "success": True,
    "err_code": "DELIVERED",
    "biz_id": "9006^0",
    "out_id": REFERENCE.hex,
}
TENCENT = {
    "user_receive_time": LOCAL,
    "nationcode": "86",
    "mobile": "13800138000",
    "report_status": "FAIL",
    "errmsg": "MBBLACK",
    "sid": "2645:1",
}
GATEWAY = {"id": "g1", "reference": str(REFERENCE), "delivered": True, "time": SECONDS}


@pytest.mark.parametrize(
    ("provider", "row", "expected"),
    [
        ("aliyun", ALIYUN, ("9006^0", True, "DELIVERED", REFERENCE)),
        (
            "aliyun",
            ALIYUN | {"success": False, "err_code": "MOBILE_IN_BLACK"},
            ("9006^0", False, "MOBILE_IN_BLACK", REFERENCE),
        ),
        ("aliyun", ALIYUN | {"out_id": "", "err_code": None}, ("9006^0", True, "", None)),
        ("tencent", TENCENT, ("2645:1", False, "MBBLACK", None)),
        ("tencent", TENCENT | {"report_status": "SUCCESS"}, ("2645:1", True, "MBBLACK", None)),
        ("gateway", GATEWAY, ("g1", True, "", REFERENCE)),
    ],
)
def test_each_provider_tells_in_its_own_words(provider, row, expected):
    [read] = reports(provider, [row])

    assert (read.id, read.delivered, read.code, read.reference) == expected
    assert read.at == NOON


@pytest.mark.parametrize(
    ("provider", "row"),
    [
        ("aliyun", {"phone_number": "13800138000", "send_time": LOCAL, "content": "TD", "sequence_id": 12}),
        ("tencent", {"mobile": "13800138000", "nationcode": "86", "text": "TD", "time": SECONDS}),
        ("gateway", {"id": "12", "from": "13800138000", "text": "TD", "time": SECONDS}),
    ],
)
def test_the_same_reply_has_the_same_key_and_another_another(provider, row):
    [first], [again] = list(answers(provider, row)), list(answers(provider, [dict(row)]))
    changed = {name: f"{value}3" if name in {"sequence_id", "text", "id"} else value for name, value in row.items()}
    [other] = answers(provider, changed)

    assert first == again and first.key != other.key
    assert (first.address, first.text, first.at) == ("13800138000", "TD", NOON)


@pytest.mark.parametrize("provider", ["aliyun", "tencent", "gateway"])
@pytest.mark.parametrize(
    "told",
    [
        None,
        7,
        "x",
        [],
        [None, 7, [[]]],
        {},
        [{}],
        [{"biz_id": "a b", "sid": " ", "id": "\x00"}],
        [GATEWAY | {"time": 1e99}],
    ]
    + [[ALIYUN | {"report_time": "soon"}], [TENCENT | {"user_receive_time": 5}], [GATEWAY | {"time": 10**30}]],
)
def test_what_cannot_be_read_is_left_out(provider, told):
    assert list(reports(provider, told)) == []
    assert list(answers(provider, told)) == []


def test_what_no_database_keeps_is_left_out_of_a_text():
    [read] = answers("gateway", {"id": "1", "from": "1\x0038", "text": "T\ud800D" + "x" * 900, "time": SECONDS})

    assert (read.address, read.text[:3], len(read.text)) == ("138", "T?D", 500)
