"""A picture, for whoever sees its waybill."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shipments.models import Picture


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
