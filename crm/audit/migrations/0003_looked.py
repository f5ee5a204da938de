from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

LOOKED = Q(action__endswith=".unmask") | Q(action__endswith=".unmask_refused") | Q(action="export.fetch")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("audit", "0002_by_actor")]

    operations = [
        AddIndexConcurrently(
            model_name="auditentry",
            index=models.Index(fields=["at", "actor"], name="audit_looked", condition=LOOKED),
        ),
    ]
