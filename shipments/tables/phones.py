"""Phones and what they uploaded: the columns of their lists, the state of a phone."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from shipments.models import ScanDevice, ScanUpload
from shipments.rules.evidence import LATE_UPLOAD_AFTER


def device_badge(device: ScanDevice) -> Badge:
    if device.revoked_at:
        return Badge("refused", _("Blocked"))
    if not device.user.is_active:
        return Badge("void", _("Person may not log in"))
    if device.token_until <= timezone.now():
        return Badge("still", _("Login ended"))
    return Badge("met", _("In use"))


def longest_wait(upload: ScanUpload) -> Badge | str:
    """How long the batch's oldest scan had waited for a line, marked when that is a late upload."""
    made = [datetime.fromisoformat(row["occurred_at"]) for row in upload.answer if row["state"] == "new"]
    if not made:
        return ""
    waited = upload.received_at - min(made)
    minutes = int(waited / timedelta(minutes=1))
    words = gettext("%(hours)s h %(minutes)s min") % {"hours": minutes // 60, "minutes": minutes % 60}
    return Badge("warn", words) if waited > LATE_UPLOAD_AFTER else words


class DeviceTable(Table[ScanDevice]):
    columns = (
        Column(_("Person"), "user.get_full_name", link=True),
        Column(_("Device"), "name"),
        Column(_("State"), "", show=device_badge, cell="parts/_badge.html"),
        Column(_("Last heard of"), "last_seen_at"),
        Column(_("Uploads"), "batches", numeric=True),
        Column(_("Registered at"), "registered_at", quiet=True),
    )


class UploadTable(Table[ScanUpload]):
    columns = (
        Column(_("Receipt"), "receipt"),
        Column(_("Received"), "received_at"),
        Column(_("Outlet"), "outlet.name", quiet=True),
        Column(_("New"), "new", numeric=True),
        Column(_("Duplicate"), "duplicate", numeric=True),
        Column(_("Withdrawn"), "withdrawn", numeric=True),
        Column(_("Not taken"), "refused", numeric=True),
        Column(_("Longest wait"), "", show=longest_wait, cell="parts/_badge.html"),
    )
