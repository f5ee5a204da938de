"""The first answer to a POST with an Idempotency-Key, remembered: claim, settle, release, forget."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from crm.partners.models import IdempotentCall

#: A call that has run for longer has died, and may be taken over.
LEASE = timedelta(seconds=60)
KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a POST may do: run (it is `ours`), repeat the answer of `call`, or neither.

    clash   "reused": another body came under this key; "running": the first has not ended yet
    """

    call: IdempotentCall
    ours: bool = False
    clash: str = ""


def claim_call(key_id: int, key: str, *, fingerprint: str, at: datetime) -> Claim:
    """Whoever inserts the row runs; everybody else is told how that went.

    writes   partners_idempotentcall
    """
    name = {"partner_key_id": key_id, "key": key}
    try:
        with transaction.atomic():
            return Claim(IdempotentCall.objects.create(**name, fingerprint=fingerprint, started_at=at), ours=True)
    except IntegrityError:
        call = IdempotentCall.objects.filter(**name).first()
    if call is None:
        return claim_call(key_id, key, fingerprint=fingerprint, at=at)
    if call.fingerprint != fingerprint:
        return Claim(call, clash="reused")
    if call.status is not None:
        return Claim(call)
    if call.started_at > at - LEASE or not _taken_over(call, at=at):
        return Claim(call, clash="running")
    return Claim(call, ours=True)


def _taken_over(call: IdempotentCall, *, at: datetime) -> bool:
    dead = IdempotentCall.objects.filter(pk=call.pk, started_at=call.started_at, status=None)
    call.started_at = at
    return dead.update(started_at=at) == 1


def settle_call(call: IdempotentCall, *, status: int, answer: str) -> bool:
    """Keep the answer; False when somebody else has taken the call over meanwhile.

    writes   partners_idempotentcall
    """
    mine = IdempotentCall.objects.filter(pk=call.pk, started_at=call.started_at, status=None)
    return mine.update(status=status, answer=answer) == 1


def release_call(call: IdempotentCall) -> None:
    """Forget a call that failed by our fault, so that it may be tried again."""
    IdempotentCall.objects.filter(pk=call.pk, started_at=call.started_at, status=None).delete()


def forget_calls(at: datetime) -> int:
    """Remove answers that are older than anybody's retry. Safe to run again."""
    gone, _by_model = IdempotentCall.objects.filter(started_at__lt=at - KEPT_FOR).delete()
    return gone
