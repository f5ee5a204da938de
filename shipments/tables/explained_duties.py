"""Duties of one shipment, each with the sentence it rests on and what the deadline was computed from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from crm.shared.figures import Badge
from outlets.models.network import KIND_LABELS
from shipments.models import RuleEdition
from shipments.models.trips import SHIFT_LABELS
from shipments.queries.shipment import Duty
from shipments.rules.edition import Edition
from shipments.rules.rule_texts import RuleText
from shipments.rules.terms import OutletKind, Shift
from shipments.tables.states import DUTY_BADGES

DUTY_LABELS = {
    "arrival_scan": gettext_lazy("Arrival scan"),
    "delivery": gettext_lazy("Delivery"),
    "sign_entry": gettext_lazy("Sign entry"),
    "problem": gettext_lazy("Problem registration"),
}
TIMES = (
    ("planned_at", gettext_lazy("Truck planned")),
    ("line_haul_arrived_at", gettext_lazy("Truck arrived")),
    ("unloaded_at", gettext_lazy("Unloaded")),
    ("received_at", gettext_lazy("Received (the clock's start)")),
)


@dataclass(frozen=True, slots=True)
class ExplainedDuty:
    """`inputs`: pairs of a label and a value, which is an instant or words."""

    duty: Duty
    label: "str | Promise"
    badge: Badge
    outlet: str
    text: str
    source: str
    inputs: tuple[tuple[str, Any], ...]


def explained(duties: Sequence[Duty], *, outlets: Mapping[str, str]) -> list[ExplainedDuty]:
    """
    outlets    name by code
    """
    editions = _editions({duty.clock.edition for duty in duties if duty.clock})
    return [
        ExplainedDuty(
            duty=duty,
            label=DUTY_LABELS[duty.kind],
            badge=DUTY_BADGES[duty.state],
            outlet=outlets.get(duty.outlet, duty.outlet),
            text=_text(text),
            source=text.source if text else "",
            inputs=tuple(_inputs(duty)),
        )
        for duty in duties
        for text in (_rule_text(duty, editions),)
    ]


def rule_words(rule: str, edition: Edition) -> str:
    """What a rule says, in the reader's language."""
    return _text(next((text for text in edition.texts if text.code == rule), None))


def _editions(rows: Iterable[RuleEdition]) -> dict[int, Edition]:
    return {row.number: Edition.from_data(row.data) for row in rows}


def _rule_text(duty: Duty, editions: Mapping[int, Edition]) -> RuleText | None:
    edition = editions.get(duty.edition) if duty.edition is not None else None
    return next((text for text in edition.texts if text.code == duty.rule), None) if edition else None


def _text(text: RuleText | None) -> str:
    if text is None:
        return ""
    return text.zh if (get_language() or "").startswith("zh") else text.en


def _inputs(duty: Duty) -> list[tuple[str, Any]]:
    if duty.clock is None:
        return []
    told = duty.clock.inputs
    inputs: list[tuple[str, Any]] = [
        (_("Outlet"), KIND_LABELS[OutletKind(told["outlet_kind"])]),
        (_("Shift"), SHIFT_LABELS[Shift(told["shift"])]),
    ]
    if told["handled_as"] != told["shift"]:
        inputs.append((_("Handled as"), SHIFT_LABELS[Shift(told["handled_as"])]))
    inputs += [(str(label), parse_datetime(told[name])) for name, label in TIMES if told.get(name)]
    if told.get("estimated"):
        inputs.append((_("Estimated"), _("the unloading was not reported, the truck or the plan stands in")))
    return inputs
