"""What a problem costs that quality control proves false (虚假问题件).

Pure. FK1 by itself, and the delay on top only where one is established (reading 22).
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shipments.rules.deadlines import Due
from shipments.rules.edition import Edition
from shipments.rules.rates import fine_yuan

RULE = "FK1"


@dataclass(frozen=True, slots=True)
class FalseProblem:
    """
    delay_rule    the delivery rule that was broken besides, or None
    """

    yuan: Decimal | None
    delay_rule: str | None
    delay_yuan: Decimal | None


def false_problem(edition: Edition, delivery: Due, *, delay: bool) -> FalseProblem:
    return FalseProblem(
        yuan=fine_yuan(edition, RULE),
        delay_rule=delivery.rule if delay else None,
        delay_yuan=fine_yuan(edition, delivery.rule) if delay else None,
    )


def delay_established(
    delivery: Due, delivered_at: datetime | None, *, at: datetime, valid_problem: bool = False
) -> bool:
    """Delivered after the deadline, or past it and still undelivered, with no valid problem to excuse it.

    delivered_at     None while undelivered; the earliest instant of the band otherwise
    at               when quality control decides
    valid_problem    another problem of the run stands
    """
    return (delivered_at or at) > delivery.due_at and not valid_problem and not delivery.review
