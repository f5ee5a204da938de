"""The three forms as shipped, in force from the beginning."""

from django.db import migrations
from django.db.models.functions import Now

from customers.rules.first_surveys import FIRST_SURVEYS


def ship(apps, schema_editor):
    survey = apps.get_model("customers", "Survey")
    survey.objects.bulk_create(
        survey(
            kind=first.kind,
            title=first.title,
            questions=first.to_data(),
            open_days=first.open_days,
            every_days=first.every_days,
            published_at=Now(),
        )
        for first in FIRST_SURVEYS
    )


class Migration(migrations.Migration):
    dependencies = [("customers", "0006_care")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
