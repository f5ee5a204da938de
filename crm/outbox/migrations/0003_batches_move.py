"""A batch whose messages are being set aside, or brought back, says so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0002_spent_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="moving",
            field=models.BooleanField(default=False, help_text="Its messages are being set aside, or brought back."),
        ),
    ]
