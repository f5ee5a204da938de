from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("customers", "0010_leads_worked_by_next_step"),
    ]

    operations = [
        migrations.RemoveConstraint("accountexpense", "account_expense_approved_by_another"),
        migrations.RemoveConstraint("accountexpense", "account_expense_spent_when_approved"),
        migrations.RenameField("accountexpense", "approved_by", "decided_by"),
        migrations.RenameField("accountexpense", "approved_at", "decided_at"),
        migrations.AddField("accountexpense", "approved", models.BooleanField(null=True)),
        migrations.AddConstraint(
            "accountexpense",
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="account_expense_by_two"),
        ),
        migrations.AddConstraint(
            "accountexpense",
            models.CheckConstraint(
                condition=Q(approved=None, decided_by=None) | Q(approved__isnull=False, decided_by__isnull=False),
                name="account_expense_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            "accountexpense",
            models.CheckConstraint(
                condition=Q(spent_yuan=None) | Q(approved=True, spent_yuan__lte=F("budget_yuan")),
                name="account_expense_spent_as_approved",
            ),
        ),
    ]
