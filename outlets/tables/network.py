from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.shared.figures import Badge
from crm.shared.masking import mask_phone
from crm.shared.tables import Column, Table
from outlets.models import Hub, Outlet, Region


def active_badge(active: bool) -> Badge:
    return Badge("met", _("Active")) if active else Badge("still", _("Closed"))


class OutletTable(Table[Outlet]):
    columns = (
        Column(_("Outlet"), "name", link=True),
        Column(_("Code"), "code", cell="parts/_code.html"),
        Column(_("Region"), "region.name"),
        Column(_("Hub"), "hub.name", quiet=True),
        Column(_("Kind of outlet"), "get_kind_display"),
        Column(_("Telephone"), "phone", quiet=True),
        Column(_("State"), "active", show=active_badge, cell="parts/_badge.html"),
    )


class RegionTable(Table[Region]):
    columns = (
        Column(_("Region"), "name", link=True),
        Column(_("Code"), "code"),
        Column(_("Hubs"), "hub_count", numeric=True),
        Column(_("Outlets"), "outlet_count", numeric=True),
        Column("", "pk", cell="outlets/_edit.html"),
    )


class HubTable(Table[Hub]):
    columns = (
        Column(_("Hub"), "name", link=True),
        Column(_("Code"), "code"),
        Column(_("Region"), "region.name"),
        Column(_("Address"), "address", quiet=True),
        Column(_("Outlets"), "outlet_count", numeric=True),
        Column("", "pk", cell="outlets/_edit.html"),
    )


class StaffTable(Table[User]):
    columns = (
        Column(_("Name"), "name", link=True),
        Column(_("Staff number"), "staff_no"),
        Column(_("Login name"), "username", quiet=True),
        Column(_("Telephone"), "phone", show=mask_phone, quiet=True),
        Column(_("Roles"), "posts", cell="outlets/_posts.html"),
        Column(_("Training"), "lacks", cell="outlets/_lacks.html"),
        Column(_("State"), "is_active", show=active_badge, cell="parts/_badge.html"),
    )

    def row_url(self, row: User) -> str:
        return reverse("outlets:person", args=[row.pk])
