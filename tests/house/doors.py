"""Every door of the house: which parts may open it, by which method, and whose row its address names.

`test_doors.py` walks the URL resolver against this table; an address that is missing here fails the build.
"""

from typing import Any

from crm.accounts.roles import PROBLEM_FOLLOWERS, Role
from tests import make
from tests.house.care_doors import CARE_API, CARE_PAGES
from tests.house.customer_doors import CUSTOMER_API, CUSTOMER_PAGES, customer_import
from tests.house.door import (
    APPROVERS,
    CLERKS,
    DECIDERS,
    EVERYBODY,
    HQ,
    IMPORTERS,
    MANAGERS_AND_NETWORK,
    NETWORK,
    OUTLET,
    PROPOSERS,
    RULES,
    SCRIPTS,
    SPEAKERS,
    Door,
    Gate,
    act,
    form,
    look,
)


def waybill(side: Any) -> dict[str, Any]:
    return {"number": side.waybill.number}


def trip(side: Any) -> dict[str, Any]:
    return {"pk": side.trip.pk}


def outlet(side: Any) -> dict[str, Any]:
    return {"pk": side.outlet.pk}


def person(side: Any) -> dict[str, Any]:
    return {"pk": side.person.pk}


def appeal(side: Any) -> dict[str, Any]:
    return {"pk": side.appeal.pk}


def appeal_file(side: Any) -> dict[str, Any]:
    return {"pk": side.appeal.pk, "file": side.appeal.evidence.values_list("pk", flat=True).get()}


def statement(side: Any) -> dict[str, Any]:
    return {"pk": side.statement.pk}


def spot_item(side: Any) -> dict[str, Any]:
    return {"pk": side.spot_item.pk}


def review(side: Any) -> dict[str, Any]:
    return {"pk": side.review.pk}


def document(side: Any) -> dict[str, Any]:
    return {"pk": side.document.pk}


def notice(side: Any) -> dict[str, Any]:
    return {"pk": side.notice.pk}


def saved_view(side: Any) -> dict[str, Any]:
    """Nobody's: only who keeps one may drop it."""
    return {"pk": 0}


def area(side: Any) -> dict[str, Any]:
    return {"pk": side.area.pk}


def script(world: Any) -> dict[str, Any]:
    return {"pk": world.script.pk}


def script_draft(world: Any) -> dict[str, Any]:
    return {"pk": world.script_draft.pk}


def logged_day(side: Any) -> dict[str, Any]:
    return {"outlet": side.outlet.pk, "person": side.person.pk, "day": "2026-11-18"}


def phone_device(side: Any) -> dict[str, Any]:
    return {"pk": side.device.pk}


def problem_record(side: Any) -> dict[str, Any]:
    return {"pk": side.problem.pk}


def problem_reason(world: Any) -> dict[str, Any]:
    return {"code": world.reason.code}


def draft(world: Any) -> dict[str, Any]:
    return {"number": world.draft.number}


def price_draft(world: Any) -> dict[str, Any]:
    return {"number": world.price_draft.number}


def simulation(world: Any) -> dict[str, Any]:
    return {"pk": make.simulation().pk}


PAGES: dict[str, Door] = {
    # The start, and headquarters' dashboard
    "home:start": look(),
    "home:overview": look(frozenset({Role.MANAGER})),
    "home:dashboard": look(),
    "home:dashboard_region": look(HQ, row=lambda side: {"code": side.outlet.region.code}, shared=True),
    "home:dashboard_outlet": look(row=lambda side: {"code": side.outlet.code}),
    "home:style": look(HQ),
    # One's own account
    "account_login": form(public=True),
    "account_logout": form(),
    "account_inactive": look(public=True),
    "account_change_password": form(),
    "account_reauthenticate": form(),
    "mfa_index": look(),
    "mfa_authenticate": form(public=True),
    "mfa_reauthenticate": form(),
    "mfa_activate_totp": form(),
    "mfa_deactivate_totp": form(absent=True),
    "mfa_view_recovery_codes": look(absent=True),
    "mfa_generate_recovery_codes": form(),
    "set_language": form(public=True),
    # Imports
    "imports:files": look(IMPORTERS),
    "imports:upload": form(IMPORTERS),
    "imports:template": look(IMPORTERS, row=lambda side: {"kind": "customers"}, shared=True),
    "imports:file": look(IMPORTERS, row=customer_import),
    "imports:columns": form(IMPORTERS, row=customer_import),
    "imports:commit": act(IMPORTERS, row=customer_import),
    "imports:undo": act(IMPORTERS, row=customer_import),
    "imports:discard": act(IMPORTERS, row=customer_import),
    "imports:refused": act(IMPORTERS, row=customer_import),
    "imports:refused_xlsx": act(IMPORTERS, row=customer_import),
    # The network and its people
    "outlets:outlets": look(),
    "outlets:outlet": look(row=outlet),
    "outlets:outlet_create": form(NETWORK),
    "outlets:outlet_edit": form(NETWORK, row=outlet),
    "outlets:regions": look(HQ),
    "outlets:region_create": form(NETWORK),
    "outlets:region_edit": form(NETWORK, row=lambda side: {"pk": side.outlet.region.pk}, shared=True),
    "outlets:hubs": look(HQ),
    "outlets:hub_create": form(NETWORK),
    "outlets:hub_edit": form(NETWORK, row=lambda side: {"pk": side.outlet.hub.pk}, shared=True),
    "outlets:areas": look(),
    "outlets:area_create": form(NETWORK),
    "outlets:area_edit": form(NETWORK, row=area, shared=True),
    "outlets:area_remove": act(NETWORK, row=area, shared=True),
    "outlets:coverage": act(),
    "outlets:staff": look(HQ | {Role.MANAGER}),
    "outlets:person": look(HQ | {Role.MANAGER}, row=person),
    "outlets:person_create": form(NETWORK),
    "outlets:person_edit": form(NETWORK, row=person),
    "outlets:give_role": form(MANAGERS_AND_NETWORK),
    "outlets:take_role": act(MANAGERS_AND_NETWORK, row=lambda side: {"pk": side.membership.pk}),
    "outlets:make_password": act(MANAGERS_AND_NETWORK, row=person),
    "outlets:set_active": act(NETWORK, row=person),
    # The document library
    "outlets:documents": look(),
    "outlets:document": look(row=document),
    "outlets:document_create": form(NETWORK | RULES),
    "outlets:document_edit": form(NETWORK | RULES, row=document),
    "outlets:document_publish": form(NETWORK | RULES, row=document),
    "outlets:document_withdraw": act(NETWORK | RULES, row=document),
    "outlets:document_read": act(row=document),
    "outlets:document_readers": look(HQ | {Role.MANAGER}, row=document),
    "outlets:document_file": look(row=lambda side: {"pk": side.document.pk, "number": 1}, absent=True),
    # Notices
    "outlets:notices": look(),
    "outlets:notice": look(row=notice),
    "outlets:notice_create": form(NETWORK | RULES),
    "outlets:notice_publish": form(NETWORK | RULES, row=notice),
    "outlets:notice_withdraw": act(NETWORK | RULES, row=notice),
    "outlets:notice_read": act(row=notice),
    "outlets:notice_remind": act(NETWORK | RULES, row=notice),
    "outlets:notice_readers": look(HQ | {Role.MANAGER}, row=notice),
    "outlets:notice_outlets": look(HQ, row=notice),
    # Saved views of lists
    "outlets:view_save": act(),
    "outlets:view_drop": act(row=saved_view, absent=True),
    # Training
    "outlets:training": look(HQ | {Role.MANAGER}),
    "outlets:my_training": look(),
    "outlets:training_class": form(MANAGERS_AND_NETWORK),
    "outlets:training_lacks": look(HQ | {Role.MANAGER}),
    "outlets:courses": look(HQ | {Role.MANAGER}),
    "outlets:course_create": form(NETWORK),
    "outlets:course_edit": form(NETWORK, row=lambda side: {"pk": side.course.pk}, shared=True),
    # Call scripts
    "outlets:call_scripts": look(),
    "outlets:call_script": look(row=script, shared=True),
    "outlets:call_script_copy": act(SCRIPTS, row=script, shared=True),
    "outlets:call_script_edit": form(SCRIPTS, row=script_draft, shared=True),
    "outlets:call_script_publish": act(SCRIPTS, row=script_draft, shared=True),
    "outlets:call_script_discard": act(SCRIPTS, row=script_draft, shared=True),
    # The outlet's day
    "shipments:work": look(),
    "shipments:arrival_desk": form(OUTLET),
    "shipments:desk_scans": act(OUTLET),
    "shipments:desk_trip": look(OUTLET),
    "shipments:picture": look(row=lambda side: {"pk": side.waybill.pictures.get().pk}, absent=True),
    "shipments:picture_add": form(OUTLET, row=waybill),
    "shipments:monitor": look(),
    "shipments:monitor_unsigned": look(),
    "shipments:monitor_pictures": look(),
    "shipments:monitor_problems": look(),
    "shipments:signing": form(OUTLET),
    "shipments:signing_check": act(OUTLET),
    "shipments:signing_draft": act(OUTLET),
    "shipments:signing_read": act(OUTLET),
    "shipments:signing_picture": act(OUTLET),
    # Phones that scan
    "shipments:phone": look(public=True),
    "shipments:phone_worker": look(public=True),
    "shipments:phone_manifest": look(public=True),
    "shipments:phone_setup": look(),
    "shipments:phone_register": act(OUTLET),
    "shipments:phone_scans": act(public=True, token=True),
    "shipments:phone_photo": act(public=True, token=True),
    "shipments:phone_devices": look(HQ | {Role.MANAGER}),
    "shipments:phone_device": look(HQ | {Role.MANAGER}, row=phone_device),
    "shipments:phone_block": act(MANAGERS_AND_NETWORK, row=phone_device),
    "shipments:phone_allow": act(MANAGERS_AND_NETWORK, row=phone_device),
    "shipments:arrivals": look(),
    "shipments:runs": look(),
    "shipments:problems": look(),
    "shipments:waybills": look(),
    "shipments:waybills_by_phone": act(),
    "shipments:waybill_new": form(CLERKS),
    "shipments:waybill_sheet": look(row=waybill),
    "shipments:waybill_live": act(CLERKS),
    "shipments:parties": act(CLERKS),
    "shipments:labels": form(CLERKS),
    "shipments:label_prints": look(),
    "shipments:quotations": look(),
    "shipments:quotation_new": form(),
    "shipments:quotation": look(row=lambda side: {"pk": side.quotation.pk}),
    "shipments:cods": look(),
    "shipments:cods_step": act(OUTLET | NETWORK),
    "shipments:receipts": look(),
    "shipments:receipts_step": act(OUTLET | NETWORK),
    # Prices
    "shipments:price_tables": look(),
    "shipments:price_preview": look(),
    "shipments:price_table": look(row=lambda side: {"number": 1}, shared=True),
    "shipments:price_table_copy": act(NETWORK, row=lambda side: {"number": 1}, shared=True),
    "shipments:price_table_edit": form(NETWORK, row=price_draft, shared=True),
    "shipments:price_table_propose": act(NETWORK, row=price_draft, shared=True),
    "shipments:price_table_take_back": act(NETWORK, row=price_draft, shared=True),
    "shipments:price_table_publish": act(NETWORK, row=price_draft, shared=True),
    "shipments:price_table_discard": act(NETWORK, row=price_draft, shared=True),
    "shipments:number_blocks": look(),
    "shipments:number_block_give": form(NETWORK),
    "shipments:shipment": look(row=waybill),
    "shipments:label": Door({"GET": EVERYBODY, "POST": CLERKS}, row=waybill),
    "shipments:unmask": act(row=waybill),
    "shipments:sign": form(OUTLET, row=waybill),
    "shipments:problem": form(OUTLET, row=waybill),
    "shipments:problem_draft": act(OUTLET, row=waybill),
    "shipments:snooze": form(OUTLET, row=waybill),
    "shipments:snooze_end": act(OUTLET, row=waybill),
    "shipments:problem_picture": act(OUTLET, row=waybill),
    "shipments:problem_record": look(row=problem_record),
    "shipments:problem_follow_up": act(PROBLEM_FOLLOWERS, row=problem_record),
    "shipments:problem_reopen": act(PROBLEM_FOLLOWERS, row=problem_record),
    "shipments:problem_reasons": look(),
    "shipments:problem_reason_new": form(RULES),
    "shipments:problem_reason": form(RULES, row=problem_reason, shared=True),
    # Tracking, delays, calls
    "shipments:track": form(),
    "shipments:abnormal": look(),
    "shipments:delays": look(),
    "shipments:calls": look(),
    "shipments:call_retries": look(),
    "shipments:call_retry_drop": act(OUTLET, row=lambda side: {"pk": side.retry.pk}),
    "shipments:call": form(OUTLET, row=waybill),
    "shipments:call_dial": act(OUTLET, row=waybill),
    "shipments:negotiate": form(OUTLET, row=waybill),
    # The staff day log
    "shipments:day_logs": look(),
    "shipments:day_logs_unseen": look(frozenset({Role.MANAGER})),
    "shipments:day_log_print": look(HQ | {Role.MANAGER}),
    "shipments:day_log": look(HQ | {Role.MANAGER}, row=logged_day),
    "shipments:day_log_write": act(OUTLET, row=logged_day, absent=True),
    "shipments:day_log_seen": act({Role.MANAGER}, row=logged_day, absent=True),
    "shipments:day_log_reopen": act({Role.MANAGER}, row=logged_day, absent=True),
    "shipments:day_log_month": look(
        HQ | {Role.MANAGER},
        row=lambda side: {"outlet": side.outlet.pk, "person": side.person.pk, "month": "2026-11"},
    ),
    # Trips
    "shipments:trips": look(),
    "shipments:trip": look(row=trip),
    "shipments:trip_create": form(NETWORK),
    "shipments:trip_edit": form(NETWORK, row=trip),
    "shipments:trip_report": act(MANAGERS_AND_NETWORK, row=trip),
    "shipments:trip_punctuality": look(),
    # The rule book
    "shipments:rulebook": look(),
    "shipments:rulebook_preview": look(),
    "shipments:rulebook_edition": look(row=lambda side: {"number": 1}, shared=True),
    "shipments:rulebook_copy": act(RULES, row=lambda side: {"number": 1}, shared=True),
    "shipments:rulebook_edit": form(RULES, row=draft, shared=True),
    "shipments:rulebook_propose": act(RULES, row=draft, shared=True),
    "shipments:rulebook_take_back": act(RULES, row=draft, shared=True),
    "shipments:rulebook_publish": act(RULES, row=draft, shared=True),
    "shipments:rulebook_discard": act(RULES, row=draft, shared=True),
    # Fines
    "quality:fines": look(),
    "quality:fine": look(row=lambda side: {"pk": side.fine.pk}),
    "quality:fine_reply": act(SPEAKERS | DECIDERS, row=lambda side: {"pk": side.fine.pk}),
    "quality:fine_appeal": form(SPEAKERS, row=lambda side: {"pk": side.fine.pk}),
    # Relief and the account
    "quality:relief_orders": look(),
    "quality:relief_new": form(PROPOSERS),
    "quality:relief_order": look(row=lambda side: {"pk": side.relief.pk}),
    "quality:relief_decide": act(APPROVERS, row=lambda side: {"pk": side.relief.pk}),
    "quality:ledger": look(HQ | {Role.MANAGER}),
    "quality:statements": look(HQ | {Role.MANAGER}),
    "quality:statement": look(HQ | {Role.MANAGER}, row=statement),
    "quality:statement_xlsx": look(HQ | {Role.MANAGER}, row=statement),
    "quality:statement_pdf": look(HQ | {Role.MANAGER}, row=statement),
    # Foreign histories
    "quality:replays": look(HQ),
    "quality:replay": look(HQ, row=lambda side: {"pk": side.replay.pk}, shared=True),
    "quality:replay_refused": look(HQ, row=lambda side: {"pk": side.replay.pk}, shared=True),
    # Radar
    "quality:radar": look(DECIDERS),
    "quality:radar_hit": form(DECIDERS, row=lambda side: {"pk": side.hit.pk}),
    # Performance
    "quality:scores": look(HQ | {Role.MANAGER, Role.COURIER}),
    "quality:score": look(HQ | {Role.MANAGER}, row=lambda side: {"pk": side.score.pk}),
    # Appeals
    "quality:appeals": look(),
    "quality:appeals_waiting": look(),
    "quality:appeal": look(row=appeal),
    "quality:appeal_decide": act(DECIDERS, row=appeal),
    "quality:appeal_leave": act({Role.APPEALS_SUPERVISOR}, row=appeal),
    "quality:appeal_file": look(row=appeal_file),
    "quality:simulation": form(RULES, row=lambda side: {"number": 1}, shared=True),
    "quality:simulation_result": look(RULES, row=simulation, shared=True),
    # Spot checks
    "quality:spot_checks": look(DECIDERS),
    "quality:spot_check_new": form(DECIDERS),
    "quality:spot_check": look(DECIDERS, row=lambda side: {"pk": side.spot_item.check_of_id}),
    "quality:spot_item": look(DECIDERS, row=spot_item),
    "quality:spot_item_call": act(DECIDERS, row=spot_item),
    "quality:spot_item_number": act(DECIDERS, row=spot_item),
    "quality:spot_item_judge": act(DECIDERS, row=spot_item),
    # Weight checks
    "quality:weights": look(),
    "quality:weight_new": form(DECIDERS | {Role.OPERATIONS}),
    # The review queue
    "quality:reviews": look(DECIDERS),
    "quality:reviews_judged": look(DECIDERS),
    "quality:review_next": act(DECIDERS),
    "quality:review": look(DECIDERS, row=review),
    "quality:review_claim": act(DECIDERS, row=review),
    "quality:review_number": act(DECIDERS, row=review),
    "quality:review_call": act(DECIDERS, row=review),
    "quality:review_judge": act(DECIDERS, row=review),
    **CUSTOMER_PAGES,
    **CARE_PAGES,
}


API: dict[str, Gate] = {
    "api:outlets": Gate({"GET": "outlets:read"}),
    "api:outlet": Gate({"GET": "outlets:read"}, row=lambda side: {"code": side.outlet.code}),
    "api:notices": Gate({"GET": "notices:read"}),
    "api:notice": Gate({"GET": "notices:read"}, row=notice),
    "api:coverage": Gate({"GET": "outlets:read"}),
    **CUSTOMER_API,
    **CARE_API,
    "api:trips": Gate({"GET": "trips:read", "POST": "trips:write"}),
    "api:trip": Gate({"GET": "trips:read", "PATCH": "trips:write"}, row=lambda side: {"trip_no": side.trip.trip_no}),
    "api:quotations": Gate({"POST": "quotations:write"}),
    "api:waybills": Gate({"POST": "waybills:write"}),
    "api:waybill": Gate({"GET": "waybills:read"}, row=waybill),
    "api:scans": Gate({"POST": "scans:write"}),
    "api:shipment": Gate({"GET": "shipments:read"}, row=waybill),
    "api:rulebook-preview": Gate({"GET": "rulebook:read"}),
    "api:fines": Gate({"GET": "fines:read"}),
    "api:fine": Gate({"GET": "fines:read"}, row=lambda side: {"pk": side.fine.pk}),
    "api:fine-reply": Gate({"POST": "fines:write"}, row=lambda side: {"pk": side.fine.pk}),
    "api:fine-appeals": Gate({"POST": "fines:write"}, row=lambda side: {"pk": side.fine.pk}),
    "api:appeals": Gate({"GET": "fines:read"}),
    "api:appeal": Gate({"GET": "fines:read"}, row=appeal),
    "api:appeal-evidence": Gate({"GET": "fines:read"}, row=appeal_file),
    "api:schema": Gate({"GET": ""}, public=True),
    "api:docs": Gate({"GET": ""}, public=True),
    "api:nothing": Gate({}),
}
