"""What the SDKs' HTTP library says when there is no answer: has a byte gone out?"""

import logging
import ssl
from collections.abc import Iterator

from requests import exceptions
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from crm.outbox.channels.base import Outcome, Refusal, Unknown

#: What goes out has telephones in its address and its body: neither may be written into a log, whatever its level.
for talkative in ("urllib3", "tencentcloud_sdk_common", "alibabacloud-tea", "darabonba-core"):
    logging.getLogger(talkative).setLevel(logging.WARNING)
#: Nothing was sent before: no name, no connection, a certificate that is not theirs.
_BEFORE = (exceptions.ConnectTimeout, ConnectTimeoutError, NewConnectionError, ssl.SSLCertVerificationError)

#: Where exceptions keep those that they were made of.
_WRAPPED = ("__cause__", "__context__", "inner_exception", "reason")


def silence(fault: BaseException) -> Outcome:
    """Certainly not taken when no connection came about, unknown otherwise. Tells kinds only: texts hold numbers."""
    chain = list(_causes(fault))
    if before := next((each for each in chain if isinstance(each, _BEFORE)), None):
        return Refusal(again=True, said=f"No connection: {type(before).__name__}")
    return Unknown(f"No answer: {type(chain[-1]).__name__}")


def _causes(fault: BaseException) -> Iterator[BaseException]:
    """The fault and everything that it was made of, the SDKs' own wrappings included."""
    waiting, seen = [fault], set()
    while waiting:
        each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        wrapped = [getattr(each, name, None) for name in _WRAPPED]
        waiting += [one for one in (*wrapped, *each.args) if isinstance(one, BaseException)]
