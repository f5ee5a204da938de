from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Right


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("shipments", "0012_pictures"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="waybill",
            index=models.Index(Right("sender_phone", 4), name="waybill_by_sender_tail"),
        ),
        AddIndexConcurrently(
            model_name="waybill",
            index=models.Index(Right("receiver_phone", 4), name="waybill_by_receiver_tail"),
        ),
    ]
