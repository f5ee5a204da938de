"""What people write back. Whoever refuses hears no more, from this second on, whoever's customer they are."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from crm.outbox import refusals
from crm.outbox.models import Channel, Reply, Suppression
from crm.outbox.refusals import Refusal
from crm.outbox.rules.provider_posts import Answer
from crm.outbox.rules.refusal_words import refuses
from crm.outbox.services.suppressing import suppress
from crm.shared.phones import plainest


def take(provider: str, answers: Iterable[Answer], *, at: datetime) -> int:
    """Keep what is new of these replies to SMS, and stop what they refuse. Returns how many are new.

    writes   outbox_reply, outbox_suppression, what listeners to refusals write
    """
    return sum(_take(provider, each, at) for each in answers)


@transaction.atomic
def _take(provider: str, answer: Answer, at: datetime) -> bool:
    address = plainest(answer.address)
    told = {"address": address, "text": answer.text, "at": answer.at, "received_at": at}
    reply, new = Reply.objects.get_or_create(
        provider=provider, key=answer.key, defaults={**told, "refuses": refuses(answer.text)}
    )
    if new and reply.refuses:
        stop(Refusal(Channel.SMS, address, "", Suppression.Source.REPLY, answer.text), at)
    return new


@transaction.atomic
def stop(refusal: Refusal, at: datetime) -> bool:
    """No more to this address; False when that was so already.

    writes   outbox_suppression, what listeners to refusals write
    """
    new = suppress(
        refusal.channel,
        refusal.address,
        source=refusal.source,
        proof=refusal.proof,
        purpose=refusal.purpose,
        at=at,
    )
    refusals.tell(refusal, at)
    return new
