"""The work page's lines. `{% load work %}`."""

from django import template
from django.utils.safestring import SafeString

from crm.shared.stencils import Stencil
from crm.shared.templatetags.ui import grouped
from shipments.tables.workload import Item, Look

register = template.Library()


@register.simple_tag(takes_context=True)
def work_row(context: template.Context, item: Item) -> SafeString:
    """One line; each look is drawn once a page."""
    stencils: dict[Look, Stencil] = context.render_context.setdefault("work_row", {})
    words = {"key": item.key, "number": item.number, "about": item.about, "event": item.event_id}
    words["code"] = grouped(item.number)
    if item.look not in stencils:
        with context.push(look=item.look):
            stencils[item.look] = Stencil("shipments/_work_row.html", context, words)
    return stencils[item.look].filled(words)
