"""A key does what its scopes say."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class HasScope(BasePermission):
    """The view's `scopes` name the scope per method; a method that it does not take is left to answer 405."""

    message = _("This key lacks the scope for this call.")

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        method = "GET" if request.method == "HEAD" else request.method
        if method.lower() not in view.http_method_names or not hasattr(view, method.lower()):
            return True
        return view.scopes.get(method) in request.user.scopes
