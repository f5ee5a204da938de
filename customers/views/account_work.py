"""The customer-relations group's own work page: what waits at the accounts somebody cares for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.accounts.roles import HQ_ROLES
from crm.shared.figures import Stat
from customers.models import KeyAccount
from customers.queries.key_accounts import APPROVERS, Desk, desk
from customers.tables.key_accounts import STANDINGS, promise_badge, review_badge, target_words
from outlets.access import access_of, admit

#: Rows of a box; its figure counts all of them, and its heading leads to the whole list where there is one.
SHOWN = 10


@require_safe
def account_work(request: HttpRequest) -> HttpResponse:
    admit(request.user, HQ_ROLES)
    at, everybody = timezone.now(), request.GET.get("whose") == "group"
    accounts = KeyAccount.objects.visible_to(request.user).filter(ended_at=None)
    if not everybody:
        accounts = accounts.filter(owner=request.user)
    found = desk(accounts, user=request.user, at=at)
    context = {
        "title": _("Key accounts: what waits"),
        "everybody": everybody,
        "stats": _stats(found, owner=None if everybody else request.user.pk),
        "reviews": [(each, review_badge(each)) for each in found.reviews],
        "at_risk": [(each, STANDINGS[each.standing], target_words(each.promise)) for each in found.at_risk],
        "by_word": [(each, promise_badge(each)) for each in found.by_word],
        "broken": [(each, promise_badge(each), target_words(each)) for each in found.broken],
        "tasks": list(found.tasks),
        "moved": list(found.moved),
        "churn": list(found.churn),
        "expenses": list(found.expenses) if access_of(request.user).has(APPROVERS) else [],
        "at": at,
    }
    return render(request, "customers/account_work.html", context)


def _stats(found: Desk, *, owner: int | None) -> list[Stat]:
    mine = {"owner": owner} if owner else {}
    tasks, churn, moved = found.tasks.count(), found.churn.count(), found.moved.count()
    reviews = found.reviews.count()
    return [
        Stat(
            _("Accounts"),
            found.accounts.count(),
            reverse("customers:key_accounts", query={**mine, "state": "shared"}),
            definition=_("Shared with the group and cared for."),
        ),
        Stat(
            _("Reviews due"),
            reviews,
            reverse("customers:account_reviews", query={**mine, "state": "soon"}),
            kind="soon" if reviews else "",
            definition=_("Joint reviews within 14 days, and those overdue."),
        ),
        Stat(
            _("Promises at risk"),
            len(found.at_risk),
            reverse("customers:promises", query={**mine, "state": "risk"}),
            kind="overdue" if found.at_risk else "",
            definition=_("Running promises that measure below their target now, or less than 1 point above it."),
        ),
        Stat(_("Open tasks"), tasks, "#tasks", definition=_("Of these customers, whoever has to do them.")),
        Stat(_("Tier changes"), moved, "#moved", definition=_("In the evaluations of the last two months.")),
        Stat(
            _("Going away"),
            churn,
            "#churn",
            kind="overdue" if churn else "",
            definition=_("Open churn cases of these customers."),
        ),
    ]
