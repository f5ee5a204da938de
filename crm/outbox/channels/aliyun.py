"""SMS by Aliyun (Dysmsapi 2017-05-25), through its SDK: the extra `aliyun`, requirements-sms.lock.

Aliyun keeps `OutId` and gives it back in receipts; it knows no idempotency, so that nothing here ever asks twice.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendSmsRequest
from alibabacloud_tea_openapi.utils_models import Config
from darabonba.exceptions import ResponseException, UnretryableException
from darabonba.runtime import RuntimeOptions
from django.conf import settings

from crm.outbox.channels.asking import (
    FOR_GOOD,
    FORBIDDEN,
    NO_CODE,
    SIDE_BY_SIDE,
    SOON,
    TOMORROW,
    UNCLEAR,
    WHEN_MENDED,
    Meaning,
    each_within,
    meaning_of,
    outcome,
    required,
)
from crm.outbox.channels.base import Accepted, Letter, Outcome, Refusal, Unknown
from crm.outbox.channels.sessions import silence

#: https://help.aliyun.com/zh/sms/developer-reference/api-error-codes. A code of `isv.` blames what was asked, one of
#: `isp.` the provider, which may have gone on all the same. BLACK_KEY is about words in the text, not about numbers.
CODES: dict[str, Meaning | None] = {
    "isv.BUSINESS_LIMIT_CONTROL": SOON,
    "isv.DAY_LIMIT_CONTROL": TOMORROW,
    "isv.MONTH_LIMIT_CONTROL": TOMORROW,
    "isv.CUSTOMER_REFUSED": FORBIDDEN,
    "isv.BLACK_KEY_CONTROL_LIMIT": FOR_GOOD,
    "isv.MOBILE_NUMBER_ILLEGAL": FOR_GOOD,
    "isv.AMOUNT_NOT_ENOUGH": WHEN_MENDED,
    "isv.OUT_OF_SERVICE": WHEN_MENDED,
    "isv.ACCOUNT_ABNORMAL": WHEN_MENDED,
    "isv.ACCOUNT_NOT_EXISTS": WHEN_MENDED,
    "isv.PRODUCT_UN_SUBSCRIPT": WHEN_MENDED,
    "isv.PRODUCT_UNSUBSCRIBE": WHEN_MENDED,
    "isv.SMS_SIGNATURE_ILLEGAL": WHEN_MENDED,
    "isv.SMS_TEMPLATE_ILLEGAL": WHEN_MENDED,
    "isv.DENY_IP_RANGE": WHEN_MENDED,
    "isv.": FOR_GOOD,
    "isp.RAM_PERMISSION_DENY": WHEN_MENDED,
    "isp.": UNCLEAR,
    "Throttling": SOON,
    "Throttling.": SOON,
    "SignatureDoesNotMatch": WHEN_MENDED,
    "SignatureNonceUsed": SOON,
    "InvalidTimeStamp.": WHEN_MENDED,
    "InvalidAccessKeyId.": WHEN_MENDED,
    "InvalidAccessKeySecret": WHEN_MENDED,
    "Forbidden.": WHEN_MENDED,
    "NoPermission": WHEN_MENDED,
    "Missing": FOR_GOOD,
    "MissingParameter": FOR_GOOD,
    "InvalidParameter": FOR_GOOD,
}


@dataclass(frozen=True, slots=True)
class Aliyun:
    """seconds: for a whole request, connecting included."""

    client: Client
    sign_name: str
    seconds: float
    name: str = "aliyun"
    together: int = SIDE_BY_SIDE

    def hand_over(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        return each_within(self.seconds, self._send, letters)

    def _send(self, letter: Letter) -> Outcome:
        if not letter.code:
            return Refusal(again=False, said=NO_CODE)
        asked = SendSmsRequest(
            phone_numbers=letter.address,
            sign_name=self.sign_name,
            template_code=letter.code,
            template_param=json.dumps(dict(letter.values), ensure_ascii=False),
            out_id=letter.reference.hex,
        )
        milliseconds = int(self.seconds * 1000)
        patience = RuntimeOptions(read_timeout=milliseconds, connect_timeout=milliseconds, autoretry=False)
        try:
            said = self.client.send_sms_with_options(asked, patience).body
        except ResponseException as refusal:
            return outcome(str(refusal.code), "", meaning_of(str(refusal.code), CODES))
        except UnretryableException as fault:
            return silence(fault)
        if said is None or not said.code:
            return Unknown("Answered without a code.")
        if said.code == "OK":
            return Accepted(said.biz_id) if said.biz_id else Unknown("OK, and no BizId.")
        return outcome(said.code, str(said.message), meaning_of(said.code, CODES))


def of_settings() -> Aliyun:
    config = Config(
        access_key_id=required("OUTBOX_ALIYUN_KEY_ID"),
        access_key_secret=required("OUTBOX_ALIYUN_KEY_SECRET"),
        endpoint=settings.OUTBOX_ALIYUN_ENDPOINT,
    )
    return Aliyun(Client(config), required("OUTBOX_ALIYUN_SIGN_NAME"), settings.OUTBOX_SECONDS)
