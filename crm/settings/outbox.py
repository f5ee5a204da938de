"""Messages to customers: by which provider they go. The default reaches nobody (crm/outbox/channels/embedded.py)."""

from crm.settings import environment

#: embedded, aliyun, tencent or gateway; embedded or smtp.
OUTBOX_SMS = environment.text("OUTBOX_SMS", "embedded")
OUTBOX_EMAIL = environment.text("OUTBOX_EMAIL", "embedded")
OUTBOX_FOLDER = environment.data_dir / "outbox"
#: For a whole request to a provider, connecting included; never more than 25.
OUTBOX_SECONDS = min(environment.whole("OUTBOX_SECONDS", 10), 25)
#: In the address at which providers that sign nothing bring receipts and replies; empty: they are turned away.
OUTBOX_POST_KEY = environment.text("OUTBOX_POST_KEY")

OUTBOX_ALIYUN_KEY_ID = environment.text("OUTBOX_ALIYUN_KEY_ID")
OUTBOX_ALIYUN_KEY_SECRET = environment.text("OUTBOX_ALIYUN_KEY_SECRET")
OUTBOX_ALIYUN_SIGN_NAME = environment.text("OUTBOX_ALIYUN_SIGN_NAME")
OUTBOX_ALIYUN_ENDPOINT = environment.text("OUTBOX_ALIYUN_ENDPOINT", "dysmsapi.aliyuncs.com")

OUTBOX_TENCENT_SECRET_ID = environment.text("OUTBOX_TENCENT_SECRET_ID")
OUTBOX_TENCENT_SECRET_KEY = environment.text("OUTBOX_TENCENT_SECRET_KEY")
OUTBOX_TENCENT_APP_ID = environment.text("OUTBOX_TENCENT_APP_ID")
OUTBOX_TENCENT_SIGN_NAME = environment.text("OUTBOX_TENCENT_SIGN_NAME")
OUTBOX_TENCENT_REGION = environment.text("OUTBOX_TENCENT_REGION", "ap-guangzhou")
OUTBOX_TENCENT_ENDPOINT = environment.text("OUTBOX_TENCENT_ENDPOINT", "sms.tencentcloudapi.com")

#: A gateway of one's own: where it takes messages, and the key with which both sides sign.
OUTBOX_GATEWAY_URL = environment.text("OUTBOX_GATEWAY_URL")
OUTBOX_GATEWAY_KEY = environment.text("OUTBOX_GATEWAY_KEY")

OUTBOX_SMTP_HOST = environment.text("OUTBOX_SMTP_HOST")
#: tls (from the first byte), starttls, or none for a server on the same machine.
OUTBOX_SMTP_SECURITY = environment.text("OUTBOX_SMTP_SECURITY", "tls")
OUTBOX_SMTP_PORT = environment.whole("OUTBOX_SMTP_PORT", {"tls": 465, "starttls": 587}.get(OUTBOX_SMTP_SECURITY, 25))
OUTBOX_SMTP_USER = environment.text("OUTBOX_SMTP_USER")
OUTBOX_SMTP_PASSWORD = environment.text("OUTBOX_SMTP_PASSWORD")
OUTBOX_SMTP_SENDER = environment.text("OUTBOX_SMTP_SENDER")
