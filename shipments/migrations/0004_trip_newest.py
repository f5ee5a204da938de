from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shipments", "0003_edition_1"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="linehaultrip",
            index=models.Index(fields=["-planned_at", "-id"], name="trip_newest"),
        ),
    ]
