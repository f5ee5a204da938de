"""The way from a list to its export."""

from typing import Any

from django import template
from django.urls import reverse

from crm.exports.registry import exporter_of

register = template.Library()


@register.simple_tag(takes_context=True)
def export_url(context: dict[str, Any], kind: str) -> str:
    """Where this list is asked for as it is filtered and ordered; empty for whoever may not."""
    request, exporter = context["request"], exporter_of(kind)
    if exporter is None or not exporter.allowed(request.user):
        return ""
    query = request.GET.copy()
    for name in ("cursor", "export"):
        query.pop(name, None)
    url = reverse("exports:new", args=[kind])
    return f"{url}?{query.urlencode()}" if query else url
