"""The asker behind a partner's key."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Partner:
    """One request's partner.

    outlet_codes   empty: every outlet; `outlets.access.access_of` turns them into rows once
    """

    key_id: int
    name: str
    prefix: str
    scopes: frozenset[str]
    outlet_codes: tuple[str, ...]
    requests_per_minute: int | None = None
    is_authenticated: bool = True
    is_active: bool = True
    _access: object = field(default=None, repr=False)

    def __str__(self) -> str:
        return self.name

    @property
    def source(self) -> str:
        """How scans of this partner are marked."""
        return f"partner:{self.prefix}"
