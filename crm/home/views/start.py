"""The door: each role goes to the page where its day begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from crm.home.navigation import start_of
from outlets.access import access_of


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return redirect(start_of(access_of(request.user)))
