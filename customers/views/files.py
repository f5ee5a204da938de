"""The customer file: opened at the counter with a name and a number, and changed by several at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from crm.accounts.roles import ANONYMISERS, FILE_KEEPERS
from crm.shared.errors import Refused
from customers.forms.files import FileForm, QuickForm, keepers_of
from customers.forms.seen import Choice
from customers.models import Customer
from customers.services.changes import Conflict
from customers.services.duplicates import Like, facts, likely
from customers.services.files import CUSTOM, WrongCustom, change_customer, open_customer, values_of
from customers.tables.customers import shown_name
from customers.views.people import DAYS, PEOPLE
from customers.views.words import CONSENTS, USES
from outlets.access import access_of
from outlets.permissions import needs

#: In the order in which somebody on the telephone needs them.
SECTIONS = (PEOPLE, CONSENTS, DAYS, USES)
#: What a new file is asked to be, when it is like one that stands there already.
ANYWAY = "anyway"
#: A form that somebody else has begun: what it holds is filled in, and nothing is complained about yet.
PREFILL = "prefill"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(FILE_KEEPERS)
def customer_new(request: HttpRequest) -> HttpResponse:
    """A name and a number. A POST with `prefill` shows the form filled in: a number never stands in an address."""
    access = access_of(request.user)
    if request.method != "POST" or PREFILL in request.POST:
        begun = {name: request.POST[name] for name in QuickForm.base_fields if request.POST.get(name)}
        return _new(request, QuickForm(initial=begun, access=access, user=request.user))
    form = QuickForm(request.POST, access=access, user=request.user)
    if not form.is_valid():
        return _new(request, form, status=422)
    told = {name: form.cleaned_data[name] for name in QuickForm.base_fields}
    likes = [] if ANYWAY in request.POST else _likes(form)
    if likes:
        return _new(request, form, likes=likes, status=422)
    try:
        opened = open_customer(form.outlet(), told.pop("code"), **told, by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error("code", str(refusal))
        return _new(request, form, status=422)
    messages.success(request, _("The file is open: %(code)s.") % {"code": opened.code})
    return redirect("customers:customer_edit" if "edit" in request.POST else "customers:customer", opened.pk)


@never_cache
@require_POST
@needs(FILE_KEEPERS)
def customer_alike(request: HttpRequest) -> HttpResponse:
    """Files that may be whoever is being typed in, for the form while it is filled."""
    form = QuickForm(request.POST, access=access_of(request.user), user=request.user)
    form.is_valid()
    return render(request, "customers/_alike.html", {"likes": _likes(form)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(FILE_KEEPERS)
def customer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The file in its blocks. A field that two have changed is asked about; what was typed stays typed."""
    customer = _file_or_404(request, pk)
    form = _form(request, customer)
    if request.method != "POST":
        return _edit(request, customer, form)
    if not form.is_valid():
        return _edit(request, customer, form, status=422)
    try:
        changed = change_customer(customer, form.wish(), seen=form.what_was_seen(), by=request.user, at=timezone.now())
    except Conflict as conflict:
        return _asked(request, form, conflict)
    except WrongCustom as wrong:
        form.add_error(CUSTOM + wrong.field, str(wrong))
        return _edit(request, customer, form, status=422)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _edit(request, customer, form, status=422)
    messages.success(request, _("Saved."))
    _warn_of_likes(request, customer, changed)
    return redirect(changed)


def _file_or_404(request: HttpRequest, pk: int) -> Customer:
    rows = Customer.objects.visible_to(request.user).select_related("outlet", "keeper")
    found: Customer = get_object_or_404(rows, pk=pk)
    return found


def _form(request: HttpRequest, customer: Customer) -> FileForm:
    keepers = keepers_of(customer.outlet)
    return FileForm(request.POST or None, customer=customer, values=values_of(customer), keepers=keepers)


def _new(request: HttpRequest, form: QuickForm, *, likes: list[Like] | None = None, status: int = 200) -> HttpResponse:
    context = {"title": _("New customer"), "trail": _trail(), "form": form, "likes": likes or [], "asked": bool(likes)}
    return render(request, "customers/customer_new.html", context, status=status)


def _edit(
    request: HttpRequest,
    customer: Customer,
    form: FileForm,
    *,
    choices: list[Choice] | None = None,
    also: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    clashing = frozenset(choice.field.name for choice in choices or ())
    context = {
        "title": shown_name(customer),
        "trail": [*_trail(), (shown_name(customer), customer.get_absolute_url())],
        "customer": customer,
        "form": form,
        "blocks": list(form.blocks(without=clashing)),
        "choices": choices or [],
        "also": also or [],
        "sections": [render_to_string(each.template, each.context(customer, request.user)) for each in SECTIONS],
        "may_anonymise": access_of(request.user).has(ANONYMISERS),
    }
    return render(request, "customers/customer_edit.html", context, status=status)


def _asked(request: HttpRequest, form: FileForm, conflict: Conflict) -> HttpResponse:
    """The page again, on top the fields to decide about."""
    fresh = _form(request, conflict.row)
    choices = fresh.take_over(form, conflict)
    also = [str(fresh.fields[name].label) for name in conflict.theirs if name in fresh.fields]
    return _edit(request, conflict.row, fresh, choices=choices, also=also, status=409)


def _likes(form: QuickForm) -> list[Like]:
    """Of the outlet's files, as far as the form says who it is."""
    told = form.cleaned_data
    outlet = form.only_outlet or told.get("outlet")
    if outlet is None or not (told.get("name") or told.get("phone")):
        return []
    sought = facts(told.get("name", ""), phone=told.get("phone", ""), address=told.get("address", ""))
    return likely(sought, outlet)


def _warn_of_likes(request: HttpRequest, before: Customer, after: Customer) -> None:
    """What was not alike before this change may be now."""
    if all(getattr(before, name) == getattr(after, name) for name in ("name", "phone", "address")):
        return
    found = likely(facts(after.name, phone=after.phone, address=after.address), after.outlet, besides=after)
    if found:
        like = found[0].customer
        words = _("This may be the same customer as %(name)s (%(code)s).")
        messages.warning(request, words % {"name": shown_name(like), "code": like.code})


def _trail() -> list[tuple[str, str]]:
    return [(_("Customers"), reverse("customers:customers"))]
