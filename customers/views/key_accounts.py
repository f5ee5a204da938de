"""Key accounts: the list, one account's plan, sharing and ending it, and its needs by importance."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage
from customers.filters.key_accounts import KeyAccountFilter
from customers.forms.key_accounts import EndForm, NeedForm, PlanForm
from customers.models import AccountNeed, AccountReview, Customer, KeyAccount
from customers.queries.key_accounts import ACCOUNT_READERS, freest_of_group, is_theirs, may_plan
from customers.queries.measures import reading_of
from customers.services import key_accounts as service
from customers.tables.key_accounts import (
    STANDINGS,
    KeyAccountTable,
    account_badge,
    expense_badge,
    promise_badge,
    review_badge,
    target_words,
)
from customers.views.account_tabs import ReadersOnly
from outlets.access import access_of, admit

PLANNED = Prefetch("reviews", AccountReview.objects.filter(held_on=None), to_attr="planned")
ACCOUNTS = KeyAccount.objects.select_related("customer__standing", "outlet", "owner").prefetch_related(PLANNED)
SHOWN = 5


class KeyAccountList(ReadersOnly, ListPage):
    queryset = ACCOUNTS
    filterset_class = KeyAccountFilter
    table_class = KeyAccountTable
    title = gettext_lazy("Key accounts")
    template_name = "customers/key_accounts.html"
    here = "accounts"
    empty = Empty(
        gettext_lazy("No key accounts"),
        gettext_lazy("The outlet's manager shares a customer with headquarters from the page of the customer."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def account_share(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    if not access_of(request.user).manages(customer.outlet_id):
        raise PermissionDenied
    if shared := KeyAccount.objects.filter(customer=customer, ended_at=None).first():
        return redirect(shared)
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        initial={"owner": freest_of_group(), "review_months": 3},
    )
    if request.method == "POST" and form.is_valid():
        try:
            account = service.share(customer, form.plan(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Shared: the customer-relations group plans for it together with you."))
            return redirect(account)
    context = {
        "title": _("Share %(customer)s") % {"customer": customer.name},
        "lead": _("The customer-relations group then sees the account on its work page. You can end it any time."),
        "trail": _trail(),
        "form": form,
        "submit": _("Share"),
        "cancel": reverse("customers:key_accounts"),
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


@require_safe
def key_account(request: HttpRequest, pk: int) -> HttpResponse:
    account = _found(request, pk)
    return render(request, "customers/key_account.html", _context(request, account))


@require_http_methods(["GET", "HEAD", "POST"])
def account_plan(request: HttpRequest, pk: int) -> HttpResponse:
    account = _planned(request, pk)
    initial = {"owner": account.owner, "objective": account.objective, "review_months": account.review_months}
    form = PlanForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            service.change_plan(account, form.plan(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(account)
    return _form(request, account, form, title=_("Plan of %(customer)s") % {"customer": account.customer.name})


@require_http_methods(["GET", "HEAD", "POST"])
def account_end(request: HttpRequest, pk: int) -> HttpResponse:
    account = _found(request, pk)
    if not access_of(request.user).manages(account.outlet_id):
        raise PermissionDenied
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            service.end(account, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Ended: your outlet looks after this customer alone again."))
            return redirect(account)
    lead = _("The plan stays readable. Promises that were made are still measured and judged.")
    return _form(request, account, form, title=_("End the sharing"), lead=lead, submit=_("End the sharing"))


@require_http_methods(["GET", "HEAD", "POST"])
def need_new(request: HttpRequest, pk: int) -> HttpResponse:
    account = _planned(request, pk)
    form = NeedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            service.add_need(account, form.told(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Added as the least important: move it to its place."))
            return redirect(f"{account.get_absolute_url()}#needs")
    return _form(request, account, form, title=_("New need"))


@require_http_methods(["GET", "HEAD", "POST"])
def need(request: HttpRequest, pk: int) -> HttpResponse:
    found = _need(request, pk)
    initial = {"need": found.need, "service": found.service, "since": found.since}
    form = NeedForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            service.change_need(found, form.told(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{found.account.get_absolute_url()}#needs")
    return _form(
        request, found.account, form, title=_("Need"), removal=reverse("customers:need_remove", args=[found.pk])
    )


@require_POST
def need_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers htmx with the ranked needs alone, so that the key that moved one moves it on."""
    found = _need(request, pk)
    try:
        service.move_need(found, up=request.POST.get("way") == "up", by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    if getattr(request, "htmx", None):
        context = {"account": found.account, "needs": list(found.account.needs.all()), "may_plan": True}
        return render(request, "customers/_needs.html", context)
    return redirect(f"{found.account.get_absolute_url()}#needs")


@require_POST
def need_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = _need(request, pk)
    try:
        service.remove_need(found, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Removed."))
    return redirect(f"{found.account.get_absolute_url()}#needs")


def _context(request: HttpRequest, account: KeyAccount) -> dict[str, Any]:
    access, at = access_of(request.user), timezone.now()
    return {
        "title": account.customer.name,
        "trail": _trail(),
        "badge": account_badge(account),
        "account": account,
        "customer": account.customer,
        "needs": list(account.needs.all()),
        "promises": [
            (each, promise_badge(each), target_words(each), _reading(each, at))
            for each in account.promises.select_related("owner").order_by("-until", "-id")
        ],
        "standings": STANDINGS,
        "reviews": [(each, review_badge(each)) for each in account.reviews.order_by("-due_on", "-id")[:SHOWN]],
        "expenses": [(each, expense_badge(each)) for each in account.expenses.all()[:SHOWN]],
        "may_plan": may_plan(access, account),
        "may_end": account.ended_at is None and access.manages(account.outlet_id),
        "may_share": account.ended_at is not None and access.manages(account.outlet_id),
        "at": at,
    }


def _reading(promise: Any, at: Any) -> Any:
    """What a running promise measures now, with how it stands."""
    if promise.judged_at is not None or promise.from_day > timezone.localdate(at):
        return None
    reading = reading_of(promise, at=at)
    return (reading, STANDINGS[reading.standing]) if reading else None


def _found(request: HttpRequest, pk: int) -> KeyAccount:
    admit(request.user, ACCOUNT_READERS)
    return get_object_or_404(ACCOUNTS.visible_to(request.user), pk=pk)


def _planned(request: HttpRequest, pk: int) -> KeyAccount:
    """An account that this person may plan for, shared or ended: a service says when it is too late."""
    account = _found(request, pk)
    if not is_theirs(access_of(request.user), account):
        raise PermissionDenied
    return account


def _need(request: HttpRequest, pk: int) -> AccountNeed:
    admit(request.user, ACCOUNT_READERS)
    found = get_object_or_404(
        AccountNeed.objects.visible_to(request.user).select_related("account__customer", "account__outlet"), pk=pk
    )
    if not is_theirs(access_of(request.user), found.account):
        raise PermissionDenied
    return found


def _form(request: HttpRequest, account: KeyAccount, form: Any, **more: Any) -> HttpResponse:
    context = {
        "trail": [*_trail(), (account.customer.name, account.get_absolute_url())],
        "form": form,
        "cancel": account.get_absolute_url(),
        **more,
    }
    return render(request, "customers/account_form.html", context, status=422 if form.errors else 200)


def _trail() -> list[tuple[str, str]]:
    return [(_("Key accounts"), reverse("customers:key_accounts"))]
