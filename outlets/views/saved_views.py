"""Views of lists: saved beside the list, opened in one press, dropped."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.shared.errors import Refused
from outlets.models import SavedView
from outlets.services.saved_views import drop_view, save_view


class SaveForm(forms.Form):
    page = forms.CharField(max_length=60)
    query = forms.CharField(max_length=1000, required=False)
    name = forms.CharField(max_length=30)
    audience = forms.ChoiceField(choices=SavedView.Audience.choices)


@require_POST
def view_save(request: HttpRequest) -> HttpResponse:
    form = SaveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the view a name of at most 30 characters."))
        return redirect(_back(request.POST.get("page", "")))
    try:
        view = save_view(**form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(_back(form.cleaned_data["page"]))
    messages.success(request, _("Saved as “%(name)s”.") % {"name": view.name})
    return redirect(view)


@require_POST
def view_drop(request: HttpRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.visible_to(request.user).droppable_by(request.user), pk=pk)
    drop_view(view)
    messages.success(request, _("Dropped. The list itself is as it was."))
    return redirect(_back(view.page))


def _back(page: str) -> str:
    try:
        return reverse(page)
    except NoReverseMatch:
        return reverse("home:start")
