"""What an invited customer opens: a form of its own, until it closes. No login, no script.

Looking records nothing: mail programs and virus scanners open links before any person does. Stars that a link names
are shown as chosen and kept when they are sent. A token that nobody has and one that is closed see the same page.
"""

import time

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from crm.shared.addresses import address_of
from crm.shared.counting import within
from crm.shared.errors import Refused
from customers.forms.survey_answers import AnswerForm
from customers.models import Invitation
from customers.queries.surveys import invitation_by
from customers.rules.survey_forms import from_data
from customers.services.surveys import answer as keep

HOUR = 3600
#: A household or an office sends from one address; nobody changes one answer more often.
BY_ADDRESS, BY_TOKEN = 60, 20


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST" and not _admitted(address_of(request), token):
        return _closed(request, words=_("Too many answers came from here. Try again in an hour."), status=429)
    invitation, at = invitation_by(token), timezone.now()
    if invitation is None or invitation.closes_at <= at:
        return _closed(request)
    questions = from_data(invitation.survey.questions)
    if request.method != "POST":
        given = getattr(getattr(invitation, "answer", None), "answers", None)
        form = AnswerForm(questions, given)
        form.preselect(request.GET.get("s", ""))
        return _shown(request, invitation, form)
    form = AnswerForm.sent(questions, request.POST)
    if not form.is_valid():
        return _shown(request, invitation, form, status=422)
    try:
        keep(invitation, form.given, at=at)
    except Refused:
        return _closed(request)
    return redirect(f"{request.path}?kept=1")


def _shown(request: HttpRequest, invitation: Invitation, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    context = {
        "title": invitation.survey.words,
        "invitation": invitation,
        "form": form,
        "kept": request.GET.get("kept") == "1" and hasattr(invitation, "answer"),
    }
    return render(request, "customers/survey_public.html", context, status=status)


def _closed(request: HttpRequest, *, words: str = "", status: int = 404) -> HttpResponse:
    context = {"title": _("Thank you for your visit"), "words": words}
    return render(request, "customers/survey_closed.html", context, status=status)


def _admitted(address: str, token: str) -> bool:
    now = time.time()
    counted = (("address", address, BY_ADDRESS), ("token", token, BY_TOKEN))
    return all(
        within(f"survey:{kind}:{_digest(told)}", allowed=most, span=HOUR, now=now) for kind, told, most in counted
    )


def _digest(told: str) -> str:
    """What is counted holds nothing personal."""
    return salted_hmac("customers.survey_public", told).hexdigest()[:32]
