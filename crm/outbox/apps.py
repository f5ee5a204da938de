from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "crm.outbox"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from crm.outbox.channels.base import offer
        from crm.outbox.channels.embedded import Embedded
        from crm.outbox.channels.providers import PROVIDERS, of_settings

        for channel in ("sms", "email"):
            offer(channel, "embedded", partial(Embedded, channel))
        for channel, name in PROVIDERS:
            offer(channel, name, partial(of_settings, channel, name))
