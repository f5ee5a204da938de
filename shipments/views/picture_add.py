"""Pictures that come after the signature: by hand, for one waybill."""

from django.contrib import messages
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from crm.accounts.models import User
from crm.accounts.roles import OUTLET_ROLES
from crm.shared.errors import Refused
from outlets.access import admit
from shipments.forms.pictures import PicturesForm
from shipments.models import Picture, ScanKind
from shipments.queries.signing import Found, find_to_sign
from shipments.services.pictures import keep_picture
from shipments.views.acts import next_url
from shipments.views.shipment import waybill_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def picture_add(request: HttpRequest, number: str) -> HttpResponse:
    """Pictures of a signature that stands already; the good ones are kept, the others named."""
    access, waybill = admit(request.user, OUTLET_ROLES), waybill_or_404(request, number)
    found = find_to_sign([waybill.number], user=request.user, access=access)[waybill.number]
    form = PicturesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        lost = _keep_all(form.cleaned_data["pictures"], found, by=request.user)
        kept = len(form.cleaned_data["pictures"]) - len(lost)
        if kept:
            messages.success(
                request, ngettext("%(count)s picture kept.", "%(count)s pictures kept.", kept) % {"count": kept}
            )
        if not lost:
            return redirect(next_url(request) or waybill.get_absolute_url())
        for line in lost:
            form.add_error("pictures", line)
    context = {
        "title": _("Sign picture"),
        "waybill": waybill,
        "form": form,
        "trail": [(waybill.number, waybill.get_absolute_url())],
        "next": next_url(request),
        "multipart": True,
        "pictures": waybill.pictures.filter(kind=Picture.Kind.SIGN),
    }
    return render(request, "shipments/picture_add.html", context, status=422 if form.errors else 200)


def _keep_all(files: list[File], found: Found, *, by: User) -> list[str]:
    """Returns, for each that was not kept, its name and why."""
    waybill, outlet, piece = found.waybill, found.outlet, found.piece
    if waybill is None or outlet is None or piece is None:
        return [_("It never came to your outlet: check the number, or scan its arrival first.")]
    if piece.state != ScanKind.SIGNED:
        return [_("Not signed for yet: sign first, then send the picture.")]
    lost = []
    for file in files:
        try:
            keep_picture(
                file,
                waybill=waybill,
                outlet=outlet,
                kind=Picture.Kind.SIGN,
                event_id=piece.state_event,
                by=by,
                at=timezone.now(),
            )
        except Refused as refusal:
            lost.append(f"{file.name}: {refusal}")
    return lost
