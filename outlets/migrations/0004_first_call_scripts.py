"""The first version of every call script, as shipped: from the pure rules, as the rule book's first edition."""

from django.db import migrations
from django.utils import timezone

from outlets.rules.call_script_texts import FIRST_SCRIPTS


def publish(apps, schema_editor):
    scripts = apps.get_model("outlets", "CallScript").objects
    for occasion, script in FIRST_SCRIPTS.items():
        scripts.get_or_create(
            occasion=str(occasion),
            version=1,
            defaults={"steps": script.to_data(), "published_at": timezone.now(), "note": "5.4.1"},
        )


class Migration(migrations.Migration):
    dependencies = [("outlets", "0003_call_scripts")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
