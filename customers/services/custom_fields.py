"""Which fields headquarters add to customer files."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from customers.models import CustomField


@transaction.atomic
def keep_field(row: CustomField, *, by: object, at: datetime) -> CustomField:
    """Add a field, or change its words, choices and place; code and type stay for what is kept under them.

    raises   Refused when a field that exists would get another code or type
    writes   customers_customfield, audit_auditentry
    """
    before = CustomField.objects.select_for_update().filter(pk=row.pk).first()
    if before and (before.code, before.type) != (row.code, row.type):
        raise Refused(_("Code and type of a field stay as they are: add another one."), code="field_fixed")
    row.save()
    action = "custom_field.change" if before else "custom_field.add"
    record_act(action, f"customers.customfield:{row.code}", by=by, at=at, detail={"active": row.active})
    return row
