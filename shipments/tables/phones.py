"""Phones and what they uploaded: the columns of their lists, the state of a phone."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from shipments.models import ScanDevice, ScanUpload


def device_badge(device: ScanDevice) -> Badge:
    if device.revoked_at:
        return Badge("refused", _("Blocked"))
    if not device.user.is_active:
        return Badge("void", _("Person may not log in"))
    if device.token_until <= timezone.now():
        return Badge("still", _("Login ended"))
    return Badge("met", _("In use"))


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
    )
