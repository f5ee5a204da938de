"""The first version of every call script, as shipped: from the pure rules, as the rule book's first edition."""

from django.db import migrations
from django.utils import timezone

from outlets.rules.call_script_texts import FIRST_SCRIPTS


#: The occasions that there were then; a later one comes with its own migration.
OCCASIONS = ("inbound", "delivery", "delay", "refusal", "thanks")


def publish(apps, schema_editor):
    scripts = apps.get_model("outlets", "CallScript").objects
    for occasion in OCCASIONS:
        scripts.get_or_create(
            occasion=occasion,
            version=1,
            defaults={"steps": FIRST_SCRIPTS[occasion].to_data(), "published_at": timezone.now(), "note": "5.4.1"},
        )


class Migration(migrations.Migration):
    replaces = [("outlets", "0004_first_call_scripts")]
    dependencies = [("outlets", "0001_squashed_tables")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
