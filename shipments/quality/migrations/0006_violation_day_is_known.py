"""Every violation has its day; those from before the column get the day of their clock, or of what was found."""

from django.db import migrations, models

FILL = """
UPDATE quality_violation AS violation
   SET day = COALESCE(
           (SELECT clock.day FROM shipments_clock AS clock
             WHERE clock.id = COALESCE(
                   (SELECT clock_id FROM shipments_piecearrival WHERE id = violation.arrival_id),
                   (SELECT clock_id FROM shipments_deliveryrun WHERE id = violation.run_id),
                   (SELECT clock_id FROM shipments_problemrecord WHERE id = violation.problem_id))),
           (COALESCE(violation.done_at, violation.found_at) AT TIME ZONE 'Asia/Shanghai')::date)
 WHERE day IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("quality", "0005_replays"), ("shipments", "0006_arrivals_to_judge")]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="violation",
            name="day",
            field=models.DateField(help_text="The network's business day of the duty.", verbose_name="day"),
        ),
    ]
