"""What templates need to draw: icons, numbers in fours, times in words, deadlines. `{% load ui %}`."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm.shared import countdown
from crm.shared.figures import KIND_ICONS

register = template.Library()
#: Characters of an outlet's or a course's code, which nobody reads in fours.
SHORT = 9


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, label: str = "") -> SafeString:
    """A symbol of the vendored sprite; decoration, unless it has a label of its own. A page draws hundreds."""
    href = f"{static('vendor/tabler-icons/sprite.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.filter
def kind_icon(kind: str) -> str:
    return KIND_ICONS.get(kind, "minus")


@register.filter
def grouped(number: Any) -> SafeString:
    """A waybill in fours to the eye, one word to the clipboard: the gaps are margins. A code (GD001) stays whole."""
    text = str(number)
    step = SHORT if len(text) <= SHORT and text[:1].isalpha() else 4
    groups = "".join(f"<span>{escape(text[cut : cut + step])}</span>" for cut in range(0, len(text), step))
    return mark_safe(f'<span class="code" translate="no">{groups}</span>')


@register.filter
def when(value: datetime | None) -> str:
    """Local and near: "Today 14:05", "Yesterday 08:30", "11-03 22:10"; the year when it is another one."""
    if value is None:
        return ""
    local, today = timezone.localtime(value), timezone.localdate()
    clock = local.strftime("%H:%M")
    named = {
        today: _("Today %(clock)s"),
        today - timedelta(days=1): _("Yesterday %(clock)s"),
        today + timedelta(days=1): _("Tomorrow %(clock)s"),
    }
    if words := named.get(local.date()):
        return words % {"clock": clock}
    return local.strftime("%m-%d %H:%M" if local.year == today.year else "%Y-%m-%d %H:%M")


@register.filter
def instant(value: datetime | None) -> str:
    """The whole of it, for the title that shows on hover: 2026-11-22 14:05:33."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S") if value else ""


@register.filter
def day(value: date | None) -> str:
    return value.isoformat() if value else ""


@register.filter
def iso(value: datetime | None) -> str:
    return value.isoformat() if value else ""


@register.filter
def figure(value: Any) -> str:
    """Thousands apart, in digits: 12,345."""
    return f"{value:,}" if isinstance(value, int) else formats.localize(value)


@register.simple_tag
def deadline(due_at: Any, done_at: Any = None, at: Any = None) -> countdown.Deadline | None:
    """`{% deadline due_at done_at at as d %}`: see crm.shared.countdown. Empty arguments count as absent."""
    if not due_at:
        return None
    return countdown.deadline(due_at, done_at=done_at or None, at=at or timezone.now())


@register.simple_tag
def countdown_words() -> SafeString:
    """The words of the countdown and its shapes as `data-` attributes, for deadline.js."""
    units = ("days", "hours", "minutes")
    return format_html_join(
        " ",
        'data-{}-{}="{}"',
        (
            (said, unit, words)
            for said, all_ in countdown.WORDS.items()
            for unit, words in zip(units, all_, strict=True)
        ),
    )
