"""What a partner's key may be allowed to do."""

from enum import StrEnum


class Scope(StrEnum):
    TRIPS_READ = "trips:read"
    TRIPS_WRITE = "trips:write"
    WAYBILLS_READ = "waybills:read"
    WAYBILLS_WRITE = "waybills:write"
    SCANS_WRITE = "scans:write"
    SHIPMENTS_READ = "shipments:read"
    FINES_READ = "fines:read"
    FINES_WRITE = "fines:write"
    NOTICES_READ = "notices:read"
    QUOTATIONS_WRITE = "quotations:write"
    RULEBOOK_READ = "rulebook:read"
    OUTLETS_READ = "outlets:read"
    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_WRITE = "customers:write"
    LEADS_READ = "leads:read"
    LEADS_WRITE = "leads:write"
    MESSAGES_READ = "messages:read"
