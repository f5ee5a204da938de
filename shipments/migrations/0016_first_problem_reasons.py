"""The reasons that the product ships with, and when the problems that stand open are asked after.

They come from the pure rules: a list that headquarters have changed since is not touched by a second run.
"""

from django.db import migrations

from shipments.rules.problem_reasons import REASONS

TO_FOLLOW = """
UPDATE shipments_problemrecord
   SET follow_up_at = registered_at + interval '24 hours'
 WHERE closed_at IS NULL AND NOT withdrawn AND follow_up_at IS NULL;
"""


def ship(apps, schema_editor):
    model = apps.get_model("shipments", "ProblemReason")
    model.objects.bulk_create(
        [
            model(
                code=reason.code,
                category=str(reason.category),
                party=str(reason.party),
                zh=reason.zh,
                en=reason.en,
                template_zh=reason.template_zh,
                template_en=reason.template_en,
                order=10 * (place + 1),
            )
            for place, reason in enumerate(REASONS)
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("shipments", "0015_problem_reasons")]

    operations = [
        migrations.RunPython(ship, migrations.RunPython.noop),
        migrations.RunSQL(TO_FOLLOW, migrations.RunSQL.noop),
    ]
