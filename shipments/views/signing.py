"""Sign entry in batches: a grid that is checked as it fills, sent at once, and pictures that follow one by one."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.accounts.roles import OUTLET_ROLES
from crm.shared.barcodes import barcodes_in
from crm.shared.counting import PERMITS, until_next_minute
from crm.shared.errors import Refused
from crm.shared.pictures import clean_picture
from outlets.access import admit
from shipments.forms.sign_batch import SignBatchForm, SignDraftForm, SignPictureForm, relation_words
from shipments.forms.signing import CONSENT_CHOICES, RELATION_LABELS
from shipments.models import Picture, ScanKind
from shipments.queries.signing import find_to_sign
from shipments.rules.numbers import PATTERN, clean_number, numbers_in
from shipments.rules.signers import SIGNERS
from shipments.services.pictures import FULL_DAY, STORE, TOO_MANY, keep_picture
from shipments.services.sign_drafts import draft_of, drop_draft, save_draft
from shipments.services.signing import LONGEST_BATCH, SignAnswer, sign_batch
from shipments.views.sign_rows import answered_row, badges, checked_row

READ_A_MINUTE = 120
STATUS = {TOO_MANY: 429, FULL_DAY: 429, STORE: 507}


@require_http_methods(["GET", "HEAD", "POST"])
def signing(request: HttpRequest) -> HttpResponse:
    """The page; its POST signs, by script and without."""
    access, at = admit(request.user, OUTLET_ROLES), timezone.now()
    scripted = request.accepts("application/json") and not request.accepts("text/html")
    if request.method != "POST":
        wanted = list(numbers_in(request.GET.get("numbers", "")[:10_000]))[:LONGEST_BATCH]
        form = SignBatchForm.empty(at=at, numbers=wanted)
        return _page(request, form, draft=draft_of(request.user, at=at), wanted=wanted)
    form = SignBatchForm(request.POST)
    if not form.is_valid():
        errors = form.errors.get_json_data()
        return JsonResponse({"errors": errors}, status=422) if scripted else _page(request, form, status=422)
    batch = form.cleaned_data["batch"]
    answers = sign_batch(form.rows(), batch=batch, by=request.user, access=access, at=at)
    if all(answer.state == "signed" for answer in answers):
        drop_draft(request.user)
    if scripted:
        return JsonResponse({"rows": [answered_row(answer) for answer in answers]})
    return _answered(request, form, answers)


def _answered(request: HttpRequest, form: SignBatchForm, answers: list[SignAnswer]) -> HttpResponse:
    """Without JavaScript: good rows are done, the others stand in the field again."""
    told = zip(form.told, answers, strict=True)
    left = [row for row, answer in told if answer.state != "signed"]
    lines = "\n".join("\t".join((row["number"], row["signer"], row["relation"])).rstrip("\t") for row in left)
    data = {**form.data.dict(), "numbers": lines, "grid": ""}
    if not left:
        data["batch"] = str(uuid4())
    rows = [answered_row(answer) for answer in answers]
    shown = [row | {"badge": badges()[row["state"]], "texts": [*row["faults"].values(), row["text"]]} for row in rows]
    return _page(request, SignBatchForm(initial=data), rows=shown)


@require_POST
def signing_check(request: HttpRequest) -> JsonResponse:
    """What is known of these numbers, before anything is sent: all of the batch in one request."""
    access = admit(request.user, OUTLET_ROLES)
    numbers = [clean_number(number) for number in request.POST.get("numbers", "")[:10_000].split(",")]
    numbers = [number for number in numbers if number][:LONGEST_BATCH]
    found = find_to_sign(numbers, user=request.user, access=access)
    return JsonResponse({"rows": [checked_row(each) for each in found.values()]})


@require_POST
def signing_draft(request: HttpRequest) -> JsonResponse:
    """What is typed so far; an empty grid is no draft."""
    admit(request.user, OUTLET_ROLES)
    form = SignDraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors.get_json_data()}, status=422)
    given = form.cleaned_data
    if given["grid"]:
        grid = {"rows": given["grid"], "all": given["all"]}
        save_draft(request.user, given["batch"], grid, at=timezone.now())
    else:
        drop_draft(request.user)
    return JsonResponse({"rows": len(given["grid"])})


@require_POST
def signing_read(request: HttpRequest) -> JsonResponse:
    """Which of these numbers a barcode in the picture says; the picture is not kept."""
    admit(request.user, OUTLET_ROLES)
    form, at = SignPictureForm(request.POST, request.FILES), timezone.now()
    if not form.is_valid():
        return JsonResponse({"errors": form.errors.get_json_data()}, status=422)
    if not PERMITS.take(f"picture-read:{request.user.pk}", allowed=READ_A_MINUTE, now=at.timestamp()):
        return _refused(Refused(_("Too many pictures in a minute: go on in a minute."), code=TOO_MANY))
    wanted = form.cleaned_data["numbers"]
    try:
        codes = [clean_number(code) for code in barcodes_in(clean_picture(form.cleaned_data["file"]).jpeg)]
    except Refused as refusal:
        return _refused(refusal)
    return JsonResponse({"number": next((code for code in codes if code in wanted), "")})


@require_POST
def signing_picture(request: HttpRequest) -> JsonResponse:
    """One picture of a waybill that is signed for; again is the same."""
    access, at = admit(request.user, OUTLET_ROLES), timezone.now()
    form = SignPictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors.get_json_data()}, status=422)
    given = form.cleaned_data
    found = find_to_sign([given["number"]], user=request.user, access=access)[given["number"]]
    if found.waybill is None or found.outlet is None:
        return _refused(Refused(checked_row(found)["text"], code=found.fault), status=404)
    if found.piece is None or found.piece.state != ScanKind.SIGNED:
        return _refused(
            Refused(_("Not signed for yet: sign first, then send the picture."), code="unsigned"), status=409
        )
    try:
        kept = keep_picture(
            given["file"],
            waybill=found.waybill,
            outlet=found.outlet,
            kind=Picture.Kind.SIGN,
            event_id=found.piece.state_event,
            by=request.user,
            at=at,
        )
    except Refused as refusal:
        return _refused(refusal)
    return JsonResponse({"number": given["number"], "url": kept.get_absolute_url()})


def _refused(refusal: Refused, *, status: int = 0) -> JsonResponse:
    """429 tells when to come again; 507 that it is no fault of the picture."""
    status = status or STATUS.get(refusal.code, 422)
    wait = {"Retry-After": str(int(until_next_minute()) + 1)} if refusal.code == TOO_MANY else {}
    return JsonResponse({"code": refusal.code, "text": str(refusal)}, status=status, headers=wait)


def _page(
    request: HttpRequest, form: SignBatchForm, *, draft: Any = None, wanted: Any = None, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "title": _("Sign entry"),
        "form": form,
        "signers": [(signer, RELATION_LABELS[signer.code]) for signer in SIGNERS],
        "consents": CONSENT_CHOICES[1:],
        "badges": badges(),
        "words": _words(),
        "setup": {
            "pattern": PATTERN,
            "most": LONGEST_BATCH,
            "relations": relation_words(),
            "named": [signer.code for signer in SIGNERS if signer.needs_name],
            "agreed": [signer.code for signer in SIGNERS if signer.needs_consent],
            "draft": {"batch": str(draft.batch), **draft.grid} if draft else None,
            "numbers": wanted or [],
            "batch": str(form["batch"].value()),
        },
        **more,
    }
    return render(request, "shipments/signing.html", context, status=status)


def _words() -> dict[str, str]:
    """What the browser says by itself."""
    return {
        "bad_number": _("This is no waybill number."),
        "same": _("The same number as row %(row)s."),
        "sign": _("Sign %(count)s rows"),
        "signed": _("%(count)s signed, %(left)s left."),
        "draft": _("Your draft is back: %(count)s rows."),
        "saved": _("Draft saved"),
        "unsaved": _("Draft not saved: no connection."),
        "offline": _("That did not reach the server. Nothing was signed; press the button again."),
        "login": _("Your login has ended: log in again in a second window, then press the button again."),
        "heic": _("This browser cannot read this kind of picture (HEIC): use a JPG, or the camera button."),
        "unreadable": _("This is no picture that can be read: use a JPG, PNG or WebP file."),
        "reading": _("Looking for the number …"),
        "waiting": _("Sent after signing"),
        "sending": _("Sending"),
        "kept": _("Picture kept"),
        "failed": _("Not sent: no connection. It is tried again."),
        "later": _("Too many at once: goes on in %(seconds)s s."),
        "had": _("%(count)s pictures"),
        "assign": _("Whose is it?"),
    }
