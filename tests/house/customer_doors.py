"""The doors of customers, and the rows around a customer that their addresses name."""

from collections.abc import Callable
from typing import Any

from crm.accounts.roles import ANONYMISERS, FIELD_EDITORS, FILE_KEEPERS, PROBLEM_FOLLOWERS, Role
from customers.models import AccountNeed, Competitor, CompetitorUse, Customer, ImportantDate, TierThresholds
from customers.rules.tiers import SHIPPED
from customers.services.handovers import OFFERERS, offer
from customers.services.merging import MERGERS, merge
from customers.services.tasks import open_task
from tests import make
from tests.house.care_doors import rows_of_care
from tests.house.door import EVERYBODY, HQ, IMPORTERS, NETWORK, OUTLET, Door, Gate, act, form, look


def rows_of(customer: Customer) -> dict[str, Any]:
    """One row of each kind that belongs to the customer's outlet, by noun."""
    return {
        # The file
        "contact": make.contact(customer),
        "date": ImportantDate.objects.create(
            customer=customer, outlet=customer.outlet, kind="founding", month=5, day=1
        ),
        "use": CompetitorUse.objects.create(
            customer=customer, outlet=customer.outlet, competitor=make.competitor(), noted_on=make.NOON.date()
        ),
        "field": make.custom_field(f"f{customer.pk}"),
        # Looking customers up
        "task": open_task(customer, title="x", due_at=make.NOON, at=make.NOON, role=Role.MANAGER),
        # Duplicates, merges, handovers
        **_duplicates(customer),
        # Tiers
        "override": make.override(customer),
        # Callbacks
        "callback": make.callback(customer),
        # Churn
        "churn_case": make.churn_case(customer),
        # Leads
        "lead": make.lead(customer.outlet),
        "lead_event": make.lead_event(customer.outlet),
        # Key accounts
        **_key_account(customer),
        # Market
        # Imports and exports
        "customer_import": make.customer_import(customer.outlet),
        "export": make.waiting_export(customer.outlet),
        # Care
        **rows_of_care(customer),
    }


def _duplicates(customer: Customer) -> dict[str, Any]:
    by, others = make.user(), [make.customer(customer.outlet) for _ in range(3)]
    return {
        "pair": make.duplicate(customer, others[0]),
        "other": others[1],
        "merge": merge(others[1], others[2], by=by, at=make.NOON),
        "handover": offer(others[0], make.outlet(), "搬家", by=by, at=make.NOON),
    }


def of(noun: str, name: str = "pk") -> Any:
    """How an address names the row of this noun."""
    return lambda side: {name: side.of_customer[noun].pk}


def customer(side: Any) -> dict[str, Any]:
    return {"pk": side.customer.pk}


def _key_account(customer: Customer) -> dict[str, Any]:
    account = make.key_account(customer)
    need = AccountNeed.objects.create(account=account, outlet=account.outlet, place=1, need="上门取件")
    return {
        "key_account": account,
        "account_need": need,
        "service_promise": make.service_promise(account),
        "account_review": account.reviews.get(),
        "account_expense": make.account_expense(account),
    }


def around(noun: str) -> Callable[[Any], dict[str, Any]]:
    """The address of a row around the customer."""
    return lambda side: {"pk": side.of_customer[noun].pk}


def measured(side: Any) -> dict[str, Any]:
    return {"pk": side.customer.pk, "measure": "undamaged"}


def competitor(side: Any) -> dict[str, Any]:
    return {"code": Competitor.objects.get_or_create(code="other", defaults={"name": "别家速递"})[0].code}


def tier_draft(side: Any) -> dict[str, Any]:
    data = {"number": 2, "starts_on": "2030-01-01", **SHIPPED.to_data()}
    return {
        "number": TierThresholds.objects.get_or_create(number=2, defaults={"starts_on": "2030-01-01", "data": data})[
            0
        ].number
    }


#: Who asks for another tier, who approves it, who writes the thresholds.
ASKERS = frozenset({Role.MANAGER, Role.CRG})
OVERRIDE_APPROVERS = frozenset({Role.CRG, Role.EXECUTIVE})
TIER_EDITORS = frozenset({Role.CRG, Role.ADMINISTRATOR})
#: Who reads plans of key accounts and what is known of the market; who plans; who approves what is spent.
ACCOUNTS = HQ | {Role.MANAGER, Role.SERVICE_CLERK}
PLANNERS = frozenset({Role.CRG, Role.MANAGER})
EXPENSE_APPROVERS = frozenset({Role.CRG, Role.EXECUTIVE, Role.ADMINISTRATOR})
MARKET_KEEPERS = NETWORK | {Role.CRG}
#: Who works with leads, and who writes down what they cost.
LEAD_WORKERS = OUTLET | {Role.CRG, Role.ADMINISTRATOR}
COST_KEEPERS = frozenset({Role.MANAGER, Role.CRG, Role.ADMINISTRATOR})


#: Who calls customers back and wins them back, and who looks on.
CARERS = frozenset({Role.MANAGER, Role.SERVICE_CLERK, Role.CRG})
CARING = HQ | CARERS


#: Who takes customers along, and who approves it.
EXPORTERS = IMPORTERS | {Role.EXECUTIVE}


def customer_import(side: Any) -> dict[str, Any]:
    return {"pk": side.of_customer["customer_import"].pk}


CUSTOMER_PAGES: dict[str, Door] = {
    # The file
    "customers:customer_new": form(FILE_KEEPERS),
    "customers:customer_alike": act(FILE_KEEPERS),
    "customers:customer_edit": form(FILE_KEEPERS, row=customer),
    "customers:people": look(FILE_KEEPERS, row=customer),
    "customers:contact_new": form(FILE_KEEPERS, row=customer),
    "customers:contact_edit": form(FILE_KEEPERS, row=around("contact")),
    "customers:contact_remove": act(FILE_KEEPERS, row=around("contact")),
    "customers:days": look(FILE_KEEPERS, row=customer),
    "customers:date_new": form(FILE_KEEPERS, row=customer),
    "customers:date_remove": act(FILE_KEEPERS, row=around("date")),
    "customers:consents": look(FILE_KEEPERS, row=customer),
    "customers:consent_new": form(FILE_KEEPERS, row=customer),
    "customers:uses": look(FILE_KEEPERS, row=customer),
    "customers:use_new": form(FILE_KEEPERS, row=customer),
    "customers:use_remove": act(FILE_KEEPERS, row=around("use")),
    "customers:anonymise": form(ANONYMISERS, row=customer),
    "customers:custom_fields": look(FIELD_EDITORS),
    "customers:custom_field_new": form(FIELD_EDITORS),
    "customers:custom_field_edit": form(FIELD_EDITORS, row=around("field"), shared=True),
    # Looking customers up
    "customers:customers": look(),
    "customers:search": act(),
    "customers:customer": look(row=customer),
    "customers:unmask": act(row=customer),
    "customers:incoming": form(PROBLEM_FOLLOWERS),
    "customers:touch_new": act(PROBLEM_FOLLOWERS, row=customer),
    "customers:task_new": act(PROBLEM_FOLLOWERS, row=customer),
    "customers:tasks": look(),
    "customers:task_done": act(PROBLEM_FOLLOWERS, row=lambda side: {"pk": side.of_customer["task"].pk}),
    # Duplicates, merges, handovers
    "customers:duplicates": look(MERGERS),
    "customers:duplicates_decided": look(MERGERS),
    "customers:duplicate": form(MERGERS, row=of("pair")),
    "customers:duplicate_again": act(MERGERS, row=of("pair")),
    "customers:merge_with": look(MERGERS, row=customer),
    "customers:merge": form(MERGERS, row=lambda side: {"pk": side.customer.pk, "other": side.of_customer["other"].pk}),
    "customers:merges": look(MERGERS),
    "customers:merged": look(MERGERS, row=of("merge")),
    "customers:merge_undo": act(MERGERS, row=of("merge")),
    "customers:handovers": look(OFFERERS | HQ),
    "customers:handover": look(OFFERERS | HQ, row=of("handover")),
    "customers:handover_answer": act(OFFERERS, row=of("handover")),
    "customers:handover_offer": form(OFFERERS, row=customer),
    "customers:looks": look(HQ | {Role.MANAGER}),
    "customers:looks_of": look(
        HQ | {Role.MANAGER}, row=lambda side: {"pk": side.person.pk, "day": make.NOON.date().isoformat()}
    ),
    # Tiers
    "customers:tiers": look(),
    "customers:tier": Door({"GET": EVERYBODY, "POST": ASKERS}, row=lambda side: {"pk": side.customer.pk}),
    "customers:tier_overrides": look(HQ),
    "customers:tier_override_decide": act(OVERRIDE_APPROVERS, row=around("override")),
    "customers:tier_override_lift": act(ASKERS, row=around("override")),
    "customers:tier_what_if": look(HQ),
    "customers:tier_thresholds": look(HQ),
    "customers:tier_thresholds_edition": look(HQ, row=lambda side: {"number": 1}, shared=True),
    "customers:tier_thresholds_copy": act(TIER_EDITORS, row=lambda side: {"number": 1}, shared=True),
    "customers:tier_thresholds_edit": form(TIER_EDITORS, row=tier_draft, shared=True),
    "customers:tier_thresholds_propose": act(TIER_EDITORS, row=tier_draft, shared=True),
    "customers:tier_thresholds_take_back": act(TIER_EDITORS, row=tier_draft, shared=True),
    "customers:tier_thresholds_publish": act(TIER_EDITORS, row=tier_draft, shared=True),
    "customers:tier_thresholds_discard": act(TIER_EDITORS, row=tier_draft, shared=True),
    "customers:service_levels": look(),
    "customers:service_level_edit": form(TIER_EDITORS | NETWORK, row=lambda side: {"tier": "A"}, shared=True),
    # Callbacks
    "customers:callbacks": look(CARING),
    "customers:callbacks_planned": look(CARING),
    "customers:callbacks_all": look(CARING),
    "customers:callback_coverage": look(CARING),
    "customers:callback": Door({"GET": CARING, "POST": CARERS}, row=around("callback")),
    "customers:callback_snooze": act(CARERS, row=around("callback")),
    # Churn
    "customers:churn_cases": look(CARING),
    "customers:churn_all": look(CARING),
    "customers:churn_report": look(CARING),
    "customers:churn_case": look(CARING, row=around("churn_case")),
    "customers:churn_cause": act(CARERS, row=around("churn_case")),
    "customers:churn_measure": act(CARERS, row=around("churn_case")),
    "customers:churn_give_up": act(CARERS, row=around("churn_case")),
    # Leads
    "customers:leads": look(),
    "customers:leads_queue": look(HQ),
    "customers:leads_all": look(),
    "customers:lead_new": form(LEAD_WORKERS),
    "customers:lead_call": act(LEAD_WORKERS),
    "customers:lead_funnel": look(),
    "customers:lead_sources": look(),
    "customers:source_costs": look(),
    "customers:source_cost_new": form(COST_KEEPERS),
    "customers:lead_events": look(),
    "customers:lead_event_new": form(COST_KEEPERS),
    "customers:lead_event": Door({"GET": EVERYBODY, "POST": COST_KEEPERS}, row=around("lead_event")),
    "customers:lead": look(row=around("lead")),
    "customers:lead_edit": form(LEAD_WORKERS, row=around("lead")),
    "customers:lead_step": act(LEAD_WORKERS, row=around("lead")),
    "customers:lead_lose": act(LEAD_WORKERS, row=around("lead")),
    "customers:lead_win": act(LEAD_WORKERS, row=around("lead")),
    "customers:lead_unmask": act(LEAD_WORKERS, row=around("lead")),
    "customers:lead_assign": act(LEAD_WORKERS | NETWORK, row=around("lead")),
    "join:form": form(public=True),
    "join:thanks": look(public=True),
    # Key accounts
    "customers:key_accounts": look(ACCOUNTS),
    "customers:account_work": look(HQ),
    "customers:account_share": form(frozenset({Role.MANAGER}), row=customer),
    "customers:key_account": look(ACCOUNTS, row=around("key_account")),
    "customers:account_plan": form(PLANNERS, row=around("key_account")),
    "customers:account_end": form(frozenset({Role.MANAGER}), row=around("key_account")),
    "customers:need_new": form(PLANNERS, row=around("key_account")),
    "customers:need": form(PLANNERS, row=around("account_need")),
    "customers:need_move": act(PLANNERS, row=around("account_need")),
    "customers:need_remove": act(PLANNERS, row=around("account_need")),
    "customers:promises": look(ACCOUNTS),
    "customers:promise_new": form(PLANNERS, row=around("key_account")),
    "customers:promise": look(ACCOUNTS, row=around("service_promise")),
    "customers:promise_confirm": act(PLANNERS, row=around("service_promise")),
    "customers:promise_correct": form(PLANNERS, row=around("service_promise")),
    "customers:promise_withdraw": form(PLANNERS, row=around("service_promise")),
    "customers:account_reviews": look(ACCOUNTS),
    "customers:account_review": Door({"GET": ACCOUNTS, "POST": PLANNERS}, row=around("account_review")),
    "customers:review_move": act(PLANNERS, row=around("account_review")),
    "customers:account_expenses": look(ACCOUNTS),
    "customers:account_budget": form(
        frozenset({Role.EXECUTIVE, Role.ADMINISTRATOR}), row=lambda side: {"year": 2026}, shared=True
    ),
    "customers:expense_new": form(PLANNERS, row=around("key_account")),
    "customers:account_expense": look(ACCOUNTS, row=around("account_expense")),
    "customers:expense_decide": act(EXPENSE_APPROVERS, row=around("account_expense")),
    "customers:expense_spend": act(PLANNERS, row=around("account_expense")),
    "shipments:measured": look(row=measured),
    # Market
    "customers:market": look(ACCOUNTS),
    "customers:market_history": look(ACCOUNTS),
    "customers:observation_new": form(ACCOUNTS),
    "customers:competitors": look(MARKET_KEEPERS),
    "customers:competitor_new": form(MARKET_KEEPERS),
    "customers:competitor": form(MARKET_KEEPERS, row=competitor, shared=True),
    # Exports: one's own, and those that wait for one's word
    "exports:exports": look(EXPORTERS),
    "exports:new": form(IMPORTERS, row=lambda side: {"kind": "customers"}, shared=True),
    "exports:export": look(EXPORTERS, row=around("export"), shared=True, absent=True),
    "exports:decide": act(EXPORTERS, row=around("export"), shared=True, absent=True),
    "exports:link": act(EXPORTERS, row=around("export"), shared=True, absent=True),
    "exports:file": act(EXPORTERS, row=around("export"), shared=True, absent=True),
    # Calendar
    "calendar:calendar": look(HQ),
    "calendar:year": look(HQ, row=lambda side: {"year": 2026}, shared=True),
    "calendar:draft": act(NETWORK, row=lambda side: {"year": 2027}, shared=True),
    "calendar:confirm": act(NETWORK, row=lambda side: {"year": 2027}, shared=True),
    "calendar:keep_day": act(NETWORK, row=lambda side: {"year": 2026}, shared=True),
    "calendar:forget_day": act(NETWORK, row=lambda side: {"year": 2026}, shared=True, absent=True),
}

CUSTOMER_API: dict[str, Gate] = {
    # The file
    "api:customers": Gate({"GET": "customers:read", "POST": "customers:write"}),
    "api:customers_search": Gate({"POST": "customers:read"}),
    "api:customer": Gate(
        {"GET": "customers:read", "PATCH": "customers:write"}, row=lambda side: {"pk": side.customer.pk}
    ),
    "api:contacts": Gate(
        {"GET": "customers:read", "POST": "customers:write"}, row=lambda side: {"pk": side.customer.pk}
    ),
    # Leads
    "api:leads": Gate({"GET": "leads:read", "POST": "leads:write"}),
    "api:lead": Gate({"GET": "leads:read", "PATCH": "leads:write"}, row=around("lead")),
}
