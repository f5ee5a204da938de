"""Events, gifts and awards: the list with the year's budget, one of them, a new one, and the budget itself."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage
from customers.filters.key_accounts import ExpenseFilter
from customers.forms.key_accounts import BudgetForm, ExpenseForm, SpentForm
from customers.models import AccountExpense, KeyAccount
from customers.queries.key_accounts import (
    ACCOUNT_READERS,
    APPROVERS,
    BUDGETERS,
    Spending,
    is_theirs,
    may_plan,
    spending,
)
from customers.services import account_expenses as service
from customers.tables.key_accounts import ExpenseTable, expense_badge
from customers.views.account_tabs import ReadersOnly
from outlets.access import access_of, admit

EXPENSES = AccountExpense.objects.select_related(
    "account__customer", "account__outlet", "contact", "asked_by", "decided_by"
)


class ExpenseList(ReadersOnly, ListPage):
    queryset = EXPENSES
    filterset_class = ExpenseFilter
    table_class = ExpenseTable
    title = gettext_lazy("Events, gifts and awards")
    ordering = ("-planned_on", "-id")
    template_name = "customers/account_expenses.html"
    here = "expenses"
    empty = Empty(
        gettext_lazy("No events, gifts or awards"),
        gettext_lazy("They are asked for on an account's page, and spent once a colleague has approved them."),
    )

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        year, access = _year(request), access_of(request.user)
        shown = {"spending": [_drawn(each) for each in spending(year)], "year": year} if access.network else {}
        return super().get_context(request, **kwargs) | shown | {"may_budget": access.has(BUDGETERS)}


@require_safe
def account_expense(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
def expense_new(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, ACCOUNT_READERS)
    account = get_object_or_404(KeyAccount.objects.visible_to(request.user).select_related("customer"), pk=pk)
    if not is_theirs(access_of(request.user), account):
        raise PermissionDenied
    form = ExpenseForm(request.POST if request.method == "POST" else None, account=account)
    if request.method == "POST" and form.is_valid():
        try:
            asked = service.ask(account, form.wish(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Asked: a colleague at headquarters approves it."))
            return redirect(asked)
    context = {
        "title": _("New event, gift or award"),
        "lead": _("Nothing is spent before somebody else has approved it."),
        "trail": _trail(account),
        "form": form,
        "submit": _("Ask for it"),
        "cancel": account.get_absolute_url(),
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


@require_POST
def expense_decide(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, APPROVERS)
    found, approve = _found(request, pk), request.POST.get("act") == "approve"
    try:
        service.decide(found, approve=approve, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Approved.") if approve else _("Refused."))
    return redirect(found)


@require_POST
def expense_spend(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _found(request, pk), SpentForm(request.POST)
    if not is_theirs(access_of(request.user), found.account):
        raise PermissionDenied
    if form.is_valid():
        try:
            service.spend(found, yuan=form.cleaned_data["yuan"], by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("yuan", str(refusal))
        else:
            messages.success(request, _("Noted."))
            return redirect(found)
    return _page(request, found, form)


@require_http_methods(["GET", "HEAD", "POST"])
def account_budget(request: HttpRequest, year: int) -> HttpResponse:
    admit(request.user, BUDGETERS)
    initial = {each.kind.value: each.budget for each in spending(year)}
    form = BudgetForm(request.POST if request.method == "POST" else None, year=year, initial=initial)
    back = reverse("customers:account_expenses", query={"year": year})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for kind, yuan in form.cleaned_data.items():
                if yuan is not None and yuan != initial[kind]:
                    service.set_budget(year, kind, yuan=yuan, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect(back)
    context = {
        "title": _("Budget of %(year)s") % {"year": year},
        "trail": [(_("Events, gifts and awards"), back)],
        "form": form,
        "cancel": back,
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, found: AccountExpense, form: SpentForm | None) -> HttpResponse:
    access = access_of(request.user)
    own, waits = found.asked_by_id == request.user.pk, found.approved is None
    year = next(each for each in spending(found.planned_on.year) if each.kind == found.kind)
    context = {
        "title": found.title,
        "trail": _trail(found.account),
        "badge": expense_badge(found),
        "expense": found,
        "year": found.planned_on.year,
        "of_year": _drawn(year) if access.network else None,
        "may_decide": waits and access.has(APPROVERS) and not own,
        "own": waits and access.has(APPROVERS) and own,
        "form": (form or SpentForm(initial={"yuan": found.spent_yuan}))
        if found.approved and may_plan(access, found.account)
        else None,
    }
    return render(request, "customers/account_expense.html", context, status=422 if form and form.errors else 200)


def _drawn(each: Spending) -> tuple[Spending, Decimal, Decimal]:
    """With the widths, in per cent of the budget or of what is bound, of what was spent and what is only approved."""
    whole = max(each.budget or Decimal(0), each.approved, Decimal(1))
    spent = min(each.spent, each.approved)
    return each, (100 * spent / whole).quantize(Decimal("0.1")), (100 * each.approved / whole).quantize(Decimal("0.1"))


def _year(request: HttpRequest) -> int:
    told = request.GET.get("year", "")
    return int(told) if told.isdecimal() and 2000 <= int(told) <= 2100 else timezone.localdate().year


def _found(request: HttpRequest, pk: int) -> AccountExpense:
    admit(request.user, ACCOUNT_READERS)
    return get_object_or_404(EXPENSES.visible_to(request.user), pk=pk)


def _trail(account: KeyAccount) -> list[tuple[str, str]]:
    return [
        (_("Key accounts"), reverse("customers:key_accounts")),
        (account.customer.name, account.get_absolute_url()),
    ]
