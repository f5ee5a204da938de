"""The figures below a customer's name."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.shared.figures import Change, Stat
from customers.models import Customer
from customers.queries.customer import Volume

#: Of the small drawing.
SPARK_WIDTH, SPARK_HEIGHT, GAP = 130, 32, 2


@dataclass(frozen=True, slots=True)
class Spark:
    """Bars (x, y, height), the newest last, and the same in words."""

    bars: tuple[tuple[int, int, int], ...]
    last: int
    words: str
    width: int = SPARK_WIDTH
    height: int = SPARK_HEIGHT
    bar_width: int = 0


def spark_of(volume: Volume) -> Spark:
    """Parcels by weeks. A week in which something was sent is never invisible."""
    most, step = max([*volume.weeks, 1]), SPARK_WIDTH // len(volume.weeks)
    heights = [max(2 * bool(sent), round(SPARK_HEIGHT * sent / most)) for sent in volume.weeks]
    bars = tuple((place * step, SPARK_HEIGHT - height, height) for place, height in enumerate(heights))
    words = _("Parcels in the last %(n)s weeks, the oldest first: %(parcels)s")
    told = {"n": len(volume.weeks), "parcels": ", ".join(f"{sent:,}" for sent in volume.weeks)}
    return Spark(bars, volume.weeks[-1], words % told, bar_width=step - GAP)


def figures_of(customer: Customer, volume: Volume, *, today: date) -> list[Stat]:
    """What it is worth and when it last shipped; higher apps hang theirs beside these."""
    activity = getattr(customer, "activity", None)
    worth = Stat(
        _("Worth in 30 days"),
        volume.yuan,
        unit=_("yuan"),
        definition=_("Freight of the waybills entered in the last 30 days."),
        whole=ngettext("%(n)s parcel", "%(n)s parcels", volume.parcels) % {"n": f"{volume.parcels:,}"},
        change=_change(volume),
    )
    if activity is None:
        return [worth, Stat(_("Last shipment"), None, whole=_("never shipped"))]
    ago = (today - activity.last_on).days
    last = Stat(
        _("Last shipment"),
        activity.last_on.strftime("%m-%d" if activity.last_on.year == today.year else "%Y-%m-%d"),
        whole=_("today") if ago <= 0 else ngettext("%(n)s day ago", "%(n)s days ago", ago) % {"n": ago},
        definition=_("The last day on which a waybill of this customer was entered."),
        kind="soon" if activity.gap_days and ago > 2 * activity.gap_days else "",
    )
    return [worth, last]


def _change(volume: Volume) -> Change | None:
    """Against the 30 days before."""
    if not volume.before:
        return None
    percent = round(100 * (volume.parcels - volume.before) / volume.before)
    if not percent:
        return None
    return Change(_("%(percent)s %% in 30 days") % {"percent": f"{percent:+d}"}, up=percent > 0, better=percent > 0)
