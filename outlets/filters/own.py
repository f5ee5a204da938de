"""Lists of somebody who belongs to one outlet."""

from typing import Any

from crm.shared.filters import PageFilters
from outlets.access import access_of

PLACES = ("outlet", "region", "hub")


class OwnOutletFilters(PageFilters):
    """Who belongs to one outlet is not asked which; the list leaves its column out too (`told`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        access = access_of(self.request.user) if self.request else None
        if access and not access.network and access.only_outlet_id:
            self.told = frozenset(name for name in PLACES if name in self.filters and not self.data.get(name))
            for name in self.told:
                del self.filters[name]
