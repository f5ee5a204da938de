"""Surveys in force, invitations found by their token, and what was answered in a period."""

import hashlib
from datetime import date, timedelta

from django.db.models import QuerySet

from crm.outbox.models import Message
from crm.shared.days import midnight
from customers.models import Invitation, Survey, SurveyAnswer

#: A message that ended so has asked nobody.
UNSENT = (Message.State.SKIPPED, Message.State.DEAD, Message.State.FAILED)


def survey_in_force(kind: str) -> Survey | None:
    return Survey.objects.filter(kind=kind, retired_at=None).exclude(published_at=None).first()


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_by(token: str) -> Invitation | None:
    """Whom this token was made for; None: nobody, or somebody who is forgotten."""
    rows = Invitation.objects.select_related("survey", "customer", "outlet", "answer")
    return rows.filter(token_hash=token_hash(token)).exclude(customer__state="anonymous").first()


def asked(rows: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """Without those whose message never went out. A left join, so that those without a message stay."""
    return rows.exclude(message__isnull=False, message__state__in=UNSENT)


def answered_in(rows: QuerySet[SurveyAnswer], since: date, until: date) -> QuerySet[SurveyAnswer]:
    """Answers given on these days of the network, both included. Reads survey_answer_of_outlet or _of_survey."""
    return rows.filter(answered_at__gte=midnight(since), answered_at__lt=midnight(until + timedelta(days=1)))
