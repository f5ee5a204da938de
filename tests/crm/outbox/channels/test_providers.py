"""Which way out is taken is said by the settings; that it cannot work is said at the start."""

import pytest

from crm.home.demo.places import REGION_PREFIX
from crm.outbox.channels import base
from crm.outbox.channels.embedded import Embedded
from crm.outbox.channels.gateway import Gateway
from crm.outbox.channels.providers import chosen_providers_can_work
from crm.outbox.channels.smtp import Smtp
from outlets.models import Region

ALIYUN = {f"OUTBOX_ALIYUN_{name}": "x" for name in ("KEY_ID", "KEY_SECRET", "SIGN_NAME")}
TENCENT = {f"OUTBOX_TENCENT_{name}": "x" for name in ("SECRET_ID", "SECRET_KEY", "APP_ID", "SIGN_NAME")}
GATEWAY = {"OUTBOX_GATEWAY_URL": "https://sms.example/send", "OUTBOX_GATEWAY_KEY": "k"}
SMTP = {"OUTBOX_SMTP_HOST": "mail.example", "OUTBOX_SMTP_SENDER": "驿客 <a@b.example>"}


def choose(settings, **chosen: str) -> list[str]:
    for name, value in chosen.items():
        setattr(settings, name, value)
    return [fault.msg for fault in chosen_providers_can_work()]


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({}, ""),
        ({"OUTBOX_SMS": "gateway", **GATEWAY}, ""),
        ({"OUTBOX_SMS": "aliyun", **ALIYUN}, ""),
        ({"OUTBOX_SMS": "tencent", **TENCENT}, ""),
        ({"OUTBOX_EMAIL": "smtp", **SMTP}, ""),
        ({"OUTBOX_SMS": "pigeon"}, "embedded, aliyun, tencent, gateway"),
        ({"OUTBOX_EMAIL": "aliyun"}, "embedded, smtp"),
        ({"OUTBOX_SMS": "tencent"}, "OUTBOX_TENCENT_SECRET_ID is not set"),
        ({"OUTBOX_SMS": "gateway", **GATEWAY, "OUTBOX_GATEWAY_URL": "ftp://x"}, "https://sms.example/send"),
        ({"OUTBOX_EMAIL": "smtp", **SMTP, "OUTBOX_SMTP_SECURITY": "ssl"}, "tls, starttls or none"),
    ],
)
def test_what_the_settings_choose_works_or_is_named(chosen, said, settings):
    faults = choose(settings, **chosen)

    assert len(faults) == bool(said)
    assert said in "".join(faults)


@pytest.mark.django_db
def test_the_demo_network_reaches_nobody_whatever_is_chosen(settings):
    choose(settings, OUTBOX_SMS="gateway", OUTBOX_EMAIL="smtp", **GATEWAY, **SMTP)
    base._made.cache_clear()

    real = base.chosen("sms"), base.chosen("email")
    Region.objects.create(code=f"{REGION_PREFIX}1", name="示范")
    made_up = base.chosen("sms"), base.chosen("email")
    base._made.cache_clear()

    assert [type(each) for each in real] == [Gateway, Smtp]
    assert [type(each) for each in made_up] == [Embedded, Embedded]
