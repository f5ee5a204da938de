"""The life of what is published in editions, rule book, prices and thresholds alike: copied, changed, put in force.

Two persons put a draft in force: one proposes it for a day, another publishes it. Whoever changes it in between takes
the proposal back by that.

A published edition never changes: triggers, made in a migration beside each table, refuse it even to us.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from outlets.models.editions import DatedEdition

E = TypeVar("E", bound=DatedEdition)
#: Between two faults of one error: the next one begins with a path.
_FAULTS = re.compile(r"; (?=[a-z_]+[\w.\[\]]*: )")


class Rules(Protocol):
    def to_data(self) -> dict[str, Any]: ...


class FaultyEdition(Refused):
    """Data that makes no edition. `faults` are (path, what is wrong), in the order of the book."""

    def __init__(self, error: ValueError) -> None:
        super().__init__(_("The edition has faults: correct the fields that are marked."), code="faulty_edition")
        parted = (fault.partition(": ") for fault in _FAULTS.split(str(error)))
        self.faults = [(path, words) for path, _colon, words in parted]


def fingerprint(edition: DatedEdition) -> str:
    """Tells whether an edition is still as somebody saw it."""
    kept = json.dumps([edition.data, edition.note], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(kept.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Book(Generic[E]):
    """One kind of editions.

    name   in the audit trail: `rulebook.publish`
    read   what builds the rules from an edition's data, or raises ValueError with every fault
    """

    model: type[E]
    name: str
    read: Callable[[dict[str, Any]], Rules]

    def copy(self, edition: E, *, by: User, at: datetime) -> E:
        """Make a draft from an edition; it takes the next number and, until it is published, tomorrow as its start.

        What the edition left to the defaults of younger fields stands in the draft in full.
        raises   Refused when somebody took that number in this moment
        writes   the model's table, audit_auditentry
        """
        number = (self.model.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        starts_on = _tomorrow(at)
        data = self.read({**edition.data, "number": number, "starts_on": starts_on.isoformat()}).to_data()
        draft = self.model(number=number, starts_on=starts_on, data=data)
        try:
            with transaction.atomic():
                draft.save(force_insert=True)
                self._note("copy", draft, by=by, at=at, detail={"from": edition.number})
        except IntegrityError as clash:
            raise Refused(_("Somebody else has just made a draft: open that one."), code="draft_exists") from clash
        return draft

    @transaction.atomic
    def change(self, edition: E, data: Mapping[str, Any], *, note: str, seen: str, by: User, at: datetime) -> E:
        """Replace a draft's content. Its number and start stay.

        seen     the fingerprint of what the writer had before them
        raises   FaultyEdition with every fault; Refused when published, or changed by somebody else meanwhile
        writes   the model's table, audit_auditentry
        """
        draft = self._draft(edition)
        if fingerprint(draft) != seen:
            raise Refused(_("Somebody else has changed this draft meanwhile: load it again."), code="changed_meanwhile")
        before, after = draft.data, {**data, "number": draft.number, "starts_on": draft.starts_on.isoformat()}
        self._check(after)
        changes = changes_between(before, after)
        if changes or note != draft.note:
            draft.data, draft.note = after, note
            draft.proposed_at = draft.proposed_by = None
            draft.save(update_fields=["data", "note", "proposed_at", "proposed_by"])
            self._note("change", draft, by=by, at=at, detail={"changes": changes, "note": note})
        return draft

    @transaction.atomic
    def propose(self, edition: E, starts_on: date, *, by: User, at: datetime) -> E:
        """Say that a draft is to be in force from `starts_on`: what begins on that day or later will follow it.

        raises   Refused when published already, or when the day is today or past: what has begun keeps its edition
        writes   the model's table, audit_auditentry
        """
        draft = self._draft(edition)
        self._refuse_day(starts_on, at)
        data = {**draft.data, "starts_on": starts_on.isoformat()}
        self._check(data)
        draft.data, draft.starts_on, draft.proposed_at, draft.proposed_by = data, starts_on, at, by
        draft.save(update_fields=["data", "starts_on", "proposed_at", "proposed_by"])
        self._note("propose", draft, by=by, at=at, detail={"starts_on": starts_on.isoformat()})
        return draft

    @transaction.atomic
    def take_back(self, edition: E, *, by: User, at: datetime) -> E:
        """Make a proposal a mere draft again, by whoever proposed it or by whoever would have had to publish it.

        raises   Refused when it is published
        writes   the model's table, audit_auditentry
        """
        draft = self._draft(edition)
        if draft.waiting:
            draft.proposed_at = draft.proposed_by = None
            draft.save(update_fields=["proposed_at", "proposed_by"])
            self._note("take_back", draft, by=by, at=at, detail={})
        return draft

    @transaction.atomic
    def publish(self, edition: E, *, seen: str, by: User, at: datetime) -> E:
        """Put what another person has proposed in force from its day.

        seen     the fingerprint of what the publisher had before them
        raises   Refused when it is not proposed, or by the same person; when it has changed meanwhile, or its day is
                 today or past
        writes   the model's table, audit_auditentry
        """
        draft = self._draft(edition)
        if not draft.waiting:
            raise Refused(_("Nobody has proposed this draft for a day yet."), code="not_proposed")
        if draft.proposed_by_id == by.pk:
            raise Refused(_("You proposed it: somebody else publishes it."), code="same_person")
        if fingerprint(draft) != seen:
            raise Refused(_("Somebody else has changed this draft meanwhile: load it again."), code="changed_meanwhile")
        self._refuse_day(draft.starts_on, at)
        self._check(draft.data)
        draft.published_at, draft.published_by = at, by
        draft.save(update_fields=["published_at", "published_by"])
        detail = {"starts_on": draft.starts_on.isoformat(), "proposed_by": draft.proposed_by_id}
        self._note("publish", draft, by=by, at=at, detail=detail)
        return draft

    @transaction.atomic
    def discard(self, edition: E, *, by: User, at: datetime) -> None:
        """Throw a draft away.

        raises   Refused when it is published
        writes   the model's table, audit_auditentry
        """
        draft = self._draft(edition)
        self._note("discard", draft, by=by, at=at, detail={"note": draft.note})
        draft.delete()

    def _draft(self, edition: E) -> E:
        draft = self.model.objects.select_for_update().filter(pk=edition.pk).first()
        if draft is None:
            raise Refused(_("This draft is gone: somebody threw it away."), code="draft_gone")
        if draft.published_at is not None:
            raise Refused(_("This edition is published and cannot change: copy it into a new draft."), code="published")
        return draft

    def _refuse_day(self, starts_on: date, at: datetime) -> None:
        if starts_on < _tomorrow(at):
            raise Refused(
                _("An edition may start tomorrow at the earliest: what began today follows today's."), code="too_early"
            )
        if self.model.objects.published().filter(starts_on__gt=starts_on).exists():
            raise Refused(
                _("A published edition starts later than this: choose a day after it."), code="before_another"
            )

    def _check(self, data: Mapping[str, Any]) -> None:
        try:
            self.read(dict(data))
        except ValueError as error:
            raise FaultyEdition(error) from error

    def _note(self, act: str, edition: E, *, by: User, at: datetime, detail: Mapping[str, Any]) -> None:
        subject = f"{edition._meta.label_lower}:{edition.number}"
        record_act(f"{self.name}.{act}", subject, by=by, at=at, detail=detail)


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[list[Any]]:
    """[path, old, new] of every value that differs, rules and phrases by their own names."""
    old, new = _flat(before), _flat(after)
    return [[path, old.get(path), new.get(path)] for path in {**old, **new} if old.get(path) != new.get(path)]


def _flat(value: Any, path: str = "") -> dict[str, Any]:
    if isinstance(value, Mapping):
        parts = [(f"{path}.{key}" if path else key, part) for key, part in value.items()]
    elif isinstance(value, list) and value and all(isinstance(part, Mapping) for part in value):
        parts = [(f"{path}[{_name(part, place)}]", part) for place, part in enumerate(value)]
    else:
        return {path: value}
    return {name: leaf for key, part in parts for name, leaf in _flat(part, key).items()}


def _name(part: Mapping[str, Any], place: int) -> str:
    """Texts, phrases and prices have a name; of deadline rows several share a code, so the place tells them apart."""
    if "product" in part:
        return f"{part['product']}-{part.get('distance')}"
    if "phrase" in part or "zh" in part:
        return str(part.get("phrase") or part.get("code"))
    return f"{part.get('code', '')}#{place}"


def _tomorrow(at: datetime) -> date:
    return timezone.localdate(at) + timedelta(days=1)
