from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from crm.accounts.roles import RULE_EDITORS
from crm.shared.figures import Change, Stat
from outlets.access import admit
from shipments.models import RuleEdition
from shipments.quality.forms.simulation import PeriodForm
from shipments.quality.services.simulating import RuleChange, simulate

DUTIES = {
    "arrivals": gettext_lazy("Arrival scan"),
    "deliveries": gettext_lazy("Delivery"),
    "signs": gettext_lazy("Sign entry"),
}


@require_safe
def simulation(request: HttpRequest, number: int) -> HttpResponse:
    """What the edition would have fined in the days chosen. Reads only; a press of the button away from the draft."""
    admit(request.user, RULE_EDITORS)
    tried = get_object_or_404(RuleEdition, number=number)
    form = PeriodForm(request.GET if "since" in request.GET else None, today=timezone.localdate())
    changes = simulate(tried, form.cleaned_data["since"], form.cleaned_data["until"]) if form.is_valid() else []
    context = {
        "title": _("Edition %(number)s tried on days past") % {"number": number},
        "trail": [
            (_("Rule book"), reverse("shipments:rulebook")),
            (_("Edition %(number)s") % {"number": number}, reverse("shipments:rulebook_edition", args=[number])),
        ],
        "edition": tried,
        "form": form,
        "changes": [(DUTIES[change.duty], change) for change in changes],
        "stats": _stats(changes),
    }
    return render(request, "quality/simulation.html", context, status=200 if form.is_valid() else 422)


def _stats(changes: list[RuleChange]) -> list[Stat]:
    was, would_be = (sum(getattr(one, side).count for one in changes) for side in ("was", "would_be"))
    cost, would_cost = (
        sum((getattr(one, side).yuan or Decimal(0) for one in changes), Decimal(0)) for side in ("was", "would_be")
    )
    return [
        Stat(_("Violations under the rules in force"), was, whole=f"¥{cost:,.2f}"),
        Stat(
            _("Violations under this edition"),
            would_be,
            kind="fined",
            whole=f"¥{would_cost:,.2f}",
            change=Change(f"{would_be - was:+,}", would_be > was, would_be < was) if would_be != was else None,
        ),
    ]
