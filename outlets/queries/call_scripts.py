"""Reads of call scripts that several pages share."""

from outlets.models import CallScript


def script_in_force(occasion: str) -> CallScript | None:
    """The newest published version for this occasion."""
    return CallScript.objects.filter(occasion=occasion).exclude(published_at=None).order_by("-version").first()
