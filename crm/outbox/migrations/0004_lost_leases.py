"""A message counts the workers that ended over it: one that breaks them is taken up alone, and then given up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0003_batches_move"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="lost_leases",
            field=models.PositiveSmallIntegerField(
                db_default=0,
                default=0,
                help_text="Workers that died, or broke down, before they had handed it over.",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("lost_leases__gt", 0), ("state", "pending")),
                fields=["due_at", "id"],
                name="message_due_alone",
            ),
        ),
    ]
