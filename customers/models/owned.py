"""What belongs to an outlet, because the customer does."""

from typing import Self

from django.db import models

from outlets.access import access_of


class OwnedQuerySet(models.QuerySet):
    def visible_to(self, user: object) -> Self:
        """Headquarters see all, staff and partner keys what their outlets own."""
        access = access_of(user)
        return self if access.network else self.filter(outlet_id__in=access.outlet_ids)
