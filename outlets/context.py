"""What every template knows about the visitor."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from outlets.access import NOTHING, access_of
from outlets.queries.notices import must_read
from outlets.queries.saved_views import views_of_page


def access(request: HttpRequest) -> dict[str, object]:
    """`access`; `must_read` and `saved_views`: asked of the database only by a page that shows them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"access": NOTHING, "must_read": None, "saved_views": None}
    return {
        "access": access_of(user),
        "must_read": SimpleLazyObject(lambda: must_read(user, at=timezone.now())),
        "saved_views": SimpleLazyObject(lambda: views_of_page(request)),
    }
