"""Weights of the hubs' scales from a file: one row a weighing, judged as if it had been typed in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.imports.registry import CREATED, UNCHANGED, Call, Field, Importer, Result, Row, refused
from crm.imports.rules import cells
from crm.shared.errors import Refused
from outlets.access import access_of
from shipments.imports.numbers import NUMBER_LOST, number
from shipments.models import Waybill
from shipments.quality.models import WeightCheck
from shipments.quality.queries.weights import weighable
from shipments.quality.services.appeals import DECIDERS
from shipments.quality.services.weights import HEAVIEST, WEIGHERS, weigh

Known = dict[tuple[int, datetime], Decimal]


#: Whose scales they are. Inspectors, who decide what is appealed, type in what they weigh themselves.
BRINGERS = frozenset({Role.OPERATIONS})


def may_bring_weights(user: User) -> bool:
    return access_of(user).has(BRINGERS)


def apply_weights(rows: Sequence[Row], call: Call) -> list[Result]:
    """A weighing is a fact: the same again is unchanged, another weight at the same instant is refused."""
    waybills = weighable([row.values["number"] for row in rows])
    times = [row.values["weighed_at"] for row in rows]
    checks = WeightCheck.objects.filter(waybill__in=waybills.values(), at__in=times)
    known: Known = {(waybill, at): kg for waybill, at, kg in checks.values_list("waybill", "at", "weighed_kg")}
    numbers = {row.values["weighed_by"] for row in rows if "weighed_by" in row.values}
    people = {person.staff_no: person for person in User.objects.filter(staff_no__in=numbers)}
    return [_applied(row.values, waybills.get(row.values["number"]), people, known, call) for row in rows]


def _applied(
    values: Mapping[str, Any], waybill: Waybill | None, people: Mapping[str, User], known: Known, call: Call
) -> Result:
    if waybill is None:
        return refused("number", "unknown_waybill")
    by = people.get(values["weighed_by"]) if "weighed_by" in values else call.by
    if fault := _fault(values, by, call):
        return fault
    about = waybill.pk, values["weighed_at"]
    if about in known:
        same = known[about] == values["weighed_kg"]
        return UNCHANGED if same else refused("weighed_kg", "weighing_differs", kg=known[about])
    try:
        with transaction.atomic():
            weigh(waybill, values["weighed_kg"], by=by, at=values["weighed_at"], told_at=call.at)
    except Refused as refusal:
        return refused(_FIELDS.get(refusal.code, ""), refusal.code, detail=str(refusal))
    known[about] = values["weighed_kg"]
    return CREATED


def _fault(values: Mapping[str, Any], by: User | None, call: Call) -> Result | None:
    """Who weighs charges: it is somebody who may, and nobody puts a name under what they may decide themselves."""
    if by is None or not access_of(by).has(WEIGHERS):
        return refused("weighed_by", "no_weigher")
    if call.by is not None and call.by != by and access_of(call.by).has(DECIDERS):
        return refused("weighed_by", "weighed_by_another")
    if values["weighed_at"] > call.at:
        return refused("weighed_at", "weighed_ahead")
    return None


_FIELDS = {"weight": "weighed_kg", "nothing_declared": "number", "own_outlet": "number", "no_edition": "weighed_at"}

WEIGHTS = Importer(
    kind="weights",
    label=_("Weights of the scales"),
    order=60,
    key=("number", "weighed_at"),
    apply=apply_weights,
    allowed=may_bring_weights,
    together=200,
    note=_("One row a weighing. Beyond the tolerance it is charged to the outlet that collected the piece."),
    reasons={
        "not_a_number_of_ours": NUMBER_LOST,
        "unknown_waybill": _("There is no waybill with this number."),
        "no_weigher": _("Who weighs is an inspector, the appeals supervisor or somebody of operations."),
        "weighed_by_another": _("Who decides appeals brings in own weighings only: a colleague of operations does it."),
        "weighed_ahead": _("This lies ahead: correct the time."),
        "weighing_differs": _("At this time %(kg)s kg were kept already."),
    },
    fields=(
        Field("number", _("Waybill or piece number"), number, ("运单号", "单号", "件号"), True, "773000000001"),
        Field("weighed_kg", _("Weighed, kg"), cells.decimal(3, most=HEAVIEST), ("复重", "重量"), True, "1.420"),
        Field("weighed_at", _("Weighed at"), cells.instant, ("复重时间", "时间"), True, "2026-11-18 03:20"),
        Field("weighed_by", _("Weighed by, staff number"), cells.code(20), ("复重人", "工号"), False, "W20001"),
    ),
)
