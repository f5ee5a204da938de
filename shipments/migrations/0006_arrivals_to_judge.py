"""Arrivals that wait for judgement are noted in a table of their own: judging a million of them rewrites none."""

import django.db.models.deletion
from django.db import migrations, models

MOVE = "INSERT INTO shipments_arrivaltojudge (arrival_id) SELECT id FROM shipments_piecearrival WHERE to_judge"
MOVE_BACK = """
UPDATE shipments_piecearrival SET to_judge = TRUE WHERE id IN (SELECT arrival_id FROM shipments_arrivaltojudge)
"""


class Migration(migrations.Migration):
    dependencies = [("shipments", "0005_room_for_the_first_scan")]

    operations = [
        migrations.CreateModel(
            name="ArrivalToJudge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "arrival",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="shipments.piecearrival",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(MOVE, MOVE_BACK),
        migrations.RemoveIndex(model_name="piecearrival", name="arrival_to_judge"),
        migrations.RemoveField(model_name="piecearrival", name="to_judge"),
        migrations.RemoveField(model_name="piecearrival", name="posted"),
        migrations.AddField(
            model_name="piecearrival",
            name="rescanned",
            field=models.BooleanField(default=False, help_text="True: a better scan took the place of the first."),
        ),
    ]
