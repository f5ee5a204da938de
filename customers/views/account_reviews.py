"""Joint reviews: the calendar, and one with all that the customer has to be told."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage
from customers.filters.key_accounts import ReviewFilter
from customers.forms.key_accounts import MinutesForm, MoveForm
from customers.models import AccountReview
from customers.queries.key_accounts import ACCOUNT_READERS, may_plan, readings, running, to_be_told
from customers.services import account_reviews as service
from customers.tables.key_accounts import STANDINGS, ReviewTable, promise_badge, review_badge, target_words
from customers.views.account_tabs import ReadersOnly
from outlets.access import access_of, admit

REVIEWS = AccountReview.objects.select_related("account__customer", "account__owner", "outlet", "by")


class ReviewCalendar(ReadersOnly, ListPage):
    """What is planned, month by month; held ones when they are asked for."""

    queryset = REVIEWS
    filterset_class = ReviewFilter
    table_class = ReviewTable
    title = gettext_lazy("Joint reviews")
    ordering = ("due_on", "id")
    template_name = "customers/account_reviews.html"
    here = "reviews"
    empty = Empty(
        gettext_lazy("No reviews"),
        gettext_lazy("The first joint review is planned when an account is shared, the next when one was held."),
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> Any:
        rows = super().get_queryset(request, **kwargs)
        return rows if request.GET.get("state") or request.GET.get("account") else rows.filter(held_on=None)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, **kwargs)
        rows = [(each, review_badge(each)) for each in context["table"].objects if each.held_on is None]
        months = groupby(rows, key=lambda told: told[0].due_on.replace(day=1))
        return context | {"months": [(month, list(told)) for month, told in months]}


@require_http_methods(["GET", "HEAD", "POST"])
def account_review(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    form = MinutesForm(request.POST if request.method == "POST" else None, initial={"held_on": timezone.localdate()})
    if request.method == "POST":
        if not may_plan(access_of(request.user), found.account):
            raise PermissionDenied
        if form.is_valid():
            try:
                service.hold(found, form.minutes(), by=request.user, at=timezone.now())
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Written down, and the next review is planned."))
                return redirect(found)
    return _page(request, found, form, MoveForm(initial={"due_on": found.due_on}))


@require_POST
def review_move(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _found(request, pk), MoveForm(request.POST)
    if not may_plan(access_of(request.user), found.account):
        raise PermissionDenied
    if form.is_valid():
        try:
            service.move(found, due_on=form.cleaned_data["due_on"], by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Moved."))
            return redirect(found)
    return _page(request, found, MinutesForm(initial={"held_on": timezone.localdate()}), form)


def _page(request: HttpRequest, found: AccountReview, form: MinutesForm, moving: MoveForm) -> HttpResponse:
    at, account = timezone.now(), found.account
    earlier = account.reviews.exclude(pk=found.pk).filter(held_on__isnull=False)
    if found.held_on is not None:
        earlier = earlier.filter(held_on__lt=found.held_on)
    last = earlier.aggregate(last=Max("held_on"))["last"]
    told = to_be_told(account, since=last)
    if found.held_on is not None:
        told = told.filter(from_day__lte=found.held_on)
    may_hold = found.held_on is None and may_plan(access_of(request.user), account)
    now = readings(running(account.promises.all(), today=timezone.localdate(at)), at=at) if not found.held_on else []
    context = {
        "title": _("Joint review with %(customer)s") % {"customer": account.customer.name},
        "trail": [
            (_("Key accounts"), reverse("customers:key_accounts")),
            (account.customer.name, account.get_absolute_url()),
        ],
        "badge": review_badge(found),
        "review": found,
        "account": account,
        "last": earlier.order_by("-held_on").first(),
        "told": [(each, promise_badge(each), target_words(each)) for each in told],
        "now": [(each, STANDINGS[each.standing], target_words(each.promise)) for each in now],
        "needs": list(account.needs.all()),
        "form": form if may_hold else None,
        "moving": moving if may_hold else None,
        "at": at,
    }
    failed = form.errors or moving.errors
    return render(request, "customers/account_review.html", context, status=422 if failed else 200)


def _found(request: HttpRequest, pk: int) -> AccountReview:
    admit(request.user, ACCOUNT_READERS)
    return get_object_or_404(REVIEWS.visible_to(request.user), pk=pk)
