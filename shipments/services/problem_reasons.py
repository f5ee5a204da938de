"""Headquarters' list of problem reasons."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from shipments.models import ProblemReason


@dataclass(frozen=True, slots=True)
class Wording:
    """What may be changed of a reason: everything but its code."""

    category: str
    party: str
    zh: str
    en: str
    template_zh: str
    template_en: str
    active: bool
    order: int

    def as_fields(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}


@transaction.atomic
def add_reason(code: str, wording: Wording, *, by: User, at: datetime) -> ProblemReason:
    """raises Refused when the code is taken. writes shipments_problemreason, audit_auditentry"""
    try:
        with transaction.atomic():
            made = ProblemReason.objects.create(code=code, **wording.as_fields())
    except IntegrityError as taken:
        raise Refused(_("There is a reason with this code already."), code="code_taken") from taken
    record_act("problem_reason.add", f"shipments.problemreason:{code}", by=by, at=at, detail=wording.as_fields())
    return made


@transaction.atomic
def change_reason(reason: ProblemReason, wording: Wording, *, by: User, at: datetime) -> ProblemReason:
    """Reword a reason; records that gave it keep their code. writes shipments_problemreason, audit_auditentry"""
    reason = ProblemReason.objects.select_for_update().get(pk=reason.pk)
    wanted = wording.as_fields()
    changes = [[name, getattr(reason, name), value] for name, value in wanted.items() if getattr(reason, name) != value]
    if changes:
        ProblemReason.objects.filter(pk=reason.pk).update(**wanted)
        subject = f"shipments.problemreason:{reason.code}"
        record_act("problem_reason.change", subject, by=by, at=at, detail={"changes": changes})
        reason.refresh_from_db()
    return reason
