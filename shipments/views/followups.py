"""Cash on delivery and return receipts: what is open, overdue first, and the steps, one by one or many at once."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, Model, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from crm.accounts.roles import NETWORK_EDITORS, OUTLET_ROLES
from crm.shared.figures import Stat
from crm.shared.views import Empty, ListPage
from outlets.access import access_of, admit
from shipments.filters.followups import CodFilter, ReceiptFilter
from shipments.forms.followups import COD_ACTS, RECEIPT_ACTS, StepForm
from shipments.models import CashOnDelivery, ReturnReceipt
from shipments.services import cods, receipts
from shipments.services.cods import Moved
from shipments.tables.followups import CodTable, ReceiptTable
from shipments.views.acts import next_url

ACTORS = OUTLET_ROLES | NETWORK_EDITORS


class FollowupList(ListPage):
    ordering = ("next_due_at", "id")
    template_name = "shipments/followups.html"
    acts: ClassVar[list[tuple[str, Any]]]
    url_name: ClassVar[str]

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, **kwargs)
        return context | {
            "may_act": access_of(request.user).has(ACTORS),
            "acts": self.acts,
            "here": self.url_name.partition(":")[2],
            "act_url": reverse(f"{self.url_name}_step"),
            "form": StepForm(acts=()),
            "stats": self.stats(self.get_queryset(request), context["at"]),
        }

    def stats(self, rows: QuerySet[Any], at: Any) -> list[Stat]:
        """The figures on top of the list; a list may have none."""
        return []


class CodList(FollowupList):
    queryset = CashOnDelivery.objects.select_related("waybill", "origin", "destination")
    filterset_class = CodFilter
    table_class = CodTable
    title = gettext_lazy("Cash on delivery")
    url_name = "shipments:cods"
    acts = [
        ("collect", gettext_lazy("Collected")),
        ("remit", gettext_lazy("Handed in")),
        ("settle", gettext_lazy("Paid to the sender")),
        ("step_back", gettext_lazy("Undo the last step")),
    ]
    empty = Empty(
        gettext_lazy("Nothing to collect or to pay"),
        gettext_lazy("A waybill with cash on delivery stands here until the sender has the money."),
    )

    def stats(self, rows: QuerySet[Any], at: Any) -> list[Stat]:
        late, held = Q(next_due_at__lt=at), Q(state=CashOnDelivery.State.COLLECTED)
        found = (
            rows.filter(open=True)
            .order_by()
            .aggregate(
                overdue=Count("pk", filter=late), held=Sum("yuan", filter=held), late=Sum("yuan", filter=held & late)
            )
        )
        return _cod_stats(found)


def _cod_stats(found: dict[str, Any]) -> list[Stat]:
    here = reverse("shipments:cods")
    held, late = found["held"] or Decimal(0), found["late"] or Decimal(0)
    return [
        Stat(_("Overdue"), found["overdue"], f"{here}?state=overdue", kind="overdue" if found["overdue"] else "met"),
        Stat(_("Collected, not handed in"), held, f"{here}?state=collected", unit=_("yuan")),
        Stat(_("of it past its time"), late, f"{here}?state=overdue", unit=_("yuan"), kind="overdue" if late else ""),
    ]


class ReceiptList(FollowupList):
    queryset = ReturnReceipt.objects.select_related("piece", "waybill", "origin", "destination")
    filterset_class = ReceiptFilter
    table_class = ReceiptTable
    title = gettext_lazy("Return receipts")
    url_name = "shipments:receipts"
    acts = [("take_in", gettext_lazy("It is back")), ("hand_over", gettext_lazy("Handed to the sender"))]
    empty = Empty(
        gettext_lazy("No paper is on its way"),
        gettext_lazy("A signed paper stands here until the sender has it back."),
    )

    def stats(self, rows: QuerySet[Any], at: Any) -> list[Stat]:
        late = Q(next_due_at__lt=at)
        found = (
            rows.filter(open=True)
            .order_by()
            .aggregate(overdue=Count("pk", filter=late), back=Count("pk", filter=Q(state=ReturnReceipt.State.BACK)))
        )
        here = reverse("shipments:receipts")
        kind = "overdue" if found["overdue"] else "met"
        return [
            Stat(_("Overdue"), found["overdue"], f"{here}?state=overdue", kind=kind),
            Stat(_("Back, to be handed over"), found["back"], f"{here}?state=back"),
        ]


@require_POST
def cods_step(request: HttpRequest) -> HttpResponse:
    return _step(request, CashOnDelivery, cods, acts=COD_ACTS, back="shipments:cods")


@require_POST
def receipts_step(request: HttpRequest) -> HttpResponse:
    return _step(request, ReturnReceipt, receipts, acts=RECEIPT_ACTS, back="shipments:receipts")


def _step(request: HttpRequest, model: type[Model], services: Any, *, acts: tuple[str, ...], back: str) -> HttpResponse:
    access = admit(request.user, ACTORS)
    form = StepForm(request.POST, acts=acts)
    if form.is_valid():
        told = form.cleaned_data
        act: Callable[..., Moved] = getattr(services, told["act"])
        more = {"method": told["method"]} if told["act"] == "collect" else {}
        _say(request, act(told["rows"], by=request.user, access=access, at=timezone.now(), **more))
    else:
        for errors in form.errors.values():
            messages.error(request, errors[0])
    return redirect(next_url(request) or back)


def _say(request: HttpRequest, moved: Moved) -> None:
    if moved.done:
        words = ngettext("%(count)s row is done.", "%(count)s rows are done.", moved.done)
        messages.success(request, words % {"count": moved.done})
    if moved.passed_over:
        words = ngettext(
            "%(count)s row was passed over: it is at another step, or the step is the other outlet's.",
            "%(count)s rows were passed over: they are at another step, or the step is the other outlet's.",
            moved.passed_over,
        )
        messages.warning(request, words % {"count": moved.passed_over})
