"""What messages have cost on a day: a budget is held against one row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SpentDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("yuan", models.DecimalField(decimal_places=3, default=0, max_digits=12)),
            ],
        ),
    ]
