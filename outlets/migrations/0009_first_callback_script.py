"""The first version of what is said at a callback, as shipped."""

from django.db import migrations
from django.utils import timezone

from outlets.rules.call_script_texts import FIRST_SCRIPTS


def publish(apps, schema_editor):
    apps.get_model("outlets", "CallScript").objects.get_or_create(
        occasion="callback",
        version=1,
        defaults={"steps": FIRST_SCRIPTS["callback"].to_data(), "published_at": timezone.now(), "note": "5.4.1"},
    )


class Migration(migrations.Migration):
    dependencies = [("outlets", "0008_callback_script")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
