"""Weight checks: a piece weighed again, compared with what its waybill declares, a mismatch charged to its origin."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.shared.errors import Refused
from outlets.access import access_of
from shipments.models import Waybill
from shipments.quality.models import Violation, WeightCheck
from shipments.quality.rules.weight_tolerance import RULE, weighing
from shipments.quality.services.late_scans import wording
from shipments.quality.services.posting import post_violations
from shipments.services.clocks import ZONE, RuleBook

#: Who weighs again, at the hubs.
WEIGHERS = frozenset({Role.INSPECTOR, Role.APPEALS_SUPERVISOR, Role.OPERATIONS})
HEAVIEST = Decimal("9999.999")


@transaction.atomic
def weigh(
    waybill: Waybill, weighed_kg: Decimal, *, by: User, at: datetime, told_at: datetime | None = None
) -> WeightCheck:
    """Keep what the scales said. Beyond the tolerance of the edition in force it is a violation, issued by this person.

    at        when it was weighed: that day's edition judges it
    told_at   when we learned of it, which is when it is charged; None: at once
    raises    Refused when nothing was declared, the weight is none, or the origin is one's own outlet
    writes    quality_weightcheck, and what `post_violations` writes
    """
    told_at = told_at or at
    if not 0 < weighed_kg <= HEAVIEST:
        raise Refused(_("Enter what the scales say, in kilograms."), code="weight")
    if waybill.weight_kg is None:
        raise Refused(_("This waybill declares no weight: there is nothing to compare."), code="nothing_declared")
    if waybill.origin_id in access_of(by).outlet_ids:
        raise Refused(_("You have a post at this outlet: somebody else weighs its pieces."), code="own_outlet")
    # Two who weigh the same piece at once wait for each other: one mismatch stands.
    Waybill.objects.select_for_update().only("pk").get(pk=waybill.pk)
    pk, edition = RuleBook.read().in_force_at(at)
    found = weighing(edition, declared=waybill.weight_kg, weighed=weighed_kg)
    check = WeightCheck.objects.create(
        waybill=waybill,
        outlet_id=waybill.origin_id,
        declared_kg=found.declared,
        weighed_kg=found.weighed,
        tolerance_kg=found.tolerance,
        mismatch=found.mismatch,
        by=by,
        at=at,
    )
    charged = Violation.objects.filter(waybill=waybill, charge=Violation.Charge.WEIGHT, voided_at=None).exists()
    if found.mismatch and not charged:
        facts = {"declared_kg": found.declared, "weighed_kg": found.weighed, "tolerance_kg": found.tolerance}
        violation = Violation(
            outlet_id=waybill.origin_id,
            waybill=waybill,
            weight_check=check,
            charge=Violation.Charge.WEIGHT,
            rule=RULE,
            edition_id=pk,
            day=at.astimezone(ZONE).date(),
            done_at=at,
            found_at=told_at,
            evidence={
                **wording(edition, RULE),
                "inputs": {},
                "never_done": False,
                "found": {name: str(kg) for name, kg in facts.items()},
            },
        )
        post_violations([violation], {pk: edition}, at=told_at, issuer=lambda _violation: by.pk)
    return check
