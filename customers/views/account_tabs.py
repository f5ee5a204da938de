"""What the lists of key accounts have in common: who may enter, and the way from one to the next."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase

from customers.queries.key_accounts import ACCOUNT_READERS
from outlets.access import admit


class ReadersOnly:
    """A list page among the tabs; `here` names its own."""

    here = ""

    def dispatch(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        admit(request.user, ACCOUNT_READERS)
        return super().dispatch(request, **kwargs)  # type: ignore[misc]

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, **kwargs) | {"here": self.here}  # type: ignore[misc]
