"""The doors of care: messages, greetings, thanks, surveys, points; and the rows their addresses name."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from crm.accounts.roles import FILE_KEEPERS, Role
from crm.outbox.roles import APPROVERS, LIMITERS, READERS, SETTLERS, STOPPERS, SUPPRESSORS, WRITERS
from customers.models import (
    Customer,
    DoNotGreet,
    FocusGroup,
    Greeting,
    GreetingPlan,
    MysteryVisit,
    Reward,
    Survey,
    SurveyRound,
)
from customers.services.person_files import TAKERS
from customers.services.points import KEEPERS, REDEEMERS
from customers.services.refusals import token_of as refusal_token
from customers.services.surveys import answer, token_of
from tests import make
from tests.house.door import HQ, NETWORK, SPEAKERS, Door, Gate, act, form, look

#: Who looks at what customers hear.
CALLING = HQ | SPEAKERS
#: Who reads what customers say, and who asks them.
LISTENERS = HQ | {Role.MANAGER, Role.SERVICE_CLERK}
SURVEY_EDITORS = NETWORK | {Role.CRG}


def rows_of_care(customer: Customer) -> dict[str, Any]:
    """One row of each kind that belongs to the customer's outlet, by noun."""
    return {
        # Messages
        "message": make.message(customer.outlet),
        "batch": make.batch(),
        "text": make.template_draft(approved_at=timezone.now()),
        "text_draft": make.template_draft(),
        "suppression": make.suppression(customer.phone or f"1390000{customer.pk:04}"),
        # Greetings
        **_greetings(customer),
        # Thanks and consents
        # Surveys
        **_surveys(customer),
        # Points and rewards
    }


def _greetings(customer: Customer) -> dict[str, Any]:
    plan = GreetingPlan.objects.get_or_create(
        feast="new_year",
        year=2027,
        defaults={"on": "2027-01-01", "send_from": make.at(9), "send_until": make.at(20), "drafted_at": make.NOON},
    )[0]
    own = {"customer": customer, "outlet": customer.outlet}
    told = {"noted_at": make.NOON, "noted_by": make.user()}
    return {
        "greeting_plan": plan,
        "greeting": Greeting.objects.create(plan=plan, **own, tier="C", way="none", reason="no_consent"),
        "silence": DoNotGreet.objects.create(**own, reason="mourning", **told),
    }


def around(noun: str, name: str = "pk") -> Callable[[Any], dict[str, Any]]:
    """The address of a row around the customer."""
    return lambda side: {name: side.of_customer[noun].pk}


def _surveys(customer: Customer) -> dict[str, Any]:
    invitation, at = make.invitation(customer, invited_at=timezone.now()), timezone.now()
    by, day = make.user(), make.NOON.date()
    draft = {"kind": "periodic", "version": 1000 + invitation.pk, "title": {}, "questions": []}
    return {
        "invitation": invitation,
        "survey_answer": answer(invitation, {"stars": 5}, at=at),
        "survey": invitation.survey,
        "survey_draft": Survey.objects.create(**draft),
        "survey_round": SurveyRound.objects.create(survey=invitation.survey, name="x", seed=1, sizes={}, drawn_at=at),
        "visit": MysteryVisit.objects.create(
            outlet=customer.outlet, on=day, scores={"care": 5}, findings="x", by=by, noted_at=at
        ),
        "group": FocusGroup.objects.create(on=day, topic="x", moderator="x", noted_at=at, noted_by=by),
    }


def link(side: Any) -> dict[str, Any]:
    """A customer's own link to a survey."""
    return {"token": token_of(side.of_customer["invitation"].key)}


def file(side: Any) -> dict[str, Any]:
    return {"pk": side.customer.pk}


def refusal(side: Any) -> dict[str, Any]:
    """A customer's own link to refuse greetings."""
    return {"token": refusal_token(side.customer.pk, "sms", "promotion")}


def customer_of(side: Any) -> dict[str, Any]:
    return {"pk": side.customer.pk}


def starting(side: Any) -> dict[str, Any]:
    return {"pk": side.of_customer["greeting_plan"].pk, "act": "start"}


#: Who looks at greetings, who writes their plans, and who may start them.
GREETERS = HQ | {Role.MANAGER, Role.SERVICE_CLERK}
PLAN_EDITORS = NETWORK | {Role.CRG}
PLAN_STARTERS = PLAN_EDITORS | {Role.EXECUTIVE}


def reward(side: Any) -> dict[str, Any]:
    """What points buy is everybody's."""
    return {"pk": (Reward.objects.first() or make.reward()).pk}


def tier(side: Any) -> dict[str, Any]:
    make.loyalty()
    return {"tier": "A"}


CARE_PAGES: dict[str, Door] = {
    # Messages
    "outbox:receipts": act(public=True, token=True, row=lambda _side: {"provider": "gateway"}, shared=True),
    "outbox:replies": act(public=True, token=True, row=lambda _side: {"provider": "gateway"}, shared=True),
    "outbox:messages": look(READERS),
    "outbox:to_settle": look(READERS),
    "outbox:message": look(READERS, row=around("message")),
    "outbox:message_settle": act(SETTLERS, row=around("message")),
    "outbox:stop_all": act(STOPPERS),
    "outbox:go_on_all": act(STOPPERS),
    "outbox:batches": look(HQ),
    "outbox:batch": look(HQ, row=around("batch"), shared=True),
    "outbox:batch_stop": act(STOPPERS, row=around("batch"), shared=True),
    "outbox:batch_go_on": act(STOPPERS, row=around("batch"), shared=True),
    "outbox:templates": look(READERS),
    "outbox:template_new": form(WRITERS),
    "outbox:template": look(READERS, row=around("text"), shared=True),
    "outbox:template_edit": form(WRITERS, row=around("text_draft"), shared=True),
    "outbox:template_propose": act(WRITERS, row=around("text_draft"), shared=True),
    "outbox:template_send_back": act(APPROVERS, row=around("text_draft"), shared=True),
    "outbox:template_approve": act(APPROVERS, row=around("text_draft"), shared=True),
    "outbox:template_retire": act(WRITERS, row=around("text_draft"), shared=True),
    "outbox:suppressions": look(HQ),
    "outbox:suppression_new": form(SUPPRESSORS),
    "outbox:suppression": form(SUPPRESSORS, row=around("suppression"), shared=True),
    "outbox:limits": Door({"GET": HQ, "POST": LIMITERS}),
    # Greetings
    "customers:greetings": look(GREETERS),
    "customers:greeting_days": look(GREETERS),
    "customers:greeting_year": act(PLAN_EDITORS, shared=True, row=lambda side: {"year": timezone.localdate().year + 1}),
    "customers:greeting_plan": look(GREETERS, shared=True, row=around("greeting_plan")),
    "customers:greeting_plan_edit": form(PLAN_EDITORS, shared=True, row=around("greeting_plan")),
    "customers:greeting_people": look(GREETERS, shared=True, row=around("greeting_plan")),
    "customers:greeting_act": act(PLAN_STARTERS, shared=True, row=starting),
    "customers:greeting": look(GREETERS, row=around("greeting")),
    "customers:silences": look(FILE_KEEPERS, row=customer_of),
    "customers:silence_new": form(FILE_KEEPERS, row=customer_of),
    "customers:silence_end": act(FILE_KEEPERS, row=around("silence")),
    # Thanks and consents
    "customers:thanks": look(CALLING),
    "customers:thanks_kept": look(CALLING),
    "customers:thanks_policies": look(CALLING),
    "customers:thanks_policy_edit": form(NETWORK, shared=True, row=lambda side: {"tier": "A"}),
    "customers:consent_centre": look(FILE_KEEPERS | HQ, row=file),
    "customers:person_file": form(TAKERS, row=file),
    "refuse:refuse": form(public=True, shared=True, row=refusal),
    # Surveys
    "survey:answer": form(public=True, shared=True, row=link),
    "customers:surveys": look(LISTENERS),
    "customers:survey_answers": look(LISTENERS),
    "customers:survey_answer": look(LISTENERS, row=around("survey_answer")),
    "customers:survey_forms": look(HQ),
    "customers:survey_form": look(HQ, row=around("survey"), shared=True),
    "customers:survey_draft": act(SURVEY_EDITORS, row=around("survey"), shared=True),
    "customers:survey_edit": form(SURVEY_EDITORS, row=around("survey_draft"), shared=True),
    "customers:survey_publish": act(SURVEY_EDITORS, row=around("survey_draft"), shared=True),
    "customers:survey_discard": act(SURVEY_EDITORS, row=around("survey_draft"), shared=True),
    "customers:survey_rounds": look(HQ),
    "customers:survey_round_new": form(SURVEY_EDITORS),
    "customers:survey_round": look(HQ, row=around("survey_round"), shared=True),
    "customers:survey_round_close": act(SURVEY_EDITORS, row=around("survey_round"), shared=True),
    "customers:mystery_visits": look(LISTENERS),
    "customers:mystery_visit": look(LISTENERS, row=around("visit")),
    "customers:mystery_visit_new": form(SURVEY_EDITORS),
    "customers:focus_groups": look(HQ),
    "customers:focus_group": look(HQ, row=around("group"), shared=True),
    "customers:focus_group_new": form(SURVEY_EDITORS),
    "customers:focus_group_edit": form(SURVEY_EDITORS, row=around("group"), shared=True),
    # Points and rewards
    "customers:points_desk": form(REDEEMERS),
    "customers:rewards": look(),
    "customers:reward_new": form(KEEPERS),
    "customers:reward": form(KEEPERS, row=reward, shared=True),
    "customers:loyalty_terms": form(KEEPERS, row=tier, shared=True),
    "customers:points_report": look(HQ | {Role.MANAGER}),
    "customers:points": look(row=file),
    "customers:redeem": act(REDEEMERS, row=file),
    "customers:points_correct": form(KEEPERS, row=file),
}

CARE_API: dict[str, Gate] = {
    "api:messages": Gate({"GET": "messages:read"}),
}
