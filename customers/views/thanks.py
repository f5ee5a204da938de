"""Thanks after deliveries: the rows, how well outlets keep the promise of 24 hours, and how often a tier is thanked."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from crm.accounts.roles import HQ_ROLES, NETWORK_EDITORS, Role
from crm.shared.figures import Stat
from crm.shared.graphs import Day, DayGraph, day_graph
from crm.shared.views import Empty, ListPage
from customers.filters.thanks import ThanksFilter
from customers.forms.thanks import ThanksPolicyForm
from customers.models import ServiceLevel, ThanksPolicy, ThankYou
from customers.queries.thanks import Kept, in_days, kept, kept_by, reasons
from customers.services.thanks_policies import keep_policy
from customers.tables.thanks import GOAL, KeptTable, ThanksTable, kept_share
from outlets.access import access_of, admit
from outlets.models import Outlet
from outlets.permissions import needs

#: Who looks at thanks: those who speak with customers, and headquarters.
LOOKERS = HQ_ROLES | {Role.MANAGER, Role.SERVICE_CLERK}
PERIOD_DAYS = 28


class ThanksList(ListPage):
    queryset = ThankYou.objects.select_related("customer", "outlet")
    filterset_class = ThanksFilter
    table_class = ThanksTable
    title = gettext_lazy("Thank-yous")
    template_name = "customers/thanks.html"
    ordering = ("-day", "-id")
    empty = Empty(
        gettext_lazy("Nobody to thank"),
        gettext_lazy("Whose parcel was delivered is thanked here within 24 hours, or hears an apology."),
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[ThankYou]:
        admit(request.user, LOOKERS)
        return super().get_queryset(request, **kwargs)


class KeptList(ListPage):
    """How well each outlet keeps the promise: the last four weeks."""

    queryset = Outlet.objects.all()
    table_class = KeptTable
    title = gettext_lazy("Thanked within 24 hours")
    template_name = "customers/thanks_kept.html"
    ordering = ("code",)
    empty = Empty(gettext_lazy("No outlets"), gettext_lazy("Outlets whose customers were to be thanked stand here."))

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[Outlet]:
        admit(request.user, LOOKERS)
        self.until = timezone.localdate()
        self.since = self.until - timedelta(days=PERIOD_DAYS - 1)
        self.rows = in_days(ThankYou.objects.visible_to(request.user), self.since, self.until)
        return super().get_queryset(request, **kwargs).filter(pk__in=self.rows.order_by().values("outlet"))

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, **kwargs)
        outlets, at = context["table"].objects, context["at"]
        told = kept_by(self.rows.filter(outlet__in=outlets), "outlet", at)
        period = {"since": self.since.isoformat()}
        for outlet in outlets:
            outlet.told, outlet.period = told[outlet.pk], period
        return context | {
            "trail": [(_("Thank-yous"), reverse("customers:thanks"))],
            "stats": _stats(kept(self.rows, at), period),
            "graph": _graph(kept_by(self.rows, "day", at), self.since),
            "left_out": _left_out(self.rows, period),
        }


def _stats(told: Kept, period: dict[str, str]) -> list[Stat]:
    def url(**more: str) -> str:
        return f"{reverse('customers:thanks')}?{urlencode({**period, **more})}"

    share = kept_share(told)
    of = _("of %(whole)s") % {"whole": f"{told.decided:,}"}
    unit = "%" if share.percent is not None else ""
    return [
        Stat(_("Within 24 hours"), share.percent, url(state="kept"), unit=unit, kind=share.kind, whole=of),
        Stat(_("Missed"), told.missed, url(state="missed"), whole=of),
        Stat(_("Waits"), told.waiting, url(state="waiting")),
        Stat(_("Apologies"), told.apologies, url(way="apology")),
        Stat(_("First deliveries"), told.first, url(first="1")),
    ]


def _graph(told: dict[object, Kept], since: date) -> DayGraph:
    days = [since + timedelta(days=on) for on in range(PERIOD_DAYS)]
    return day_graph([_drawn(day, told.get(day, Kept())) for day in days], goal=GOAL)


def _drawn(day: date, told: Kept) -> Day:
    return Day(
        label=f"{day:%m-%d}",
        value=kept_share(told).percent,
        text=f"{told.kept} / {told.decided}",
        url=f"{reverse('customers:thanks')}?{urlencode({'since': day, 'until': day})}",
    )


def _left_out(rows: QuerySet[ThankYou], period: dict[str, str]) -> list[tuple[str, int, str]]:
    return [
        (
            str(ThankYou.Reason(reason).label),
            count,
            f"{reverse('customers:thanks')}?{urlencode({**period, 'reason': reason})}",
        )
        for reason, count in reasons(rows)
        if reason
    ]


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    levels = {level.tier: level for level in ServiceLevel.objects.all()}
    context = {
        "title": _("How often we thank"),
        "trail": [(_("Thank-yous"), reverse("customers:thanks"))],
        "rows": [(each, levels.get(each.tier)) for each in ThanksPolicy.objects.all()],
        "may_edit": access_of(request.user).has(NETWORK_EDITORS),
    }
    admit(request.user, LOOKERS)
    return render(request, "customers/thanks_policies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(NETWORK_EDITORS)
def policy_edit(request: HttpRequest, tier: str) -> HttpResponse:
    policy = get_object_or_404(ThanksPolicy, tier=tier)
    form = ThanksPolicyForm(request.POST or None, instance=policy)
    if request.method == "POST" and form.is_valid():
        keep_policy(tier, form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("customers:thanks_policies")
    context = {
        "title": _("How often tier %(tier)s is thanked") % {"tier": tier},
        "trail": [(_("How often we thank"), reverse("customers:thanks_policies"))],
        "form": form,
        "cancel": reverse("customers:thanks_policies"),
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)
