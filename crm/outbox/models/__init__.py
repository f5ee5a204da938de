from crm.outbox.models.answers import Receipt, Reply, Suppression
from crm.outbox.models.limits import SendingLimits, SpentDay
from crm.outbox.models.messages import Attempt, Batch, Channel, Message, Purpose
from crm.outbox.models.periods import PeriodRun
from crm.outbox.models.templates import Template

__all__ = [
    "Attempt",
    "Batch",
    "Channel",
    "Message",
    "PeriodRun",
    "Purpose",
    "Receipt",
    "Reply",
    "SendingLimits",
    "SpentDay",
    "Suppression",
    "Template",
]
