"""A picture, for whoever sees its waybill; and the one that comes with a signature."""

from uuid import UUID

from django.core.files.base import File
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.accounts.models import User
from crm.shared.errors import Refused
from outlets.models import Outlet
from shipments.models import Picture, Waybill
from shipments.services.pictures import keep_picture


@require_safe
def picture(request: HttpRequest, pk: UUID) -> FileResponse:
    mine = Picture.objects.visible_to(request.user).select_related("waybill")
    found = get_object_or_404(mine, pk=pk)
    try:
        content = found.file.open("rb")
    except FileNotFoundError as gone:
        raise Http404(_("The file is missing on the server: tell the administrator.")) from gone
    answer = FileResponse(content, filename=f"{found.waybill.number}-{found.kind}.jpg", content_type="image/jpeg")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def keep_sign_picture(file: File, waybill: Waybill, outlet: Outlet, *, event_id: UUID, by: User) -> str:
    """Keep it beside a signature that is recorded already. Returns what became of it, in words, when it was not."""
    try:
        keep_picture(
            file, waybill=waybill, outlet=outlet, kind=Picture.Kind.SIGN, event_id=event_id, by=by, at=timezone.now()
        )
    except Refused as refusal:
        return _("Signed, but without the picture: %(why)s") % {"why": refusal}
    return ""
