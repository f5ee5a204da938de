"""Notes of a day; and scan events found by who made them.

The index is partial: an event told by a partner without an operator's number costs nothing more.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

BY_WORKER = """
CREATE INDEX scanevent_by_worker ON shipments_scanevent (
       (CASE WHEN source LIKE 'user:%' OR source LIKE 'phone:%' THEN source ELSE detail ->> 'operator' END), occurred_at)
 WHERE (CASE WHEN source LIKE 'user:%' OR source LIKE 'phone:%' THEN source ELSE detail ->> 'operator' END) IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outlets", "0001_initial"),
        ("shipments", "0010_calls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DayNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="remarks")),
                ("handover", models.TextField(blank=True, max_length=2000, verbose_name="handover")),
                ("incidents", models.TextField(blank=True, max_length=2000, verbose_name="incidents")),
                ("changed_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outlet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                        verbose_name="outlet",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="day_notes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["day", "outlet", "person"],
                "constraints": [
                    models.UniqueConstraint(fields=("outlet", "day", "person"), name="day_note_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("seen_at", None), models.Q(("closed_at", None), _negated=True), _connector="OR"
                        ),
                        name="day_note_closed_before_seen",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="labelprint", index=models.Index(fields=["by", "at"], name="label_print_by_person")
        ),
        migrations.RunSQL(BY_WORKER, "DROP INDEX scanevent_by_worker"),
    ]
