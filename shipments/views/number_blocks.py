"""Number blocks: which outlet has which, how many are left, and a new one."""

from typing import Any

from django import forms
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
from crm.shared.fields import NumberInput, PlainIntegerField
from crm.shared.filters import PageFilters, ScopedChoiceFilter
from crm.shared.tables import Column, Table
from crm.shared.views import Empty, ListPage
from outlets.access import access_of, admit
from outlets.models import Outlet
from shipments.forms.waybill import OutletField
from shipments.models import NumberBlock
from shipments.services.number_blocks import give_block

LOW, HIGH = 10**11, 10**12 - 1
MOST = 10**6


class NumberBlockTable(Table[NumberBlock]):
    columns = (
        Column(gettext_lazy("Outlet"), "outlet.name"),
        Column(gettext_lazy("First number"), "first", cell="parts/_code.html"),
        Column(gettext_lazy("Last number"), "last", cell="parts/_code.html"),
        Column(gettext_lazy("Next number"), "next", cell="parts/_code.html", quiet=True),
        Column(gettext_lazy("Left"), "left", numeric=True),
        Column(gettext_lazy("Given"), "given_at", quiet=True),
    )


class NumberBlockFilter(PageFilters):
    outlet = ScopedChoiceFilter(queryset=Outlet.objects.all(), to_field_name="code", label=gettext_lazy("Outlet"))

    class Meta:
        model = NumberBlock
        fields = ()


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


class NumberBlockForm(forms.Form):
    outlet = OutletField(label=gettext_lazy("Outlet"), queryset=Outlet.objects.none())
    first = PlainIntegerField(
        label=gettext_lazy("First number"),
        min_value=LOW,
        max_value=HIGH,
        widget=NumberInput(whole=True),
        help_text=gettext_lazy("12 digits."),
    )
    last = PlainIntegerField(
        label=gettext_lazy("Last number"), min_value=LOW, max_value=HIGH, widget=NumberInput(whole=True)
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["outlet"].queryset = Outlet.objects.filter(active=True)

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and not first <= last < first + MOST:
            self.add_error("last", _("The last number follows the first; a block has a million numbers at most."))
        return self.cleaned_data


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
