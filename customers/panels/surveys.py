"""What a customer answered, on its timeline."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.shared.timelines import Below, Line, Part, hang, newest
from customers.models import Customer, SurveyAnswer
from customers.tables.surveys import voice_badge


def hang_all() -> None:
    hang("customers.customer", Part("surveys", _("Satisfaction"), answers_of, order=45))


def answers_of(customer: Customer, user: Any, below: Below | None, limit: int) -> Sequence[Line]:
    rows = SurveyAnswer.objects.visible_to(user).filter(invitation__customer=customer).select_related("survey")
    return [
        Line(
            answer.answered_at,
            answer.pk,
            answer.survey.get_kind_display(),
            text=answer.comment,
            icon="message-report",
            badge=voice_badge(answer),
            url=answer.get_absolute_url(),
        )
        for answer in newest(rows, "answered_at", below, limit)
    ]
