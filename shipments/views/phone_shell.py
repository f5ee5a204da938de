"""What a phone keeps of the scan page: a shell without a name in it, the worker that keeps it, the manifest.

The shell is the same for everybody and needs no login: it must open while the server, the line or the login is gone.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.shared.figures import Badge
from shipments.forms.phone import HEAVIEST_KG, KINDS
from shipments.forms.signing import CONSENT_CHOICES, RELATION_LABELS
from shipments.models import ProblemRecord, ScanKind
from shipments.models.trips import SHIFT_LABELS
from shipments.rules.numbers import PATTERN
from shipments.rules.signers import SIGNERS
from shipments.services.phone_uploads import MOST_SCANS
from shipments.views.refusals import what_to_do

TEMPLATE = "shipments/phone.html"
ENTRY, WORKER = "crm/js/phone/phone.js", "crm/js/phone/worker.js"
STYLES = "crm/css/phone.css"
#: Beside the entry, each under the name that the scripts import it by.
SCRIPTS = (
    *(f"crm/js/phone/{name}.js" for name in ("camera", "clock", "drawer", "rows", "setup", "signal", "store", "sync")),
    *(f"crm/js/{name}.js" for name in ("beeps", "numbers", "wedge")),
    "vendor/idb/index.js",
)
SHEETS = (
    *(f"crm/css/{name}.css" for name in ("tokens", "base", "forms")),
    *(f"crm/css/components/{name}.css" for name in ("button", "state", "message", "segment", "signal", "phone")),
)
IMAGES = ("crm/img/mark.svg", "crm/img/phone-192.png", "crm/img/phone-512.png", "vendor/tabler-icons/sprite.svg")
BADGES = {
    "new": Badge("met", gettext_lazy("New")),
    "duplicate": Badge("soon", gettext_lazy("Duplicate")),
    "refused": Badge("refused", gettext_lazy("Not taken")),
    "waiting": Badge("open", gettext_lazy("Not yet uploaded")),
    "withdrawn": Badge("void", gettext_lazy("Withdrawn")),
    "draft": Badge("review", gettext_lazy("To be finished")),
}
KIND_ICONS = {"arrival": "package", "out_for_delivery": "truck-delivery", "delivered": "home-check", "weigh": "weight"}


@require_safe
@login_not_required
@csp_update({"script-src": ["'wasm-unsafe-eval'"]})
def phone(request: HttpRequest) -> HttpResponse:
    return render(request, TEMPLATE, _shell())


@require_safe
@login_not_required
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. What it is told to keep is in its text: another text is another version."""
    kept = {
        "version": _shell()["told"]["version"],
        "page": reverse("shipments:phone"),
        "files": [*map(static, (ENTRY, STYLES, *SHEETS, *IMAGES)), *(settings.STATIC_URL + name for name in SCRIPTS)],
        "later": [f"{settings.STATIC_URL}vendor/{name}/" for name in ("barcode-detector", "zxing-wasm")],
        "manifest": reverse("shipments:phone_manifest"),
    }
    script = f"self.KEPT = {json.dumps(kept)};\n{_content(WORKER).decode()}"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@require_safe
@login_not_required
def manifest(request: HttpRequest) -> JsonResponse:
    icons = [
        {"src": static(f"crm/img/phone-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    here = reverse("shipments:phone")
    told = {
        "id": here,
        "start_url": here,
        "scope": here,
        "name": _("Yike phone scan"),
        "short_name": _("Yike scan"),
        "lang": get_language(),
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#3450b5",
        "theme_color": "#3450b5",
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json")


def _version(shell: dict[str, Any]) -> str:
    """Changes with every file, text and language of the shell."""
    files = [ENTRY, STYLES, *SCRIPTS, *SHEETS, *IMAGES, WORKER]
    page = render_to_string(TEMPLATE, shell)
    return sha256(page.encode() + b"".join(map(_content, files))).hexdigest()[:16]


def _content(name: str) -> bytes:
    return Path(str(finders.find(name))).read_bytes()


def _shell() -> dict[str, Any]:
    shell = _context()
    shell["told"]["version"] = _version(shell)
    return shell


def _context() -> dict[str, Any]:
    kinds = [{"code": str(kind), "label": ScanKind(kind).label, "icon": KIND_ICONS[kind]} for kind in KINDS]
    kinds.insert(3, {"code": "problem", "label": ScanKind.PROBLEM.label, "icon": "alert-triangle"})
    return {
        "title": _("Phone scan"),
        "kinds": kinds,
        "shifts": SHIFT_LABELS,
        "relations": [(signer.code, RELATION_LABELS[signer.code]) for signer in SIGNERS],
        "consents": CONSENT_CHOICES,
        "badges": BADGES,
        "categories": ProblemRecord.Category.choices,
        "told": {
            "pattern": PATTERN,
            "most": MOST_SCANS,
            "heaviest": float(HEAVIEST_KG),
            "agreed": [signer.code for signer in SIGNERS if signer.needs_consent],
            "urls": {name: reverse(f"shipments:phone_{name}") for name in ("setup", "register", "scans", "photo")},
            "worker": reverse("shipments:phone_worker"),
            "page": reverse("shipments:phone"),
            "login": f"{reverse('account_login')}?next={reverse('shipments:phone')}",
            "logout": reverse("account_logout"),
            "problem": reverse("shipments:problem", kwargs={"number": "NUMBER"}),
            "words": _words(),
        },
    }


def _words() -> dict[str, str]:
    """What the phone says by itself, also when nobody else can."""
    return {
        **{name: str(badge.word) for name, badge in BADGES.items()},
        "again": _("Scanned already with this phone."),
        "astray": _("Mis-sorted"),
        "owed": _("Kept, consent missing"),
        "out_too": _("out for delivery too"),
        "bad_number": what_to_do("bad_number"),
        "weigh": _("First write the weight, then scan."),
        "not_saved": _("NOT SAVED"),
        "storage": _("The phone could not keep this scan: free some storage, then scan it again."),
        "no_code": _("No waybill number in this photo: closer, straight and bright, then again."),
        "photo_later": _("Photos are read by the server: there is no connection now. Type the number."),
        "no_camera": _("The camera cannot be opened: allow it in the browser's settings, or type the number."),
        "unsent": _("%(count)s not yet uploaded, the oldest from %(oldest)s."),
        "all_sent": _("Everything is uploaded."),
        "short_unsent": _("Not uploaded %(count)s · since %(oldest)s"),
        "short_sent": _("All uploaded"),
        "short_offline": _("Offline"),
        "why_": _("It is being uploaded now."),
        "why_network": _("No connection to the server. It is tried again by itself every half minute; scan on."),
        "why_server": _("The server is busy. It is tried again by itself; scan on."),
        "why_login": _("Your login has ended or this phone was blocked: log in again. Nothing is lost, scan on."),
        "note_posts": _("This account works at no outlet: log in with another one."),
        "note_network": _("Open this page once with a network and log in; from then on it works without."),
        "note_revoked_phone": _("This phone was blocked: ask your manager."),
        "leave": _("%(count)s scans are not yet uploaded: you cannot log out before they are."),
        "discard": _("Put this scan aside? It will never be uploaded."),
        "grade_A": _("A: online, counts as proof"),
        "grade_B": _("B: offline, timed by our clock, counts as proof"),
        "grade_C": _("C: offline over a restart, a person decides"),
        "grade_D": _("D: the phone's clock jumped or scans are missing, no proof"),
        "receipt": _("Receipt"),
        "number": _("Number"),
        "scanned_at": _("Scanned at"),
        "state": _("State"),
        "grade": _("Grade"),
        "reason": _("Reason"),
        "uploaded_at": _("Uploaded at"),
        "kind": _("Scan type"),
    }
