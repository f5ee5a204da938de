"""Messages to customers: by which provider they go. The default reaches nobody (crm/outbox/channels/embedded.py)."""

from crm.settings import environment

OUTBOX_SMS = environment.text("OUTBOX_SMS", "embedded")
OUTBOX_EMAIL = environment.text("OUTBOX_EMAIL", "embedded")
OUTBOX_FOLDER = environment.data_dir / "outbox"
