import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("shipments", "0017_one_index_an_outlet"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="waybill",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=["entered_at"], name="waybill_by_entry"
            ),
        ),
    ]
