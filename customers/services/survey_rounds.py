"""Periodic samples: drawn by a recorded seed from every tier and from the lost, asked by a message each, closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.outbox.services.stopping import open_batch
from crm.shared.errors import Refused
from customers.models import Survey, SurveyRound
from customers.queries.survey_samples import drawn, population, without_recent
from customers.queries.surveys import survey_in_force
from customers.rules.survey_sampling import Stratum, needed
from customers.services.survey_messages import send_links
from customers.services.surveys import Ask, close, invite_all

MOST_ASKED = 5000


@dataclass(frozen=True, slots=True)
class Wanted:
    """sizes: stratum → how many are asked."""

    name: str
    seed: int
    sizes: Mapping[str, int]


@transaction.atomic
def draw_round(wanted: Wanted, *, by: User, at: datetime) -> SurveyRound:
    """Draw, invite and write to them. Who refuses messages is left out when they are sent.

    raises   Refused without a form in force, without somebody of each stratum, or for too many
    writes   customers_surveyround, customers_invitation, outbox_batch, outbox_message, audit_auditentry
    """
    survey = survey_in_force(Survey.Kind.PERIODIC)
    if survey is None:
        raise Refused(_("No form for periodic samples is in force: publish one first."), code="no_survey")
    if needed(wanted.sizes):
        raise Refused(_("Ask somebody of every tier and of the lost: else it says nothing of them."), code="strata")
    if sum(wanted.sizes.values()) > MOST_ASKED:
        words = _("A sample has %(most)s customers at most.")
        raise Refused(words % {"most": MOST_ASKED}, code="sample_too_large")
    since = without_recent(survey, at)
    rows = {stratum: population(stratum, asked_since=since) for stratum in Stratum}
    round_ = SurveyRound.objects.create(
        survey=survey,
        name=wanted.name,
        seed=wanted.seed,
        sizes=dict(wanted.sizes),
        populations={str(stratum): people.count() for stratum, people in rows.items()},
        drawn_at=at,
        drawn_by=by,
    )
    asks = [
        Ask(customer, f"round:{round_.pk}:{customer.pk}")
        for stratum, people in rows.items()
        for customer in drawn(people, wanted.sizes[stratum], seed=wanted.seed)
    ]
    invited = invite_all(asks, survey.kind, at=at, survey=survey, round=round_)
    send_links(invited.values(), at=at, batch=open_batch(batch_key(round_), name=round_.name, by=by, at=at))
    record_act("survey.draw", f"customers.surveyround:{round_.pk}", by=by, at=at, detail={"seed": wanted.seed})
    return round_


def batch_key(round_: SurveyRound) -> str:
    """Under which its messages are stopped together."""
    return f"survey_round:{round_.pk}"


def close_round(round_: SurveyRound, *, by: User, at: datetime) -> int:
    """Nobody of this sample answers any more. Returns how many could still have.

    writes   customers_invitation, audit_auditentry
    """
    with transaction.atomic():
        closed = close(round_.invitations.all(), at=at)
        if closed:
            record_act("survey.close", f"customers.surveyround:{round_.pk}", by=by, at=at, detail={"open": closed})
    return closed
