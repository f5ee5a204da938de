"""The real ways out, each loaded only where the settings choose it: the SDKs are optional at install."""

from importlib import import_module

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from crm.outbox.channels.base import Channel

#: Where the provider of a channel is written; it makes itself of the settings.
PROVIDERS = {
    ("sms", "aliyun"): "crm.outbox.channels.aliyun",
    ("sms", "tencent"): "crm.outbox.channels.tencent",
    ("sms", "gateway"): "crm.outbox.channels.gateway",
    ("email", "smtp"): "crm.outbox.channels.smtp",
}


def of_settings(channel: str, name: str) -> Channel:
    """
    raises   ImproperlyConfigured for a setting that is missing or none, or packages that are not installed
    """
    try:
        return import_module(PROVIDERS[channel, name]).of_settings()
    except ModuleNotFoundError as missing:
        raise ImproperlyConfigured(
            f"{missing.name} is not installed: pip install --require-hashes -r requirements-sms.lock"
        ) from None


@register
def chosen_providers_can_work(**_options: object) -> list[CheckMessage]:
    """What a wrong setting costs is said before anything starts, not when the first message is due."""
    return [fault for channel in ("sms", "email") for fault in _faults(channel)]


def _faults(channel: str) -> list[CheckMessage]:
    setting = f"OUTBOX_{channel.upper()}"
    name = getattr(settings, setting)
    if name == "embedded":
        return []
    if (channel, name) not in PROVIDERS:
        known = ", ".join(["embedded", *(each for its, each in PROVIDERS if its == channel)])
        return [Error(f"{setting}={name}: there are {known}.", id="outbox.E001")]
    try:
        of_settings(channel, name)
    except ImproperlyConfigured as fault:
        return [Error(f"{setting}={name}: {fault}", id="outbox.E002")]
    return []
