"""The work page's lines. `{% load work %}`."""

from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from shipments.tables.workload import PLACE, Item

register = template.Library()
#: Stand for what differs from line to line: letters and digits alone, as what takes their place.
_KEY, _EVENT = "RUNKEY", "HANDOVER"


@register.simple_tag(takes_context=True)
def acts(context: Any, item: Item) -> SafeString:
    """The steps of one line. Those of fifty differ in three words, so each kind of line is drawn once a page.

    drawn   in the context: the kinds of line that the page has met so far
    """
    kind = (item.run.next_duty == "delivery", item.run.snoozed_until is not None, item.overdue)
    drawn = context["drawn"]
    if kind not in drawn:
        with context.push(number=PLACE, key=_KEY, event=_EVENT, delivers=kind[0], snoozed=kind[1], overdue=kind[2]):
            drawn[kind] = get_template("shipments/_work_acts.html").template.render(context)
    filled = drawn[kind].replace(PLACE, item.run.waybill.number).replace(_KEY, item.key)
    return mark_safe(filled.replace(_EVENT, str(item.event_id)))
