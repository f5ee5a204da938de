"""What allauth's own views leave open here."""

from typing import Any

from allauth.account.views import PasswordChangeView
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _


class PasswordChange(PasswordChangeView):
    """Nobody makes a first password for oneself: allauth would look for a page that has no address here."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.has_usable_password():
            return super().dispatch(request, *args, **kwargs)
        messages.warning(request, _("You have no password yet: ask your manager or an administrator to make one."))
        return redirect("home:start")
