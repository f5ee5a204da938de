"""Forms of surveys: a draft is edited, published by one act, and then never changed; the one before it retires."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import NETWORK_EDITORS, Role
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from customers.models import Survey
from customers.rules.survey_forms import Question, faults_of, from_data, to_data

#: Who writes forms, draws samples and notes what was heard elsewhere.
SURVEY_EDITORS = NETWORK_EDITORS | {Role.CRG}


@dataclass(frozen=True, slots=True)
class Form:
    """What a draft says. title: by language; open_days: answered within; every_days: one invitation within."""

    title: dict[str, str]
    questions: Sequence[Question]
    open_days: int
    every_days: int


@transaction.atomic
def draft_from(survey: Survey, *, by: User, at: datetime) -> Survey:
    """The draft of this kind: the one there is, or a copy in the next version.

    writes   customers_survey, audit_auditentry
    """
    rows = Survey.objects.select_for_update().filter(kind=survey.kind)
    found = rows.filter(published_at=None).first()
    if found is not None:
        return found
    number = rows.order_by().aggregate(last=Max("version"))["last"] + 1
    draft = Survey.objects.create(
        kind=survey.kind,
        version=number,
        title=survey.title,
        questions=survey.questions,
        open_days=survey.open_days,
        every_days=survey.every_days,
    )
    _record("survey.draft", draft, by=by, at=at)
    return draft


def change_draft(survey: Survey, form: Form, *, by: User, at: datetime) -> None:
    """
    raises   Refused when it was published meanwhile
    writes   customers_survey, audit_auditentry
    """
    with transaction.atomic():
        changed = Survey.objects.filter(pk=survey.pk, published_at=None).update(
            title=form.title,
            questions=to_data(form.questions),
            open_days=form.open_days,
            every_days=form.every_days,
        )
        if not changed:
            raise _published()
        _record("survey.change", survey, by=by, at=at)


@transaction.atomic
def publish(survey: Survey, *, by: User, at: datetime) -> Survey:
    """From now on customers are asked this; who was asked before answers what was asked then.

    raises   Refused when it is published already, or lacks something
    writes   customers_survey, audit_auditentry
    """
    rows = {row.pk: row for row in Survey.objects.select_for_update().filter(kind=survey.kind)}
    draft = rows[survey.pk]
    if draft.published_at is not None:
        raise _published()
    if faults_of(from_data(draft.questions)):
        raise Refused(_("The form is not whole yet: save it without faults first."), code="survey_faulty")
    Survey.objects.filter(pk__in=rows, retired_at=None).exclude(published_at=None).update(retired_at=at)
    draft.published_at, draft.published_by = at, by
    draft.save(update_fields=["published_at", "published_by"])
    _record("survey.publish", draft, by=by, at=at)
    return draft


def discard(survey: Survey, *, by: User, at: datetime) -> None:
    """
    raises   Refused when it is published
    writes   customers_survey, audit_auditentry
    """
    with transaction.atomic():
        if not Survey.objects.filter(pk=survey.pk, published_at=None).delete()[0]:
            raise _published()
        _record("survey.discard", survey, by=by, at=at)


def _published() -> Refused:
    return Refused(_("This version is published and cannot change: make a new one."), code="survey_published")


def _record(action: str, survey: Survey, *, by: User, at: datetime) -> None:
    record_act(action, f"customers.survey:{survey.kind}:{survey.version}", by=by, at=at)
