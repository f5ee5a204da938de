"""Number blocks: which outlet has which, how many are left, and a new one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from crm.accounts.roles import NETWORK_EDITORS
from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage
from outlets.access import access_of, admit
from shipments.filters.quotations import NumberBlockFilter
from shipments.forms.number_blocks import NumberBlockForm
from shipments.models import NumberBlock
from shipments.services.number_blocks import give_block
from shipments.tables.number_blocks import NumberBlockTable


class NumberBlockList(ListPage):
    queryset = NumberBlock.objects.select_related("outlet")
    filterset_class = NumberBlockFilter
    table_class = NumberBlockTable
    title = gettext_lazy("Number blocks")
    ordering = ("-id",)
    template_name = "shipments/number_blocks.html"
    empty = Empty(
        gettext_lazy("No blocks"),
        gettext_lazy("From its block an outlet draws the number of a waybill that is not printed beforehand."),
    )

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        may_give = access_of(request.user).has(NETWORK_EDITORS)
        return super().get_context(request, **kwargs) | {"may_give": may_give}


@require_http_methods(["GET", "HEAD", "POST"])
def number_block_give(request: HttpRequest) -> HttpResponse:
    admit(request.user, NETWORK_EDITORS)
    form = NumberBlockForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            give_block(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("first", str(refusal))
        else:
            messages.success(request, _("The block is given."))
            return redirect("shipments:number_blocks")
    here = reverse("shipments:number_blocks")
    context = {"title": _("Give a block"), "form": form, "trail": [(_("Number blocks"), here)], "cancel": here}
    return render(request, "form_page.html", context, status=422 if form.errors else 200)
