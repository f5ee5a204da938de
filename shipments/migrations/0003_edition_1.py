"""The rule book's first edition, as shipped.

It comes from the pure rules and not from a copy here: a published edition is never edited, in code as in the table.
"""

from django.db import migrations
from django.utils import timezone

from shipments.rules.edition import EDITION_1


def publish(apps, schema_editor):
    apps.get_model("shipments", "RuleEdition").objects.get_or_create(
        number=EDITION_1.number,
        defaults={
            "starts_on": EDITION_1.starts_on,
            "data": EDITION_1.to_data(),
            "published_at": timezone.now(),
            "note": "S2 5.5.3–5.5.8",
        },
    )


class Migration(migrations.Migration):
    dependencies = [("shipments", "0002_partition_scan_events")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
