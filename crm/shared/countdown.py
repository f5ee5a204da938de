"""How long is left, or how late it is, in words. The browser gets the same words and counts on from there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SOON = timedelta(minutes=30)

#: By what is said and the coarsest unit: days, hours, minutes. The browser gets them as `data-` attributes.
WORDS: dict[str, "tuple[str | Promise, ...]"] = {
    "left": (
        _("%(days)s d %(hours)s h left"),
        _("%(hours)s h %(minutes)s min left"),
        _("%(minutes)s min left"),
    ),
    "over": (
        _("%(days)s d %(hours)s h overdue"),
        _("%(hours)s h %(minutes)s min overdue"),
        _("%(minutes)s min overdue"),
    ),
    "late": (
        _("%(days)s d %(hours)s h late"),
        _("%(hours)s h %(minutes)s min late"),
        _("%(minutes)s min late"),
    ),
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due instant as a person sees it: `kind` of figures.KIND_ICONS, and words."""

    due_at: datetime
    kind: str
    words: str
    counting: bool


def deadline(due_at: datetime, *, done_at: datetime | None = None, at: datetime) -> Deadline:
    """Open: what is left or overdue at `at`; done: whether in time, else by how much late."""
    if done_at is not None:
        late = done_at > due_at
        words = span_words("late", done_at - due_at) if late else str(_("on time"))
        return Deadline(due_at, "late" if late else "met", words, counting=False)
    left = due_at - at
    if left < timedelta(0):
        return Deadline(due_at, "overdue", span_words("over", -left), counting=True)
    return Deadline(due_at, "soon" if left <= SOON else "open", span_words("left", left), counting=True)


def span_words(said: str, span: timedelta) -> str:
    """A span in its two coarsest units, started minutes left out."""
    minutes = int(span.total_seconds() // 60)
    hours, days = minutes // 60, minutes // 1440
    if days:
        return str(WORDS[said][0]) % {"days": days, "hours": hours % 24}
    if hours:
        return str(WORDS[said][1]) % {"hours": hours, "minutes": minutes % 60}
    return str(WORDS[said][2]) % {"minutes": minutes}
