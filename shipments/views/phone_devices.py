"""The phones an outlet scans with: who has which, when it was last heard of, what it uploaded; blocking a lost one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crm.accounts.roles import HQ_ROLES, NETWORK_EDITORS, Role
from crm.shared.views import Empty, ListPage
from outlets.access import access_of
from outlets.permissions import needs
from shipments.models import ScanDevice, ScanUpload
from shipments.services.phones import allow_phone, revoke_phone
from shipments.tables.phones import DeviceTable, UploadTable, device_badge

WHO_LOOK = HQ_ROLES | {Role.MANAGER}
WHO_BLOCK = NETWORK_EDITORS | {Role.MANAGER}


class DeviceList(ListPage):
    queryset = ScanDevice.objects.select_related("user")
    table_class = DeviceTable
    title = gettext_lazy("Phones")
    ordering = ("-registered_at", "-pk")
    empty = Empty(
        gettext_lazy("No phones"),
        gettext_lazy("Whoever opens “Phone scan” on a phone and is logged in finds that phone here."),
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[ScanDevice]:
        # Counted for the rows of one page only: a join would count every phone's before it takes fifty.
        uploads = ScanUpload.objects.filter(device=OuterRef("pk")).order_by().values("device")
        batches = Subquery(uploads.annotate(found=Count("pk")).values("found"))
        return super().get_queryset(request, **kwargs).annotate(batches=Coalesce(batches, 0))


class UploadList(ListPage):
    """One phone: every batch it uploaded, with the receipt that stands on the phone too."""

    queryset = ScanUpload.objects.select_related("outlet")
    table_class = UploadTable
    ordering = ("-received_at", "-id")
    template_name = "shipments/phone_device.html"
    empty = Empty(gettext_lazy("Nothing uploaded yet"))

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[ScanUpload]:
        return super().get_queryset(request).filter(device=_device(request, kwargs["pk"]))

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        device = _device(request, kwargs["pk"])
        return super().get_context(request, **kwargs) | {
            "title": device.user.get_full_name(),
            "lead": device.name,
            "device": device,
            "badge": device_badge(device),
            "trail": [(_("Phones"), reverse("shipments:phone_devices"))],
            "may_block": access_of(request.user).has(WHO_BLOCK),
        }


@require_POST
@needs(WHO_BLOCK)
def block(request: HttpRequest, pk: UUID) -> HttpResponse:
    device = _device(request, pk)
    revoke_phone(device, by=request.user, at=timezone.now())
    messages.success(request, _("Blocked: it uploads nothing more."))
    return redirect("shipments:phone_device", pk=pk)


@require_POST
@needs(WHO_BLOCK)
def allow(request: HttpRequest, pk: UUID) -> HttpResponse:
    device = _device(request, pk)
    allow_phone(device, by=request.user, at=timezone.now())
    messages.success(request, _("Allowed again: once its person has logged in on it, it uploads what waits."))
    return redirect("shipments:phone_device", pk=pk)


def _device(request: HttpRequest, pk: UUID) -> ScanDevice:
    return get_object_or_404(ScanDevice.objects.visible_to(request.user).select_related("user"), pk=pk)
