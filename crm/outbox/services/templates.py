"""Texts written, proposed, approved by another person, taken back."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.outbox.models import Template
from crm.outbox.rules.template_faults import Fault, allowed, faults
from crm.shared.errors import Refused

FAULTS = {
    Fault.EMPTY: _("There is no text."),
    Fault.PURPOSE: _("This code is used for the other purpose."),
    Fault.VARIABLES: _("The text names a variable that this use does not fill in."),
    Fault.BRACES: _("Braces stand around variables only."),
    Fault.UNSIGNED: _("An SMS begins with who writes it: 【驿客】."),
    Fault.NO_REFUSAL: _("A greeting or offer by SMS says how to refuse it: 拒收请回复R."),
    Fault.NO_TITLE: _("An e-mail needs a title."),
}


@dataclass(frozen=True, slots=True)
class Words:
    """purpose: of models.Purpose; provider_code: as the provider has registered the text."""

    purpose: str
    text: str
    title: str = ""
    provider_code: str = ""


@transaction.atomic
def write(code: str, channel: str, words: Words, *, by: User, at: datetime) -> Template:
    """The next version of a code, as a draft.

    raises   Refused for faulty words, and while another draft of it is open
    writes   outbox_template, audit_auditentry
    """
    versions = Template.objects.select_for_update().filter(code=code, channel=channel).order_by("-version")
    known = list(versions)
    if any(each.approved_at is None and each.retired_at is None for each in known):
        raise Refused(_("There is a draft of this text already: change that one."), code="open_draft")
    _refuse_faults(code, channel, words)
    template = Template.objects.create(
        code=code,
        channel=channel,
        version=known[0].version + 1 if known else 1,
        variables=list(allowed(code)),
        written_at=at,
        written_by=by,
        **asdict(words),
    )
    _note("template.write", template, by, at)
    return template


@transaction.atomic
def change(template: Template, words: Words, *, by: User, at: datetime) -> Template:
    """A draft in other words; whoever wrote the last of them is the one who may not approve it.

    raises   Refused for faulty words, and when it is no draft any more
    writes   outbox_template, audit_auditentry
    """
    draft = _locked(template)
    _refuse_unless(draft.approved_at is None and draft.retired_at is None, _NO_DRAFT)
    _refuse_unless(draft.proposed_at is None, _PROPOSED)
    _refuse_faults(draft.code, draft.channel, words)
    for name, value in asdict(words).items():
        setattr(draft, name, value)
    draft.written_at, draft.written_by = at, by
    draft.save()
    _note("template.change", draft, by, at)
    return draft


@transaction.atomic
def propose(template: Template, *, by: User, at: datetime) -> None:
    """
    raises   Refused when it is no draft, or its words are faulty
    writes   outbox_template, audit_auditentry
    """
    draft = _locked(template)
    _refuse_unless(draft.approved_at is None and draft.retired_at is None, _NO_DRAFT)
    _refuse_unless(draft.proposed_at is None, _PROPOSED)
    _refuse_faults(draft.code, draft.channel, words_of(draft))
    draft.proposed_at = at
    draft.save(update_fields=["proposed_at"])
    _note("template.propose", draft, by, at)


@transaction.atomic
def send_back(template: Template, *, by: User, at: datetime) -> None:
    """A proposed text is a draft again.

    raises   Refused when it is not proposed
    writes   outbox_template, audit_auditentry
    """
    draft = _locked(template)
    _refuse_unless(_is_proposed(draft), _NOT_PROPOSED)
    draft.proposed_at = None
    draft.save(update_fields=["proposed_at"])
    _note("template.send_back", draft, by, at)


@transaction.atomic
def approve(template: Template, *, by: User, at: datetime) -> None:
    """In force from the next message that is posted; the version before is retired.

    raises   Refused when it is not proposed, or for whoever wrote it
    writes   outbox_template, audit_auditentry
    """
    draft = _locked(template)
    _refuse_unless(_is_proposed(draft), _NOT_PROPOSED)
    _refuse_unless(draft.written_by_id != by.pk, _OWN)
    Template.objects.in_force().filter(code=draft.code, channel=draft.channel).update(retired_at=at)
    draft.approved_at, draft.approved_by = at, by
    draft.save(update_fields=["approved_at", "approved_by"])
    _note("template.approve", draft, by, at)


@transaction.atomic
def retire(template: Template, *, by: User, at: datetime) -> None:
    """Nothing more is posted with it; what is posted already still goes out. A draft is thrown away.

    raises   Refused when it is so already
    writes   outbox_template, audit_auditentry
    """
    found = _locked(template)
    _refuse_unless(found.retired_at is None, _RETIRED)
    found.retired_at = at
    found.save(update_fields=["retired_at"])
    _note("template.retire", found, by, at)


def words_of(template: Template) -> Words:
    return Words(template.purpose, template.text, template.title, template.provider_code)


_NO_DRAFT = (_("This version is approved and cannot change: write a new one."), "approved")
_PROPOSED = (_("It is proposed: send it back before it is changed."), "proposed")
_NOT_PROPOSED = (_("Nobody has proposed this text."), "not_proposed")
_OWN = (_("Another person than the writer approves a text."), "own_text")
_RETIRED = (_("This text is out of use already."), "retired")


def _is_proposed(template: Template) -> bool:
    return template.proposed_at is not None and template.approved_at is None and template.retired_at is None


def _locked(template: Template) -> Template:
    return Template.objects.select_for_update().get(pk=template.pk)


def _refuse_unless(fit: bool, refusal: tuple[object, str]) -> None:
    if not fit:
        raise Refused(refusal[0], code=refusal[1])


def _refuse_faults(code: str, channel: str, words: Words) -> None:
    found = list(faults(code, channel, words.purpose, title=words.title, text=words.text))
    if found:
        raise Refused(" ".join(str(FAULTS[each]) for each in found), code=found[0].value)


def _note(action: str, template: Template, by: User, at: datetime) -> None:
    detail = {"code": template.code, "channel": template.channel, "version": template.version}
    record_act(action, f"template:{template.pk}", by=by, at=at, detail=detail)
