"""Customers asked for their opinion by a link of their own, and what they answer until the link closes."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from crm.accounts.roles import Role
from crm.shared.errors import Refused
from crm.shared.links import public_link
from crm.shared.masking import mask_phones_in
from crm.shared.sentences import kept
from customers.models import (
    ChurnCase,
    Customer,
    CustomerTier,
    Invitation,
    ServiceLevel,
    Survey,
    SurveyAnswer,
    SurveyRound,
    Task,
)
from customers.queries.surveys import asked, survey_in_force, token_hash
from customers.rules.survey_forms import LOW_CSAT, Told, from_data, told
from customers.rules.survey_sampling import Stratum
from customers.services.tasks import open_task
from customers.signals import answered_low

#: How long the outlet's head has to call whoever is not content, where no service level says it.
CALL_WITHIN = timedelta(hours=24)
TOKEN_BYTES = 16
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Ask:
    """A customer to be asked about one matter. key: "delivery:<waybill>"; about: as the customer reads it."""

    customer: Customer
    key: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    invitation: Invitation
    token: str

    @property
    def link(self) -> str:
        return public_link(reverse("survey:answer", args=[self.token]))


def token_of(key: str) -> str:
    """The same matter has the same token, 128 bits that nobody can guess: only its hash is kept."""
    digest = salted_hmac("customers.survey", key, algorithm="sha256").digest()
    return urlsafe_b64encode(digest[:TOKEN_BYTES]).rstrip(b"=").decode()


def invite(customer: Customer, kind: str, *, key: str, at: datetime, about: str = "") -> Invited | None:
    """One customer. None: no form of this kind is in force, or the customer was asked a short time ago."""
    return invite_all([Ask(customer, key, about)], kind, at=at).get(key)


@transaction.atomic
def invite_all(
    wanted: Sequence[Ask], kind: str, *, at: datetime, survey: Survey | None = None, round: SurveyRound | None = None
) -> dict[str, Invited]:
    """Whoever may be asked, by key; a second time the same. Writes to nobody: who asks sends the link.

    survey   another one than that in force
    Left out are those who were asked within the survey's `every_days`, by any survey, by a link that really went out.
    Volume   some thousands a call: four statements. Locks the customers, so that two who ask at once see each other.
    writes   customers_invitation
    """
    survey = survey or survey_in_force(kind)
    if survey is None or not wanted:
        return {}
    customers = sorted({ask.customer.pk for ask in wanted})
    list(Customer.objects.filter(pk__in=customers).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    known = set(Invitation.objects.filter(key__in=[ask.key for ask in wanted]).values_list("key", flat=True))
    resting, strata = _asked_since(customers, at - timedelta(days=survey.every_days)), strata_of(customers)
    made: list[Invitation] = []
    for ask in wanted:
        if ask.key not in known and ask.customer.pk not in resting:
            resting.add(ask.customer.pk)
            made.append(_invitation(ask, survey, round, strata[ask.customer.pk], at=at))
    Invitation.objects.bulk_create(made, batch_size=BATCH, ignore_conflicts=True)
    rows = Invitation.objects.filter(key__in=[ask.key for ask in wanted]).select_related("survey")
    return {row.key: Invited(row, token_of(row.key)) for row in rows}


def _asked_since(customers: Sequence[int], since: datetime) -> set[int]:
    rows = asked(Invitation.objects.filter(customer__in=customers, invited_at__gt=since))
    return set(rows.values_list("customer_id", flat=True))


def strata_of(customers: Sequence[int]) -> dict[int, str]:
    """Customer → stratum: lost before any tier; whoever has no tier yet counts as C."""
    tiers = dict(CustomerTier.objects.filter(customer__in=customers).values_list("customer_id", "tier"))
    lost = set(
        ChurnCase.objects.filter(customer__in=customers, kind=ChurnCase.Kind.LOST)
        .exclude(state=ChurnCase.State.WON_BACK)
        .values_list("customer_id", flat=True)
    )
    return {pk: Stratum.LOST if pk in lost else tiers.get(pk, Stratum.C) for pk in customers}


def _invitation(ask: Ask, survey: Survey, round: SurveyRound | None, stratum: str, *, at: datetime) -> Invitation:
    return Invitation(
        survey=survey,
        round=round,
        key=ask.key,
        customer_id=ask.customer.pk,
        outlet_id=ask.customer.outlet_id,
        stratum=stratum,
        about=ask.about,
        token_hash=token_hash(token_of(ask.key)),
        invited_at=at,
        closes_at=at + timedelta(days=survey.open_days),
    )


@transaction.atomic
def answer(invitation: Invitation, given: Mapping[str, Any], *, at: datetime) -> SurveyAnswer:
    """Keep what the customer says; said again before the link closes, the new words hold.

    given    as `customers.rules.survey_forms.told` reads it
    raises   Refused when the link is closed; UnfitAnswers
    writes   customers_surveyanswer, customers_invitation; customers_task when it is low
    sends    answered_low
    """
    locked = (
        Invitation.objects.select_for_update(of=("self",)).select_related("survey", "customer").get(pk=invitation.pk)
    )
    if not locked.closes_at > at or locked.customer.state == Customer.State.ANONYMOUS:
        raise Refused(_("This survey is closed."), code="survey_closed")
    said = told(from_data(locked.survey.questions), given)
    row = SurveyAnswer.objects.filter(invitation=locked).first()
    if row is None:
        row = SurveyAnswer(invitation=locked, survey_id=locked.survey_id, outlet_id=locked.outlet_id, answered_at=at)
        row.stratum = locked.stratum
    elif row.answers == said.answers:
        return row
    else:
        row.changed_at = at
    row.answers, row.csat, row.nps = said.answers, said.csat, said.nps
    row.comment, row.competitor = mask_phones_in(said.comment), said.competitor
    row.save()
    Invitation.objects.filter(pk=locked.pk, opened_at=None).update(opened_at=at)
    if said.low and row.task_id is None:
        row.task = _to_be_called(row, said, at=at)
        row.save(update_fields=["task"])
        answered_low.send(sender=SurveyAnswer, customer=locked.customer, answer=row, at=at)
    return row


def _to_be_called(answer: SurveyAnswer, said: Told, *, at: datetime) -> Task:
    """The outlet's head calls within the time that the tier is promised: the task stands when the answer does."""
    words = mask_phones_in(said.comment) or "—"
    if said.csat is not None and said.csat <= LOW_CSAT:
        title = kept(gettext_noop("Survey, %(stars)s of 5 stars: %(note)s"), limit=200, stars=said.csat, note=words)
    else:
        title = kept(gettext_noop("Survey, %(points)s of 10 points: %(note)s"), limit=200, points=said.nps, note=words)
    level = ServiceLevel.objects.filter(tier=answer.stratum).first()
    within = timedelta(minutes=level.response_minutes) if level else CALL_WITHIN
    return open_task(
        answer.invitation.customer,
        kind=Task.Kind.DISSATISFIED,
        title=title,
        due_at=at + within,
        at=at,
        role=Role.MANAGER,
        url=answer.get_absolute_url(),
        key=f"survey:{answer.invitation_id}",
    )


def close(invitations: Any, *, at: datetime) -> int:
    """Nothing is answered or changed any more. Returns how many were open.

    invitations   QuerySet of Invitation
    writes        customers_invitation
    """
    return int(invitations.filter(closes_at__gt=at).update(closes_at=at))
