"""What every template knows about the visitor."""

from django.http import HttpRequest

from outlets.access import NOTHING, access_of


def access(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    return {"access": access_of(user) if user is not None and user.is_authenticated else NOTHING}
