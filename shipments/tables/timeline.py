"""A shipment's events as lines of a thread, each with its three times and who told."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from crm.accounts.models import User
from crm.shared.masking import mask_name
from crm.shared.templatetags.ui import when
from shipments.forms.signing import CONSENT_LABELS, RELATION_LABELS
from shipments.models import Picture, ScanDevice, ScanEvent, ScanKind
from shipments.rules.signers import needs_consent

ICONS = {
    ScanKind.PICKUP: "package",
    ScanKind.DEPARTURE: "truck",
    ScanKind.ARRIVAL: "transfer-in",
    ScanKind.OUT_FOR_DELIVERY: "truck-delivery",
    ScanKind.DELIVERED: "home-check",
    ScanKind.SIGNED: "writing-sign",
    ScanKind.PROBLEM: "message-report",
    ScanKind.HOLD: "player-pause",
    ScanKind.RETURNED: "arrow-back-up",
    ScanKind.FORWARDED: "arrow-right",
    ScanKind.WEIGH: "weight",
    ScanKind.VOID: "ban",
}
KINDS = {ScanKind.DELIVERED: "met", ScanKind.SIGNED: "met", ScanKind.PROBLEM: "review", ScanKind.VOID: "void"}


@dataclass(frozen=True, slots=True)
class Line:
    """One event. `withdrawn`: another one took it back; `pictures`: what proves it."""

    event: ScanEvent
    title: "str | Promise"
    kind: str
    icon: str
    piece: str
    told: tuple[tuple[str, str], ...]
    source: str
    withdrawn: bool
    pictures: tuple[Picture, ...]

    @property
    def error(self) -> timedelta:
        return timedelta(milliseconds=self.event.error_ms)

    @property
    def delay(self) -> timedelta:
        """From the scan to our knowing of it."""
        return max(timedelta(0), self.event.received_at - self.event.occurred_at)

    @property
    def band(self) -> tuple[datetime, datetime]:
        return (self.event.occurred_at - self.error, self.event.occurred_at + self.error)


def timeline(events: Sequence[ScanEvent], *, number: str) -> list[Line]:
    """The latest first; pieces are named where they are not the waybill's own number."""
    withdrawn = {event.corrects for event in events if event.corrects}
    names = _names({event.source for event in events})
    pictures = _pictures(events)
    return [
        Line(
            event=event,
            title=ScanKind(event.kind).label,
            kind="void" if event.event_id in withdrawn else KINDS.get(event.kind, ""),
            icon=ICONS[event.kind],
            piece="" if event.piece.number == number else event.piece.number,
            told=tuple(_told(event.detail or {})),
            source=_source(event.source, names),
            withdrawn=event.event_id in withdrawn,
            pictures=tuple(pictures[event.event_id]),
        )
        for event in reversed(events)
    ]


def _pictures(events: Sequence[ScanEvent]) -> Mapping[UUID, list[Picture]]:
    """By event; a picture that names none stands beside the latest event of its kind, else beside the latest."""
    found: dict[UUID, list[Picture]] = defaultdict(list)
    if not events:
        return found
    known = {event.event_id for event in events}
    for picture in Picture.objects.filter(waybill__in={event.piece.waybill_id for event in events}):
        proves = ScanKind.SIGNED if picture.kind == Picture.Kind.SIGN else ScanKind.PROBLEM
        like = [event.event_id for event in events if event.kind == proves]
        place = picture.event_id if picture.event_id in known else (like or [events[-1].event_id])[-1]
        found[place].append(picture)
    return found


def _names(sources: set[str]) -> Mapping[str, str]:
    ids = {source.removeprefix("user:") for source in sources if source.startswith("user:")}
    users = User.objects.filter(pk__in=ids) if ids else ()
    phones = {source.removeprefix("phone:") for source in sources if source.startswith("phone:")}
    devices = ScanDevice.objects.filter(pk__in=phones).select_related("user") if phones else ()
    return {f"user:{user.pk}": user.get_full_name() for user in users} | {
        f"phone:{device.pk.hex}": str(_("Phone of %(name)s") % {"name": device.user.get_full_name()})
        for device in devices
    }


def _source(source: str, names: Mapping[str, str]) -> str:
    if source in names:
        return names[source]
    kind, _colon, rest = source.partition(":")
    words = {
        "partner": _("Partner %(name)s"),
        "import": _("Import %(name)s"),
        "replay": _("Replay of a history"),
        "demo": _("Demo network"),
        "user": _("Account %(name)s"),
    }
    return words[kind] % {"name": rest} if kind in words else source


def _consent_words(consent: object) -> str:
    """How, and when as the network's clock said."""
    if not isinstance(consent, Mapping):
        return ""
    how = CONSENT_LABELS.get(consent.get("how"), "")
    at = parse_datetime(str(consent.get("at")))
    return f"{how} {when(at)}".strip() if how else ""


def _owed(relation: str) -> str:
    return _("not told: ask, and write it with the sign entry") if needs_consent(relation) else ""


def _told(detail: Mapping[str, Any]) -> list[tuple[str, str]]:
    relation = detail.get("signer_relation")
    problem = detail.get("problem") or {}
    told = [
        (_("Courier"), detail.get("operator")),
        (_("Previous stop"), detail.get("previous_stop")),
        (_("Next stop"), detail.get("next_stop")),
        (_("Signed by"), RELATION_LABELS.get(str(relation), relation)),
        (_("Signer's name"), mask_name(str(detail.get("signer") or ""))),
        (_("The receiver agreed"), _consent_words(detail.get("consent")) or _owed(str(relation or ""))),
        (_("Weight"), f"{detail['weight_kg']} kg" if detail.get("weight_kg") else ""),
        (_("Matter"), problem.get("matter")),
        (_("Receipt"), detail.get("upload")),
    ]
    return [(str(label), str(value)) for label, value in told if value]
