"""A call script's life: a version is copied into a draft, changed, and published as the next version."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from outlets.models import CallScript
from outlets.rules.call_script import Script


class FaultyScript(Refused):
    """Data that makes no script. `faults` are (path, what is wrong)."""

    def __init__(self, error: ValueError) -> None:
        super().__init__(_("The script has faults: correct the fields that are marked."), code="faulty_script")
        parted = (fault.partition(": ") for fault in str(error).split("; "))
        self.faults = [(path, words) for path, _colon, words in parted]


def fingerprint(script: CallScript) -> str:
    """Tells whether a draft is still as somebody saw it."""
    kept = json.dumps([script.steps, script.note], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(kept.encode()).hexdigest()[:16]


def copy_script(script: CallScript, *, by: User, at: datetime) -> CallScript:
    """Make a draft of the next version from this one.

    raises   Refused when there is a draft of this occasion already
    writes   outlets_callscript, audit_auditentry
    """
    same = CallScript.objects.filter(occasion=script.occasion)
    version = (same.aggregate(last=Max("version"))["last"] or 0) + 1
    draft = CallScript(occasion=script.occasion, version=version, steps=script.steps)
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
            record_act("call_script.copy", _subject(draft), by=by, at=at, detail={"from": script.version})
    except IntegrityError as clash:
        raise Refused(_("There is a draft of this script already: open that one."), code="draft_exists") from clash
    return draft


@transaction.atomic
def change_draft(
    script: CallScript, steps: list[dict[str, Any]], *, note: str, seen: str, by: User, at: datetime
) -> CallScript:
    """Replace a draft's steps.

    seen     the fingerprint of what the writer had before them
    raises   FaultyScript with every fault; Refused when published, gone, or changed by somebody else meanwhile
    writes   outlets_callscript, audit_auditentry
    """
    draft = _draft(script)
    if fingerprint(draft) != seen:
        raise Refused(_("Somebody else has changed this draft meanwhile: load it again."), code="changed_meanwhile")
    draft.steps, draft.note = _read(steps).to_data(), note
    draft.save(update_fields=["steps", "note"])
    record_act("call_script.change", _subject(draft), by=by, at=at, detail={"note": note})
    return draft


@transaction.atomic
def publish_script(script: CallScript, *, by: User, at: datetime) -> CallScript:
    """Put a draft in force: every call from now on shows it. Older versions stay, for the calls that cite them.

    raises   Refused when published already or gone; FaultyScript
    writes   outlets_callscript, audit_auditentry
    """
    draft = _draft(script)
    _read(draft.steps)
    draft.published_at, draft.published_by = at, by
    draft.save(update_fields=["published_at", "published_by"])
    record_act("call_script.publish", _subject(draft), by=by, at=at)
    return draft


@transaction.atomic
def discard_draft(script: CallScript, *, by: User, at: datetime) -> None:
    """raises   Refused when it is published or gone"""
    draft = _draft(script)
    record_act("call_script.discard", _subject(draft), by=by, at=at, detail={"note": draft.note})
    draft.delete()


def _draft(script: CallScript) -> CallScript:
    draft = CallScript.objects.select_for_update().filter(pk=script.pk).first()
    if draft is None:
        raise Refused(_("This draft is gone: somebody threw it away."), code="draft_gone")
    if draft.published_at is not None:
        raise Refused(_("This version is published and cannot change: copy it into a new draft."), code="published")
    return draft


def _read(steps: Any) -> Script:
    try:
        return Script.from_data(steps)
    except ValueError as error:
        raise FaultyScript(error) from error


def _subject(script: CallScript) -> str:
    return f"outlets.callscript:{script.occasion}-{script.version}"
