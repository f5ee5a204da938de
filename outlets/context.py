"""What every template knows about the visitor."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from outlets.access import NOTHING, access_of
from outlets.queries.notices import must_read


def access(request: HttpRequest) -> dict[str, object]:
    """`access`, and `must_read`: asked of the database only by a page that shows it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"access": NOTHING, "must_read": None}
    return {"access": access_of(user), "must_read": SimpleLazyObject(lambda: must_read(user, at=timezone.now()))}
