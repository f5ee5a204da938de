"""The population of a periodic sample, and the lots drawn from it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import BinaryField, Exists, F, Func, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from customers.models import ChurnCase, Customer, Invitation, Survey
from customers.queries.surveys import asked
from customers.rules.survey_sampling import Stratum


def population(stratum: str, *, asked_since: datetime) -> QuerySet[Customer]:
    """Customers of a stratum who can be written to and were not asked since then. One pass over the customers."""
    lost = (
        ChurnCase.objects.filter(customer=OuterRef("pk"), kind=ChurnCase.Kind.LOST)
        .exclude(state=ChurnCase.State.WON_BACK)
        .order_by()
    )
    recent = asked(Invitation.objects.filter(customer=OuterRef("pk"), invited_at__gt=asked_since)).order_by()
    rows = Customer.objects.current().exclude(phone="").filter(~Exists(recent)).order_by()
    if stratum == Stratum.LOST:
        return rows.filter(Exists(lost))
    return rows.filter(~Exists(lost), standing__tier=stratum)


def drawn(rows: QuerySet[Customer], size: int, *, seed: int) -> QuerySet[Customer]:
    """`survey_sampling.stratified` of one stratum, in the order of drawing."""
    text = Concat(Value(f"{seed}:"), Cast(F("pk"), TextField()))
    lot = Func(text, template="sha256(convert_to(%(expressions)s, 'UTF8'))", output_field=BinaryField())
    return rows.order_by(lot)[:size]


def strata(*, asked_since: datetime) -> Iterator[tuple[str, int]]:
    """Stratum → how many could be asked."""
    for stratum in Stratum:
        yield str(stratum), population(stratum, asked_since=asked_since).count()


def without_recent(survey: Survey, at: datetime) -> datetime:
    """Who was asked later than this is left out."""
    return at - timedelta(days=survey.every_days)
