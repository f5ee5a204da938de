from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from crm.shared.templatetags.ui import when
from shipments.quality.models import RadarHit

FINDING_BADGES = {
    "harmless": Badge("met", gettext_lazy("Harmless")),
    "unclear": Badge("soon", gettext_lazy("Unclear")),
    "grave": Badge("overdue", gettext_lazy("Grave")),
}
WAITING = Badge("review", gettext_lazy("To look at"))
#: What each pattern may mean besides a false scan.
MEANINGS: dict[str, "str | Promise"] = {
    RadarHit.Pattern.UNDELIVERED: gettext_lazy(
        "Also so: fetched by the receiver at the counter, or the scan on leaving was forgotten."
    ),
    RadarHit.Pattern.BULK: gettext_lazy("Also so: one receiver of many parcels, a parcel locker, a goods entrance."),
    RadarHit.Pattern.APART: gettext_lazy("Also so: an agreed evening delivery, or a phone that was told late."),
    RadarHit.Pattern.TWO_PLACES: gettext_lazy("Also so: a colleague who works at both, or a device that was lent."),
    RadarHit.Pattern.COMPLAINED: gettext_lazy("Also so: a mistake of the receiver, or taken in by a neighbour."),
}


def radar_badge(hit: RadarHit) -> Badge:
    return FINDING_BADGES.get(hit.finding, WAITING)


def told(hit: RadarHit) -> str:
    """What was seen, in one sentence."""
    facts = hit.facts
    at = _when(facts.get("at"))
    match hit.pattern:
        case RadarHit.Pattern.UNDELIVERED:
            return _("Signed at %(at)s; at this outlet it was neither scanned out nor as delivered.") % {"at": at}
        case RadarHit.Pattern.BULK:
            words = ngettext(
                "%(count)s waybill handed over between %(since)s and %(until)s.",
                "%(count)s waybills handed over between %(since)s and %(until)s.",
                facts["count"],
            )
            return words % {"count": facts["count"], "since": _clock(facts["since"]), "until": _clock(facts["until"])}
        case RadarHit.Pattern.APART:
            before, after = (_when(facts.get(side)) or "—" for side in ("since", "until"))
            return _("Handed over at %(at)s; the courier's scans before: %(before)s, after: %(after)s.") % {
                "at": at,
                "before": before,
                "after": after,
            }
        case RadarHit.Pattern.TWO_PLACES:
            words = ngettext(
                "Scanned elsewhere at %(since)s and here at %(until)s; %(count)s such move that day.",
                "Scanned elsewhere at %(since)s and here at %(until)s; %(count)s such moves that day.",
                facts["count"],
            )
            return words % {"since": _when(facts["since"]), "until": _when(facts["until"]), "count": facts["count"]}
    return str(RadarHit.Pattern(hit.pattern).label)


def _when(told_at: str | None) -> str:
    return when(datetime.fromisoformat(told_at)) if told_at else ""


def _clock(told_at: str) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(told_at)):%H:%M:%S}"


class RadarTable(Table[RadarHit]):
    columns = (
        Column(gettext_lazy("Pattern"), "get_pattern_display", link=True),
        Column(gettext_lazy("Outlet"), "outlet.name"),
        Column(gettext_lazy("Day"), "day"),
        Column(gettext_lazy("What was seen"), "", show=told),
        Column(gettext_lazy("State"), "", show=radar_badge, cell="parts/_badge.html"),
        Column(gettext_lazy("Looked at by"), "looked_by", quiet=True),
    )
