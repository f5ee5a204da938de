"""Tiers given by persons: asked for with a reason, approved by another one, ended by their day."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from customers.models import Customer, CustomerTier, TierOverride
from customers.services.standing import kept
from outlets.access import Access

#: Who asks: those who know the customer. Who approves: those who answer for what it costs.
ASKERS = frozenset({Role.MANAGER, Role.CRG})
APPROVERS = frozenset({Role.CRG, Role.EXECUTIVE})
LONGEST = timedelta(days=366)


@transaction.atomic
def ask_override(
    customer: Customer, tier: str, *, reason: str, expires_on: date, by: User, at: datetime
) -> TierOverride:
    """Ask that a customer counts as another tier until a day.

    raises   Refused for a day that is past or more than a year away, when one is asked for or in force already, or for
             a file that is no longer kept
    writes   customers_tieroverride, audit_auditentry
    """
    kept(customer)
    today = timezone.localdate(at)
    if not today <= expires_on <= today + LONGEST:
        raise Refused(_("Choose a day from today on and within a year."), code="bad_expiry")
    try:
        with transaction.atomic():
            override = TierOverride.objects.create(
                customer=customer,
                outlet=customer.outlet,
                tier=tier,
                reason=reason,
                expires_on=expires_on,
                asked_at=at,
                asked_by=by,
            )
    except IntegrityError as clash:
        raise Refused(_("Another tier is asked for or in force already."), code="override_exists") from clash
    _note("ask", override, by=by, at=at)
    return override


@transaction.atomic
def decide_override(override: TierOverride, *, approve: bool, by: User, at: datetime) -> TierOverride:
    """Approve what another person asked for, or refuse it.

    raises   Refused when it is decided or over already, or asked for by the same person
    writes   customers_tieroverride, customers_customertier, audit_auditentry
    """
    override = _open(override)
    if override.approved is not None:
        raise Refused(_("This is decided already."), code="decided")
    if override.asked_by_id == by.pk:
        raise Refused(_("You asked for it: somebody else approves it."), code="same_person")
    override.approved, override.decided_at, override.decided_by = approve, at, by
    override.ended_at = None if approve else at
    override.save(update_fields=["approved", "decided_at", "decided_by", "ended_at"])
    if approve:
        _set_tier(override.customer_id, override, at=at)
    _note("approve" if approve else "refuse", override, by=by, at=at)
    return override


@transaction.atomic
def lift_override(override: TierOverride, *, by: User, at: datetime) -> None:
    """End an override before its day, or take back what was asked for: the computed tier counts again.

    raises   Refused when it is over already
    writes   customers_tieroverride, customers_customertier, audit_auditentry
    """
    override = _open(override)
    _end(override, at=at)
    _note("lift", override, by=by, at=at)


def end_overrides(at: datetime, *, limit: int = 500) -> int:
    """End overrides whose last day is over, and what was asked for and never decided. Returns how many.

    writes   customers_tieroverride, customers_customertier
    """
    with transaction.atomic():
        over = TierOverride.objects.select_for_update(skip_locked=True).filter(
            ended_at=None, expires_on__lt=timezone.localdate(at)
        )
        ended = list(over.order_by("customer_id")[:limit])
        for override in ended:
            _end(override, at=at)
    return len(ended)


def may_ask(access: Access, outlet_id: int) -> bool:
    """A manager for the own outlet's customers, the customer-relations group for all."""
    return Role.CRG in access.roles or access.manages(outlet_id)


def _open(override: TierOverride) -> TierOverride:
    found = TierOverride.objects.select_for_update().filter(pk=override.pk, ended_at=None).first()
    if found is None:
        raise Refused(_("This is over already."), code="override_over")
    return found


def _end(override: TierOverride, *, at: datetime) -> None:
    override.ended_at = at
    override.save(update_fields=["ended_at"])
    if override.approved:
        _set_tier(override.customer_id, None, at=at)


def _set_tier(customer_id: int, override: TierOverride | None, *, at: datetime) -> None:
    today = timezone.localdate(at)
    standing = CustomerTier.objects.select_for_update().filter(customer_id=customer_id).first()
    if standing is None:
        told = {"computed": "C", "provisional": True, "since": today, "tier": override.tier if override else "C"}
        customer = Customer.objects.get(pk=customer_id)
        CustomerTier.objects.create(customer=customer, outlet_id=customer.outlet_id, **told)
        return
    tier = override.tier if override else standing.computed
    if tier != standing.tier:
        standing.tier, standing.since = tier, today
        standing.save(update_fields=["tier", "since"])


def _note(act: str, override: TierOverride, *, by: User, at: datetime) -> None:
    detail = {"tier": override.tier, "until": override.expires_on.isoformat()}
    record_act(f"tier_override.{act}", f"customers.customer:{override.customer_id}", by=by, at=at, detail=detail)
