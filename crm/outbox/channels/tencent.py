"""SMS by Tencent Cloud (sms 2021-01-11), through its SDK: the extra `tencent`, requirements-sms.lock.

A template's variables are numbered there: {1}, {2} in the order in which the template names them here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.sms.v20210111.models import SendSmsRequest, SendStatus
from tencentcloud.sms.v20210111.sms_client import SmsClient

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

#: https://cloud.tencent.com/document/api/382/55981 (error codes). What is internal may have gone on all the same, but
#: for what is said before anything is looked at.
CODES: dict[str, Meaning | None] = {
    "FailedOperation.PhoneNumberInBlacklist": FORBIDDEN,
    "FailedOperation.InsufficientBalanceInSmsPackage": WHEN_MENDED,
    "FailedOperation.MarketingSendTimeConstraint": WHEN_MENDED,
    "FailedOperation.SignatureIncorrectOrUnapproved": WHEN_MENDED,
    "FailedOperation.MissingSignature": WHEN_MENDED,
    "FailedOperation.TemplateIncorrectOrUnapproved": WHEN_MENDED,
    "FailedOperation.TemplateUnapprovedOrNotExist": WHEN_MENDED,
    "FailedOperation.OtherError": UNCLEAR,
    "FailedOperation.": FOR_GOOD,
    "InternalError.RequestTimeException": WHEN_MENDED,
    "InternalError.SigFieldMissing": WHEN_MENDED,
    "InternalError.SigVerificationFail": WHEN_MENDED,
    "InternalError.": UNCLEAR,
    "InternalError": UNCLEAR,
    "InvalidParameterValue.SdkAppIdNotExist": WHEN_MENDED,
    "InvalidParameterValue.": FOR_GOOD,
    "InvalidParameter.": FOR_GOOD,
    "InvalidParameter": FOR_GOOD,
    "LimitExceeded.DeliveryFrequencyLimit": SOON,
    "LimitExceeded.PhoneNumberThirtySecondLimit": SOON,
    "LimitExceeded.PhoneNumberOneHourLimit": WHEN_MENDED,
    "LimitExceeded.AppCountryOrRegionInBlacklist": WHEN_MENDED,
    "LimitExceeded.PhoneNumberCountLimit": FOR_GOOD,
    "LimitExceeded.": TOMORROW,
    "RequestLimitExceeded": SOON,
    "RequestLimitExceeded.": SOON,
    "MissingParameter": FOR_GOOD,
    "MissingParameter.": FOR_GOOD,
    "AuthFailure": WHEN_MENDED,
    "AuthFailure.": WHEN_MENDED,
    "UnauthorizedOperation": WHEN_MENDED,
    "UnauthorizedOperation.": WHEN_MENDED,
    "UnsupportedOperation": FOR_GOOD,
    "UnsupportedOperation.": FOR_GOOD,
}
_MAINLAND = re.compile(r"1\d{10}")


@dataclass(frozen=True, slots=True)
class Tencent:
    client: SmsClient
    app_id: str
    sign_name: str
    seconds: float
    name: str = "tencent"
    together: int = SIDE_BY_SIDE

    def hand_over(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        return each_within(self.seconds, self._send, letters)

    def _send(self, letter: Letter) -> Outcome:
        if not letter.code:
            return Refusal(again=False, said=NO_CODE)
        try:
            said = self.client.SendSms(self._request(letter)).SendStatusSet
        except TencentCloudSDKException as fault:
            return _silence_or_code(fault)
        return _outcome(said[0]) if said else Unknown("Answered without a status.")

    def _request(self, letter: Letter) -> SendSmsRequest:
        asked = SendSmsRequest()
        asked.PhoneNumberSet = [_international(letter.address)]
        asked.SmsSdkAppId = self.app_id
        asked.SignName = self.sign_name
        asked.TemplateId = letter.code
        asked.TemplateParamSet = list(letter.values.values())
        asked.SessionContext = letter.reference.hex
        return asked


def _outcome(status: SendStatus) -> Outcome:
    if status.Code == "Ok":
        return Accepted(status.SerialNo) if status.SerialNo else Unknown("Ok, and no SerialNo.")
    return outcome(str(status.Code), str(status.Message), meaning_of(str(status.Code), CODES))


def _silence_or_code(fault: TencentCloudSDKException) -> Outcome:
    """The SDK raises the provider's codes and its own as one kind; only the provider's come with a request's id."""
    if fault.requestId:
        return outcome(str(fault.code), str(fault.message), meaning_of(str(fault.code), CODES))
    return Unknown(f"No answer: {fault.code}") if fault.__context__ is None else silence(fault)


def _international(address: str) -> str:
    plain = re.sub(r"[^\d+]", "", address)
    return f"+86{plain}" if _MAINLAND.fullmatch(plain) else plain


def of_settings() -> Tencent:
    profile = ClientProfile(httpProfile=HttpProfile(endpoint=settings.OUTBOX_TENCENT_ENDPOINT))
    profile.httpProfile.reqTimeout = settings.OUTBOX_SECONDS
    profile.disable_region_breaker = True  # it would ask a second server
    credential = Credential(required("OUTBOX_TENCENT_SECRET_ID"), required("OUTBOX_TENCENT_SECRET_KEY"))
    client = SmsClient(credential, settings.OUTBOX_TENCENT_REGION, profile)
    sign_name = required("OUTBOX_TENCENT_SIGN_NAME")
    return Tencent(client, required("OUTBOX_TENCENT_APP_ID"), sign_name, settings.OUTBOX_SECONDS)
