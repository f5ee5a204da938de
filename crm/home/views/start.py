"""The door: each role goes to the page where its day begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from crm.home.navigation import START_HEADQUARTERS, START_OUTLET
from outlets.access import access_of


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return redirect(START_HEADQUARTERS if access_of(request.user).network else START_OUTLET)
