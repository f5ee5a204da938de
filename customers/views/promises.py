"""Written promises: the list, one with what it measures week by week, a new one, and a word confirmed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.audit.models import AuditEntry
from crm.shared.errors import Refused
from crm.shared.figures import Share
from crm.shared.graphs import Day, day_graph
from crm.shared.views import Empty, ListPage
from customers.filters.key_accounts import PromiseFilter
from customers.forms.key_accounts import ConfirmForm, CorrectionForm, PromiseForm, WithdrawalForm
from customers.models import KeyAccount, ServicePromise
from customers.queries.key_accounts import ACCOUNT_READERS, is_theirs
from customers.queries.measures import Reading, reading_of, tally_between
from customers.rules.service_promise import may_still_fail
from customers.services import promises as service
from customers.tables.key_accounts import STANDINGS, PromiseTable, history_of, promise_badge, target_words
from customers.views.account_tabs import ReadersOnly
from outlets.access import access_of, admit

PROMISES = ServicePromise.objects.select_related("account__customer", "account__outlet", "owner", "judged_by")
#: Weeks of a promise that are drawn.
WEEKS = 13


class PromiseList(ReadersOnly, ListPage):
    queryset = PROMISES
    filterset_class = PromiseFilter
    table_class = PromiseTable
    title = gettext_lazy("Promises")
    ordering = ("-until", "-id")
    template_name = "customers/key_accounts.html"
    here = "promises"
    empty = Empty(
        gettext_lazy("No promises"),
        gettext_lazy("What was promised to a key account in writing stands here, with what was measured."),
        example=gettext_lazy("97 % of deliveries in time, from July to September: 96.41 % found, broken."),
    )


@require_safe
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk), ConfirmForm())


@require_http_methods(["GET", "HEAD", "POST"])
def promise_new(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, ACCOUNT_READERS)
    accounts = KeyAccount.objects.visible_to(request.user).select_related("customer")
    account = get_object_or_404(accounts, pk=pk)
    if not is_theirs(access_of(request.user), account):
        raise PermissionDenied
    today = timezone.localdate()
    form = PromiseForm(
        request.POST if request.method == "POST" else None,
        account=account,
        initial={"owner": account.owner, "from_day": today, "until": today + timedelta(days=90)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = service.promise(account, form.terms(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Noted. It is measured every day and judged when it ends."))
            return redirect(made)
    context = {
        "title": _("New promise"),
        "lead": _("Write it as the customer has it: whoever corrects or withdraws it later says why, and that stays."),
        "trail": _trail(account),
        "form": form,
        "cancel": account.get_absolute_url(),
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


@require_POST
def promise_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _theirs(request, pk), ConfirmForm(request.POST)
    if form.is_valid():
        kept, note = request.POST.get("kept") == "yes", form.cleaned_data["note"]
        try:
            service.confirm(found, kept=kept, note=note, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Noted."))
            return redirect(found)
    return _page(request, found, form)


@require_http_methods(["GET", "HEAD", "POST"])
def promise_correct(request: HttpRequest, pk: int) -> HttpResponse:
    found = _theirs(request, pk)
    told = {name: getattr(found, name) for name in ("text", "measure", "target", "from_day", "until", "owner")}
    form = CorrectionForm(request.POST if request.method == "POST" else None, account=found.account, initial=told)

    def act(reason: str) -> None:
        service.correct(found, form.terms(), reason=reason, by=request.user, at=timezone.now())

    return _change(request, found, form, act, title=_("Correct the promise"), done=_("Corrected."))


@require_http_methods(["GET", "HEAD", "POST"])
def promise_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = _theirs(request, pk)
    form = WithdrawalForm(request.POST if request.method == "POST" else None)

    def act(reason: str) -> None:
        service.withdraw(found, reason=reason, by=request.user, at=timezone.now())

    return _change(request, found, form, act, title=_("Withdraw the promise"), done=_("Withdrawn."))


def _change(
    request: HttpRequest, found: ServicePromise, form: Form, act: Callable[[str], None], *, title: str, done: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(found)
    context = {
        "title": title,
        "lead": _("The reason and what stood there before stay on the promise's page."),
        "trail": [*_trail(found.account), (found.text, found.get_absolute_url())],
        "form": form,
        "submit": title,
        "cancel": found.get_absolute_url(),
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


def _theirs(request: HttpRequest, pk: int) -> ServicePromise:
    found = _found(request, pk)
    if not is_theirs(access_of(request.user), found.account):
        raise PermissionDenied
    return found


def _page(request: HttpRequest, found: ServicePromise, form: ConfirmForm) -> HttpResponse:
    at = timezone.now()
    reading = reading_of(found, at=found.judged_at or at) if found.from_day <= timezone.localdate(at) else None
    theirs = is_theirs(access_of(request.user), found.account)
    may_confirm = theirs and found.measure == ServicePromise.Measure.WORD and found.judged_at is None
    history = AuditEntry.objects.filter(subject=service.subject_of(found)).select_related("actor")
    context: dict[str, Any] = {
        "title": found.text,
        "trail": _trail(found.account),
        "badge": promise_badge(found),
        "promise": found,
        "target": target_words(found),
        "form": form if may_confirm else None,
        "history": history_of(history),
        "may_change": theirs and found.judged_at is None and found.until >= timezone.localdate(at),
        "at": at,
        **(_measured(found, reading, at=at) if reading else {}),
    }
    return render(request, "customers/promise.html", context, status=422 if form.errors else 200)


def _measured(found: ServicePromise, reading: Reading, *, at: datetime) -> dict[str, Any]:
    target, tally = found.target, reading.tally
    weeks = [_week(found, since, at=at) for since in _weeks(found, today=timezone.localdate(at))]
    return {
        "reading": reading,
        "standing": STANDINGS[reading.standing] if found.judged_at is None else None,
        "share": Share(tally.good, tally.counted, target),
        "failed": tally.counted - tally.good,
        "spare": may_still_fail(tally, target) if target is not None and found.judged_at is None else None,
        "graph": day_graph(weeks, goal=target) if any(week.value is not None for week in weeks) else None,
    }


def _weeks(found: ServicePromise, *, today: date) -> list[date]:
    """First days of the promise's last weeks that have begun."""
    begun = (min(found.until, today) - found.from_day).days // 7
    return [found.from_day + timedelta(days=7 * week) for week in range(max(0, begun - WEEKS + 1), begun + 1)]


def _week(found: ServicePromise, since: date, *, at: datetime) -> Day:
    until = min(since + timedelta(days=6), found.until)
    tally = tally_between(found, since, until, at=at)
    if not tally or not tally.counted:
        return Day(since.strftime("%m-%d"), None)
    return Day(since.strftime("%m-%d"), tally.percent, text=f"{tally.good} / {tally.counted}")


def _found(request: HttpRequest, pk: int) -> ServicePromise:
    admit(request.user, ACCOUNT_READERS)
    return get_object_or_404(PROMISES.visible_to(request.user), pk=pk)


def _trail(account: KeyAccount) -> list[tuple[str, str]]:
    return [
        (_("Key accounts"), reverse("customers:key_accounts")),
        (account.customer.name, account.get_absolute_url()),
    ]
