"""What stood there before knows its outlet and was computed; the service levels as shipped."""

import django.db.models.deletion
from django.db import migrations, models

#: tier → callback every … days, win back within … days, answer minutes, solve hours, thanks, greeting, report months
LEVELS = {
    "A": (30, 1, 30, 24, "call", "call", 1),
    "B": (60, 3, 120, 48, "sms", "sms", 3),
    "C": (180, None, 240, 72, "sms", "sms", 12),
}
FIELDS = (
    *("callback_days", "win_back_days", "response_minutes", "solution_hours"),
    *("thanks", "greeting", "report_months"),
)


def ship_levels(apps, schema_editor):
    level = apps.get_model("customers", "ServiceLevel")
    level.objects.bulk_create(
        level(tier=tier, **dict(zip(FIELDS, values, strict=True))) for tier, values in LEVELS.items()
    )


def forget_levels(apps, schema_editor):
    apps.get_model("customers", "ServiceLevel").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_files_leads_and_tiers"), ("outlets", "0007_reminders_of_notices")]

    operations = [
        migrations.RunSQL(
            """
            UPDATE customers_customertier AS standing
               SET outlet_id = customer.outlet_id, computed = standing.tier
              FROM customers_customer AS customer
             WHERE customer.id = standing.customer_id
            """,
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="customertier",
            name="outlet",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="outlets.outlet",
            ),
        ),
        migrations.AlterField(
            model_name="customertier",
            name="computed",
            field=models.CharField(
                choices=[("A", "A customer"), ("B", "B customer"), ("C", "C customer")], max_length=1
            ),
        ),
        migrations.RunPython(ship_levels, forget_levels),
    ]
