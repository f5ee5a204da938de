"""Each provider of SMS against a server that speaks its protocol, checks its signature and misbehaves."""

import logging
import socket
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib.util import find_spec
from random import Random
from uuid import uuid4

import pytest

from crm.outbox.channels.asking import FOR_GOOD, SOON, TOMORROW, UNCLEAR, WHEN_MENDED, meaning_of
from crm.outbox.channels.base import Accepted, Channel, Letter, Outcome, Refusal
from crm.outbox.channels.gateway import Gateway
from tests.crm.outbox.channels.provider import (
    ALIYUN,
    GATEWAY,
    KEY,
    KEY_ID,
    MISDEEDS,
    TENCENT,
    Protocol,
    Provider,
    running,
)

#: More than anybody here needs; and so little that waiting for it costs nothing.
ENOUGH, LITTLE = 20.0, 0.4
#: Misdeeds that only time ends.
SLOW = ("silent", "drips")
Make = Callable[[str, str, float], Channel]


def _gateway(host: str, key: str, seconds: float) -> Channel:
    return Gateway(f"http://{host}/send?line=1", key, seconds)


PROVIDERS: dict[str, tuple[Protocol, Make]] = {"gateway": (GATEWAY, _gateway)}
if find_spec("alibabacloud_dysmsapi20170525"):
    from alibabacloud_dysmsapi20170525.client import Client
    from alibabacloud_tea_openapi.utils_models import Config

    from crm.outbox.channels.aliyun import Aliyun

    def _aliyun(host: str, key: str, seconds: float) -> Channel:
        config = Config(access_key_id=KEY_ID, access_key_secret=key, endpoint=host, protocol="HTTP")
        return Aliyun(Client(config), "驿客", seconds)

    PROVIDERS["aliyun"] = ALIYUN, _aliyun
if find_spec("tencentcloud"):
    from tencentcloud.common.credential import Credential
    from tencentcloud.common.profile.client_profile import ClientProfile
    from tencentcloud.common.profile.http_profile import HttpProfile
    from tencentcloud.sms.v20210111.sms_client import SmsClient

    from crm.outbox.channels.tencent import Tencent

    def _tencent(host: str, key: str, seconds: float) -> Channel:
        profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=host, reqTimeout=seconds))
        client = SmsClient(Credential(KEY_ID, key), "ap-guangzhou", profile)
        return Tencent(client, "1400000000", "驿客", seconds)

    PROVIDERS["tencent"] = TENCENT, _tencent


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=["gateway", "aliyun", "tencent"])
def made(request) -> Iterator[tuple[Provider, Make]]:
    if request.param not in PROVIDERS:
        pytest.skip(f"The SDK of {request.param} is not installed: requirements-sms.lock.")
    protocol, make = PROVIDERS[request.param]
    with running(protocol) as provider:
        yield provider, make


def letter(number: int = 0, **fields: object) -> Letter:
    given = {"text": "【驿客】您的快件YK1已送达。", "code": "SMS_1", "values": {"waybill": "YK1", "outlet": "虎门"}}
    return Letter(uuid4(), f"138{number:08}", **given | fields)


def kind(outcome: Outcome) -> tuple[object, ...]:
    if isinstance(outcome, Refusal):
        return "refused", "again" if outcome.again else "for good", *(["suppress"] if outcome.suppress else [])
    return ("accepted",) if isinstance(outcome, Accepted) else ("unknown",)


#: What each misdeed is to be taken for.
EXPECTED = {
    "": ("accepted",),
    "busy": ("refused", "again"),
    "forbids": ("refused", "for good", "suppress"),
    "refuses": ("refused", "for good"),
} | dict.fromkeys(("silent", "hangs_up", "500", "garbage", "empty", "drips"), ("unknown",))


def test_no_letter_is_called_what_it_is_not_and_none_is_asked_for_twice(made, caplog):
    caplog.set_level(logging.DEBUG)
    provider, make = made
    letters, quick = [letter(number) for number in range(24)], [each for each in MISDEEDS if each not in SLOW]
    dealt = [*quick, "", *Random(22).choices([*quick, ""], k=len(letters) - len(quick) - 1)]
    provider.plan = {each.address: misdeed for each, misdeed in zip(letters, dealt, strict=True)}

    outcomes = make(provider.host, KEY, ENOUGH).hand_over(letters)

    assert [kind(each) for each in outcomes] == [EXPECTED[misdeed] for misdeed in dealt]
    assert set(provider.asked.values()) == set(provider.taken.values()) == {1}
    assert len(provider.asked) == len(letters)
    assert not any(each.address in getattr(said, "said", "") for each, said in zip(letters, outcomes, strict=True))
    assert not any(each.address in caplog.text for each in letters)
    accepted = [each.id for each in outcomes if isinstance(each, Accepted)]
    assert accepted and len(set(accepted)) == len(accepted)


def test_no_provider_is_waited_for_longer_than_the_settings_say(made):
    provider, make = made
    letters = [letter(number) for number in range(4)]
    provider.plan = {each.address: misdeed for each, misdeed in zip(letters, SLOW * 2, strict=True)}
    channel, began = make(provider.host, KEY, LITTLE), time.monotonic()

    outcomes = channel.hand_over(letters)

    assert time.monotonic() - began < LITTLE + 1
    assert [kind(each) for each in outcomes] == [("unknown",)] * 4


def test_a_wrong_key_takes_nothing_and_is_tried_again_when_somebody_has_had_time_to_mend_it(made):
    provider, make = made

    [outcome] = make(provider.host, "wrong", ENOUGH).hand_over([letter()])

    assert kind(outcome) == ("refused", "again") and outcome.after >= timedelta(hours=1)
    assert not provider.taken


def test_where_nobody_listens_nothing_was_taken(made):
    _provider, make = made
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))

        [outcome] = make(f"127.0.0.1:{nobody.getsockname()[1]}", KEY, ENOUGH).hand_over([letter()])

    assert kind(outcome) == ("refused", "again") and outcome.said.startswith("No connection")


def test_variables_go_by_name_or_in_the_order_of_the_template(made):
    provider, make = made

    [outcome] = make(provider.host, KEY, ENOUGH).hand_over([letter()])

    told = provider.letters[0]
    values = told.get("TemplateParam") or told.get("TemplateParamSet") or told["values"]
    assert isinstance(outcome, Accepted)
    assert values in ('{"waybill": "YK1", "outlet": "虎门"}', ["YK1", "虎门"], {"waybill": "YK1", "outlet": "虎门"})


@pytest.mark.parametrize("name", ["aliyun", "tencent"])
def test_a_text_that_the_provider_has_not_approved_is_not_even_asked_for(name):
    if name not in PROVIDERS:
        pytest.skip(f"The SDK of {name} is not installed: requirements-sms.lock.")

    [outcome] = PROVIDERS[name][1]("127.0.0.1:9", KEY, ENOUGH).hand_over([letter(code="")])

    assert kind(outcome) == ("refused", "for good")


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("aliyun", "isv.DAY_LIMIT_CONTROL", TOMORROW),
        ("aliyun", "isv.AMOUNT_NOT_ENOUGH", WHEN_MENDED),
        ("aliyun", "isv.BLACK_KEY_CONTROL_LIMIT", FOR_GOOD),
        ("aliyun", "isv.A_RULE_OF_TOMORROW", FOR_GOOD),
        ("aliyun", "isp.SYSTEM_ERROR", UNCLEAR),
        ("aliyun", "Throttling.User", SOON),
        ("aliyun", "ServiceUnavailable", UNCLEAR),
        ("tencent", "LimitExceeded.PhoneNumberDailyLimit", TOMORROW),
        ("tencent", "LimitExceeded.PhoneNumberThirtySecondLimit", SOON),
        ("tencent", "FailedOperation.ContainSensitiveWord", FOR_GOOD),
        ("tencent", "FailedOperation.OtherError", UNCLEAR),
        ("tencent", "InternalError.Timeout", UNCLEAR),
        ("tencent", "AuthFailure.SecretIdNotFound", WHEN_MENDED),
        ("tencent", "NoSuchCode", UNCLEAR),
    ],
)
def test_a_code_that_leaves_it_open_is_never_taken_for_a_refusal(name, code, expected):
    channels = pytest.importorskip(f"crm.outbox.channels.{name}", exc_type=ImportError)

    assert meaning_of(code, channels.CODES) is expected
