"""Who does what in the message centre."""

from crm.accounts.roles import HQ_ROLES, NETWORK_EDITORS, SCRIPT_EDITORS, Role

#: Who reads what customers were written: headquarters all, an outlet's office its own.
READERS = HQ_ROLES | {Role.MANAGER, Role.SERVICE_CLERK, Role.WAYBILL_CLERK}
#: Who finds out what became of an unknown message, and decides it.
SETTLERS = NETWORK_EDITORS | {Role.CRG, Role.MANAGER, Role.SERVICE_CLERK}
#: Who stops a batch, or everything.
STOPPERS = NETWORK_EDITORS | {Role.CRG}
#: Who writes texts, and who may approve what somebody else has written.
WRITERS = SCRIPT_EDITORS
APPROVERS = SCRIPT_EDITORS | {Role.OPERATIONS, Role.EXECUTIVE}
#: Who keeps the list of addresses that are not written to.
SUPPRESSORS = NETWORK_EDITORS | {Role.CRG}
#: Who says how much may be sent, and when.
LIMITERS = NETWORK_EDITORS
