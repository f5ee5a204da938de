"""What the phone page asks of the server: its choices and its token by login, everything else by that token."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from crm.accounts.roles import OUTLET_ROLES
from crm.shared.barcodes import barcodes_in
from crm.shared.counting import PERMITS, until_next_minute
from crm.shared.errors import Refused
from crm.shared.pictures import MOST_BYTES, clean_picture
from outlets.access import access_of, admit
from outlets.models import Outlet
from shipments.forms.desk import trip_label, trips_around
from shipments.forms.phone import Malformed, RegisterForm, read_letter
from shipments.models import ProblemReason, ScanDevice, ScanUpload
from shipments.rules.numbers import clean_number, is_number
from shipments.services.phone_uploads import MOST_SCANS, take_upload
from shipments.services.phones import note_seen, phone_of, register_phone
from shipments.views.desk import my_outlets, trip_of_the_hour
from shipments.views.refusals import said

SCHEME = "Device "
#: Two hundred scans with all their clocks stay far below it.
MOST_LETTER_BYTES = 512 * 1024
REQUESTS_A_MINUTE = 120
PhoneView = Callable[[HttpRequest, ScanDevice, datetime], HttpResponse]


@require_safe
def setup(request: HttpRequest) -> JsonResponse:
    """What can be chosen today, where this person works; headquarters work nowhere."""
    at = timezone.now()
    told = {
        "user": str(request.user.pk),
        "csrf": get_token(request),
        "outlets": [_place(outlet, at=at) for outlet in my_outlets(request)],
        "reasons": [
            {"code": reason.code, "label": str(reason), "category": reason.category}
            for reason in ProblemReason.objects.filter(active=True)
        ],
    }
    return JsonResponse(told | _time())


@require_POST
def register(request: HttpRequest) -> JsonResponse:
    """A new token for this phone: whoever is logged in here scans with it from now on."""
    admit(request.user, OUTLET_ROLES)
    form = RegisterForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors.get_json_data()}, status=422)
    told = form.cleaned_data
    try:
        device, token = register_phone(told["device"], user=request.user, name=told["name"], at=timezone.now())
    except Refused as refusal:
        return JsonResponse({"code": refusal.code, "text": str(refusal)}, status=409)
    return JsonResponse({"device": str(device.pk), "token": token, "last": device.last_number} | _time())


def by_token(view: PhoneView) -> Callable[[HttpRequest], HttpResponse]:
    """By the phone's token alone, no cookie and so no forgery: 401 without a good one, 429 when it comes too often."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        at = timezone.now()
        header = request.headers.get("Authorization", "")
        device = phone_of(header.removeprefix(SCHEME), at=at) if header.startswith(SCHEME) else None
        if device is None:
            return JsonResponse(_time(), status=401)
        if not PERMITS.take(f"phone:{device.pk.hex}", allowed=REQUESTS_A_MINUTE, now=at.timestamp()):
            wait = str(int(until_next_minute(at.timestamp())) + 1)
            return JsonResponse(_time(), status=429, headers={"Retry-After": wait})
        note_seen(device, at=at)
        return view(request, device, at)

    return require_POST(login_not_required(csrf_exempt(guarded)))


@by_token
def scans(request: HttpRequest, device: ScanDevice, at: datetime) -> HttpResponse:
    """One batch of the phone's queue; an empty one asks for the time."""
    if int(request.headers.get("Content-Length") or 0) > MOST_LETTER_BYTES:
        return JsonResponse(_time(), status=413)
    try:
        letter = read_letter(request.body)
        if letter and len(letter.scans) > MOST_SCANS:
            return JsonResponse(_time(), status=413)
        upload = take_upload(letter, device, access=access_of(device.user), at=at) if letter else None
    except Malformed as fault:
        return JsonResponse({"code": "malformed", "text": str(fault)} | _time(), status=422)
    except Refused as refusal:
        return JsonResponse({"code": refusal.code, "text": str(refusal)} | _time(), status=422)
    return JsonResponse((_answer(upload) if upload else {}) | _time())


@by_token
def photo(request: HttpRequest, device: ScanDevice, at: datetime) -> HttpResponse:
    """The numbers in a photo, for phones whose browser reads no barcodes. The photo is not kept."""
    file = request.FILES.get("photo")
    if file is None:
        return JsonResponse({"code": "no_photo", "text": _("Choose a photo.")}, status=422)
    if file.size > MOST_BYTES:
        return JsonResponse(_time(), status=413)
    try:
        codes = [clean_number(code) for code in barcodes_in(clean_picture(file).jpeg)]
    except Refused as refusal:
        return JsonResponse({"code": refusal.code, "text": str(refusal)}, status=422)
    return JsonResponse({"numbers": list(dict.fromkeys(filter(is_number, codes)))})


def _answer(upload: ScanUpload) -> dict[str, Any]:
    return {
        "receipt": upload.receipt,
        "received_at": timezone.localtime(upload.received_at).isoformat(),
        "rows": [row | {"text": said(row)} for row in upload.answer],
    }


def _place(outlet: Outlet, *, at: datetime) -> dict[str, Any]:
    trips = [
        {"no": trip.trip_no, "label": trip_label(trip), "shift": trip.shift} for trip in trips_around([outlet.pk], at)
    ]
    now = trip_of_the_hour([outlet.pk], at=at)
    return {"code": outlet.code, "name": outlet.name, "trips": trips, "trip": now.trip_no if now else ""}


def _time() -> dict[str, int]:
    """Our clock, read at the last moment: what a phone counts from."""
    return {"now": round(timezone.now().timestamp() * 1000)}
