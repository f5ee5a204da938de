"""The radar reads a day's scans: they lie together, so a few pages of index tell where."""

from django.db import migrations

BY_TIME = "CREATE INDEX scanevent_by_time ON shipments_scanevent USING brin (occurred_at) WITH (autosummarize = on)"


class Migration(migrations.Migration):
    dependencies = [("quality", "0013_spot_checks_and_weights"), ("shipments", "0020_two_persons")]

    operations = [migrations.RunSQL(BY_TIME, "DROP INDEX scanevent_by_time")]
