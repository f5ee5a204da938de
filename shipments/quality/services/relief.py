"""Relief orders: proposed by one person, approved by another, carried out by the sweep."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from outlets.models import Outlet, Region
from shipments.quality.models import Fine, ReliefOrder, Violation
from shipments.quality.rules.fine_states import Step, before
from shipments.quality.rules.relief import Relief
from shipments.quality.sql.relief import WAIVE

PROPOSERS = frozenset({Role.INSPECTOR, Role.OPERATIONS, Role.APPEALS_SUPERVISOR})
APPROVERS = frozenset({Role.APPEALS_SUPERVISOR, Role.EXECUTIVE})


def propose_relief(relief: Relief, *, reason: str, by: User, at: datetime) -> ReliefOrder:
    """Ask for an order; nothing is waived before somebody else approves it.

    raises   Refused when the days are the wrong way round, a charge is none, or the reason is empty
    writes   quality_relieforder, audit_auditentry
    """
    if relief.since > relief.until:
        raise Refused(_("The first day comes before the last one."), code="relief_days")
    if unknown := sorted(set(relief.charges) - set(Violation.Charge.values)):
        raise Refused(_("There is no charge %(name)s.") % {"name": unknown[0]}, code="relief_charge")
    if not reason.strip():
        raise Refused(_("Say why: outlets and auditors read it."), code="relief_reason")
    with transaction.atomic():
        order = ReliefOrder.objects.create(
            outlet=Outlet.objects.get(pk=relief.outlet) if relief.outlet else None,
            region=Region.objects.get(pk=relief.region) if relief.region else None,
            since=relief.since,
            until=relief.until,
            charges=sorted(relief.charges),
            reason=reason.strip(),
            proposed_by=by,
            proposed_at=at,
        )
        _note("propose", order, by=by, at=at)
    return order


@transaction.atomic
def decide_relief(order: ReliefOrder, *, approve: bool, words: str = "", by: User, at: datetime) -> int:
    """Approve an order, which waives at once what stands of its days, or refuse it. Returns how many were waived.

    raises   Refused when it is decided already, or by who proposed it
    writes   quality_relieforder, quality_fine, quality_ledgerentry, quality_appeal, audit_auditentry
    """
    order = ReliefOrder.objects.select_for_update().get(pk=order.pk)
    if order.decided_at is not None:
        raise Refused(_("Somebody has decided this order meanwhile."), code="relief_decided")
    if order.proposed_by_id == by.pk:
        raise Refused(_("Who proposes an order does not decide it: ask a colleague."), code="relief_own")
    order.approved, order.decision, order.decided_by, order.decided_at = approve, words.strip(), by, at
    order.save(update_fields=["approved", "decision", "decided_by", "decided_at"])
    _note("approve" if approve else "refuse", order, by=by, at=at)
    return _waive([order.pk], before(Step.WAIVE), at=at) if approve else 0


@transaction.atomic
def apply_relief(at: datetime) -> int:
    """Waive what was posted since for days that an approved order covers. Safe to run twice, or twice at once.

    writes   quality_fine, quality_ledgerentry, quality_appeal
    """
    orders = list(ReliefOrder.objects.filter(approved=True, decided_at__lte=at).values_list("pk", flat=True))
    return _waive(orders, [Fine.State.POSTED], at=at) if orders else 0


def _waive(orders: Sequence[int], only: Collection[str], *, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(WAIVE, {"orders": list(orders), "only": [str(state) for state in only], "at": at})
        return cursor.fetchone()[0]


def _note(act: str, order: ReliefOrder, *, by: User, at: datetime) -> None:
    detail = {
        "since": order.since.isoformat(),
        "until": order.until.isoformat(),
        "charges": order.charges,
        "reason": order.reason,
        "decision": order.decision,
    }
    record_act(f"relief.{act}", f"quality.relieforder:{order.pk}", by=by, at=at, detail=detail)
