"""The pattern book: every part that pages are made of, with sample values, for whoever builds a page."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.shared.figures import Badge, Change, Share, Stat
from crm.shared.graphs import Band, Day, band_graph, day_graph
from crm.shared.keyset import Page
from crm.shared.masking import mask_name, mask_phone
from crm.shared.tables import Column, Table
from crm.shared.views import Count, Empty
from outlets.access import access_of

BADGES = (
    Badge("open", "Open"), Badge("soon", "Due soon"), Badge("overdue", "Overdue"), Badge("met", "On time"),
    Badge("late", "Late"), Badge("review", "In review"), Badge("fined", "Fined"), Badge("void", "Void"),
    Badge("refused", "Refused"), Badge("warn", "Careful"), Badge("still", "Settled"),
)  # fmt: skip


class SampleForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As printed on the door.")
    phone = forms.CharField(label="Phone", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "Same-day outlet"), ("b", "Other outlet")])
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label="Has its own vehicle", required=False)


class SampleTable(Table):  # type: ignore[type-arg]
    columns = (
        Column("Waybill", "number", link=True, cell="parts/_code.html"),
        Column("State", "badge", cell="parts/_badge.html"),
        Column("Due", "due_at", cell="parts/_deadline.html", sort="due_at"),
        Column("Receiver", "name", show=mask_name),
        Column("Phone", "phone", show=mask_phone, quiet=True),
        Column("On time", "share", cell="parts/_bar.html"),
        Column("Fine", "yuan", cell="parts/_yuan.html", numeric=True),
    )


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    if not access_of(request.user).network:
        raise PermissionDenied
    now = timezone.now()
    messages.success(request, _("Saved."))
    messages.error(request, "This piece was already scanned at 14:05; nothing was changed.")
    table = SampleTable([_sample_row(now, place) for place in range(8)], sort="due_at")
    sample = {
        "table": table, "page": Page(table.objects, next="x"), "count": Count(1000, more=True),
        "badges": BADGES, "stats": _sample_stats(now), "events": _sample_events(now), "at": now,
        "form": SampleForm({"name": "", "kind": "a"}), "title": _("Pattern book"),
        "empty": Empty("No trips today", "A trip appears when it is planned or imported.", "GZ-SZ-0417"),
        "days": day_graph(_sample_days(), goal=Decimal(95)),
        "band": band_graph(
            due_at=now, marks=(Band(_("scanned"), now + timedelta(minutes=7), now + timedelta(minutes=9)),
                               Band(_("received"), now + timedelta(minutes=21))),
        ),
    }  # fmt: skip
    return render(request, "home/style.html", sample)


def _sample_row(now, place):  # type: ignore[no-untyped-def]
    return SimpleNamespace(
        number=f"77001234{5600 + place}", badge=BADGES[place],
        due_at=now + timedelta(minutes=47 * place - 30),
        name="张伟", phone="19912345678", share=Share(90 + place, 100, Decimal(95)),
        yuan=None if place == 3 else Decimal("1.00"), get_absolute_url=lambda: "?row",
    )  # fmt: skip


def _sample_days():  # type: ignore[no-untyped-def]
    return [Day(f"11-{place + 1:02}", Decimal(90 + (place * 7) % 10), "?") for place in range(22)]


def _sample_stats(now):  # type: ignore[no-untyped-def]
    return [
        Stat("Open duties", 12804, "?", kind="open", definition="Duties whose time has not come", as_of=now),
        Stat("Due in 30 min", 341, "?", kind="soon", whole="of 12,804", as_of=now),
        Stat("Overdue", 27, "?", kind="overdue", whole="of 12,804", as_of=now),
        Stat("Arrival scans on time", Decimal("98.4"), "?", unit="%", kind="met",
             change=Change("+0.6", up=True, better=True), as_of=now),
        Stat("Fined today", Decimal("52.00"), "?", unit="yuan", kind="fined",
             change=Change("+18", up=True, better=False), as_of=now),
    ]  # fmt: skip


def _sample_events(now):  # type: ignore[no-untyped-def]
    def event(minutes, title, **more):  # type: ignore[no-untyped-def]
        return SimpleNamespace(at=now - timedelta(minutes=minutes), title=title, **more)

    return [
        event(300, "Arrived at the outlet", icon="transfer-in", text="Trip GZ-SZ-0417, mid shift"),
        event(280, "Scanned on arrival", kind="met", icon="barcode", text="Device clock, grade A"),
        event(120, "Out for delivery", icon="truck-delivery", text="Courier 王**"),
        event(45, "Delivery overdue", kind="overdue", badge=Badge("fined", "1.00 yuan")),
        event(3, "Signed", kind="late", icon="writing-sign", text="Signer: in person"),
    ]
