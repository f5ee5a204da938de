from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0008_customer_by_phone"),
    ]

    operations = [
        migrations.RenameField(
            model_name="merge",
            old_name="moved",
            new_name="steps",
        ),
        migrations.AlterField(
            model_name="merge",
            name="steps",
            field=models.JSONField(default=list, help_text="See customers.services.row_journal."),
        ),
        migrations.AlterField(
            model_name="merge",
            name="before",
            field=models.JSONField(
                default=dict, help_text="kept, gone: their fields as they were; taken: what was changed."
            ),
        ),
    ]
