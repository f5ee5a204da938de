"""Finding customers by a few typed characters: `customers.rules.search_terms` says what they mean."""

from django.db.models import Q, QuerySet

from customers.models import Customer
from customers.rules.search_terms import meanings, outlet_term
from outlets.access import access_of

#: Somebody of more outlets than this is narrowed by `visible_to` alone.
OUTLETS = 3


def customers_like(typed: str, user: object, rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """The rows that the text means; all of them while it is too short to mean anything.

    rows   already those that the user may see
    """
    words = meanings(typed)
    if not words:
        return rows
    outlets = access_of(user).outlet_ids
    own = [outlet_term(outlet) for outlet in sorted(outlets)] if 0 < len(outlets) <= OUTLETS else []
    for alternatives in words:
        sought = Q()
        for terms in alternatives:
            for outlet in own or [""]:
                sought |= Q(search_entry__terms__contains=sorted({*terms, *filter(None, [outlet])}))
        rows = rows.filter(sought)
    return rows
