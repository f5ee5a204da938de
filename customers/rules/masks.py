"""What of a customer's name is personal. Pure: how a name is masked stands in `crm.shared.masking`."""


def name_is_personal(kind: str) -> bool:
    """A person's name is; an enterprise is known by its name, and nobody finds its file without it."""
    return kind == "person"
