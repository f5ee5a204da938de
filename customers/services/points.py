"""Points: earned by freight, taken back, redeemed at the counter, corrected by headquarters. Nothing is struck out."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.audit.services.recording import record_act
from crm.shared.bulk import array_literal, text_array
from crm.shared.errors import Refused
from customers.models import Customer, LoyaltyTerms, PointEntry, Reward
from customers.queries.points import balance_of, tier_of
from customers.rules.points import held_until
from customers.services.files import subject_of
from customers.services.points_ending import expire_of
from customers.services.standing import kept
from customers.sql import points as sql
from outlets.access import access_of

#: Who hands rewards out at the counter, and who corrects what a customer has.
REDEEMERS = frozenset({Role.MANAGER, Role.WAYBILL_CLERK, Role.SERVICE_CLERK})
KEEPERS = frozenset({Role.CRG, Role.ADMINISTRATOR})
#: A correction is a slip of some parcels, not a present.
MOST = 100_000


class Carried(NamedTuple):
    """A waybill whose freight is known, of its customer, on its day of the network's calendar."""

    customer_id: int
    waybill: str
    yuan: Decimal
    day: date


def earn(carried: Sequence[Carried], *, at: datetime) -> int:
    """Points for these waybills, each once, by the terms of the customer's tier today. Returns how many lines are new.

    writes   customers_pointentry
    """
    if not carried:
        return 0
    customers, waybills, yuan, days = zip(*carried, strict=True)
    columns = {"customers": array_literal(customers), "yuan": array_literal(yuan), "days": array_literal(days)}
    return _written(sql.EARN, {**columns, "waybills": text_array(waybills)}, at)


def take_back(waybills: Iterable[str], *, at: datetime) -> int:
    """Take the points of these waybills back, once; the balance may fall below nothing. Returns how many lines are new.

    What has ended already is left.
    writes   customers_pointentry
    """
    numbers = list(waybills)
    return _written(sql.TAKE_BACK, {"waybills": text_array(numbers)}, at) if numbers else 0


@transaction.atomic
def redeem(customer: Customer, reward: Reward, *, key: str, points: int, by: User, at: datetime) -> PointEntry:
    """Hand a reward out. The same key again is the same reward, handed out once.

    key      of the form that was sent; points: what the reward cost on it
    raises   Refused by anybody but the counter of the customer's outlet, without points enough, when none is left, or
             when the reward is not offered or costs something else by now
    writes   customers_pointentry, customers_reward, audit_auditentry
    """
    if not may_redeem(by, customer):
        raise Refused(_("Rewards are handed out at the counter of the customer's own outlet."), code="foreign_customer")
    file = kept(Customer.objects.select_for_update(no_key=True).get(pk=customer.pk))
    key = f"redeemed:{key}"
    if again := PointEntry.objects.filter(key=key, customer=file).first():
        return again
    expire_of(file.pk, at=at)
    reward = Reward.objects.select_for_update().get(pk=reward.pk)
    _check(reward, points, balance_of(file))
    if reward.stock is not None:
        Reward.objects.filter(pk=reward.pk).update(stock=F("stock") - 1)
    entry = PointEntry.objects.create(
        customer=file, outlet_id=file.outlet_id, kind="redeemed", points=-points, key=key, at=at, reward=reward, by=by
    )
    record_act("points.redeem", subject_of(file), by=by, at=at, detail={"reward": str(reward), "points": points})
    return entry


@transaction.atomic
def correct(customer: Customer, points: int, *, reason: str, key: str, by: User, at: datetime) -> PointEntry:
    """Give points, or take some away, for a reason. The same key again changes nothing.

    raises   Refused by anybody but headquarters' keepers of points, without a reason, or beyond what there is
    writes   customers_pointentry, audit_auditentry
    """
    if not access_of(by).has(KEEPERS):
        raise Refused(_("Points are corrected by headquarters."), code="not_yours")
    if not points or abs(points) > MOST:
        raise Refused(_("Between 1 and %(most)s points, with a minus to take away.") % {"most": MOST}, code="points")
    if not reason.strip():
        raise Refused(_("Say why: the reason stays in the ledger."), code="points_reason")
    file = kept(Customer.objects.select_for_update(no_key=True).get(pk=customer.pk))
    key = f"corrected:{key}"
    if again := PointEntry.objects.filter(key=key, customer=file).first():
        return again
    expire_of(file.pk, at=at)
    if balance_of(file) + points < 0 and points < 0:
        raise Refused(_("The customer has fewer points than that."), code="points_missing")
    entry = PointEntry.objects.create(
        customer=file,
        outlet_id=file.outlet_id,
        kind="corrected",
        points=points,
        key=key,
        at=at,
        expires_on=_held_until(file, at) if points > 0 else None,
        note=reason.strip()[:200],
        by=by,
    )
    record_act("points.correct", subject_of(file), by=by, at=at, detail={"points": points, "reason": entry.note})
    return entry


def may_redeem(user: object, customer: Customer) -> bool:
    posts = access_of(user).posts
    return any((role, customer.outlet_id) in posts for role in REDEEMERS)


def _check(reward: Reward, points: int, balance: int) -> None:
    if not reward.offered:
        raise Refused(_("%(reward)s is not offered any more.") % {"reward": reward}, code="reward_gone")
    if reward.points != points:
        raise Refused(_("The reward costs something else by now: look at it again."), code="reward_changed")
    if balance < points:
        told = {"balance": balance, "points": points}
        raise Refused(_("%(balance)s points are there, the reward costs %(points)s.") % told, code="points_missing")
    if reward.stock == 0:
        raise Refused(_("None of %(reward)s is left.") % {"reward": reward}, code="reward_out")


def _held_until(customer: Customer, at: datetime) -> date:
    terms = LoyaltyTerms.objects.get(tier=tier_of(customer))
    return held_until(timezone.localdate(at), terms.months)


def _written(statement: str, columns: dict[str, str], at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**columns, "at": at, "today": timezone.localdate(at)})
        return int(cursor.rowcount)
