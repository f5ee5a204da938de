"""Files, contacts, leads, tiers, callbacks, churn, key accounts; service levels and thresholds as shipped."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from django.utils import timezone

from customers.rules.tiers import SHIPPED

#: A tier that stood there before belongs to its customer's outlet, and counts as computed.
STANDING = """
UPDATE customers_customertier AS standing
   SET outlet_id = customer.outlet_id, computed = standing.tier
  FROM customers_customer AS customer
 WHERE customer.id = standing.customer_id
"""

# Terms are many: with the usual statistics the planner takes a rare one for a common one and walks a million rows.
STATISTICS = "ALTER TABLE customers_searchentry ALTER COLUMN terms SET STATISTICS 1000"
USUAL_STATISTICS = "ALTER TABLE customers_searchentry ALTER COLUMN terms SET STATISTICS -1"

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


FIRST_DAY = "2020-01-01"
KEPT = """
CREATE FUNCTION customers_keep_published_thresholds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL AND (TG_OP = 'DELETE'
       OR ROW(NEW.number, NEW.starts_on, NEW.data) IS DISTINCT FROM ROW(OLD.number, OLD.starts_on, OLD.data)) THEN
        RAISE EXCEPTION 'thresholds % are published: make new ones', OLD.number;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER tierthresholds_are_kept BEFORE UPDATE OR DELETE ON customers_tierthresholds
    FOR EACH ROW EXECUTE FUNCTION customers_keep_published_thresholds();
"""
CHANGEABLE = """
DROP TRIGGER tierthresholds_are_kept ON customers_tierthresholds;
DROP FUNCTION customers_keep_published_thresholds();
"""


def publish(apps, schema_editor):
    apps.get_model("customers", "TierThresholds").objects.create(
        number=1,
        starts_on=FIRST_DAY,
        data={"number": 1, "starts_on": FIRST_DAY, **SHIPPED.to_data()},
        published_at=timezone.now(),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0001_squashed_tables"),
        ("outlets", "0011_decisions_are_told"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountBudget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "kind",
                    models.CharField(
                        choices=[("event", "Event"), ("gift", "Gift"), ("award", "Award")],
                        max_length=5,
                        verbose_name="kind",
                    ),
                ),
                ("yuan", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="yuan")),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-year", "kind"],
                "constraints": [models.UniqueConstraint(fields=("year", "kind"), name="account_budget_once_a_year")],
            },
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="activity",
                        serialize=False,
                        to="customers.customer",
                    ),
                ),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("parcels", models.IntegerField()),
                ("yuan", models.DecimalField(decimal_places=2, max_digits=14)),
                (
                    "gap_days",
                    models.DecimalField(
                        decimal_places=1,
                        help_text="Nine of ten pauses between shipping days are no longer.",
                        max_digits=6,
                        null=True,
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["outlet", "-last_on"], name="activity_last_of_outlet"),
                    models.Index(fields=["last_on"], name="activity_last"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))), name="activity_in_order"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Callback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tier", models.CharField(max_length=1, verbose_name="tier")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("planned_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("done", "Done"),
                            ("missed", "Missed"),
                            ("dropped", "Dropped"),
                        ],
                        default="planned",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("snoozed_until", models.DateField(blank=True, null=True, verbose_name="snoozed until")),
                ("snooze_reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("satisfied", "Satisfied"),
                            ("neutral", "Neither nor"),
                            ("dissatisfied", "Dissatisfied"),
                            ("unreached", "Not reached"),
                            ("refused", "Does not want calls"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="callbacks",
                        to="customers.customer",
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "planned")),
                        fields=["outlet", "due_on", "id"],
                        name="callback_planned_of_outlet",
                    ),
                    models.Index(fields=["customer", "-id"], name="callback_newest_of_customer"),
                    models.Index(fields=["outlet", "-closed_at"], name="callback_closed_of_outlet"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "planned")),
                        fields=("customer",),
                        name="callback_one_planned_per_customer",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Competitor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=20, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "ours",
                    models.BooleanField(
                        default=False, help_text="True for the one row that stands for this network itself."
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "ordering": ["-ours", "name"],
            },
        ),
        migrations.CreateModel(
            name="ChurnCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tier", models.CharField(max_length=1, verbose_name="tier")),
                (
                    "kind",
                    models.CharField(
                        choices=[("at_risk", "At risk"), ("lost", "Lost")], max_length=8, verbose_name="kind"
                    ),
                ),
                ("rule", models.CharField(help_text="Code of customers.rules.churn.", max_length=20)),
                ("inputs", models.JSONField(help_text="What the rule saw: days, parcels, gap.")),
                (
                    "value_yuan",
                    models.DecimalField(
                        decimal_places=2,
                        help_text="Freight a month before it went quiet.",
                        max_digits=12,
                        verbose_name="value a month in yuan",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be asked"),
                            ("cause", "Cause known"),
                            ("measure", "Measure taken"),
                            ("won_back", "Won back"),
                            ("gone", "Not won back"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("price", "Price"),
                            ("delay", "Delays"),
                            ("damage", "Damage or loss"),
                            ("service", "Service"),
                            ("competitor", "Competitor's offer"),
                            ("season", "Season"),
                            ("closed", "Moved or closed"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                        verbose_name="cause",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened at")),
                (
                    "due_at",
                    models.DateTimeField(
                        blank=True, help_text="Without: it stands on the list.", null=True, verbose_name="due at"
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("shipped_again_on", models.DateField(blank=True, null=True, verbose_name="shipped again on")),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="churn_cases",
                        to="customers.customer",
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "competitor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.competitor",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["outlet", "kind", "-id"],
                        name="churn_open_of_outlet",
                    ),
                    models.Index(fields=["customer", "-id"], name="churn_newest_of_customer"),
                    models.Index(fields=["outlet", "-closed_at"], name="churn_closed_of_outlet"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("customer",),
                        name="churn_one_open_case_per_customer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state__in", ["won_back", "gone"])),
                            models.Q(models.Q(("state__in", ["won_back", "gone"]), _negated=True), ("closed_at", None)),
                            _connector="OR",
                        ),
                        name="churn_closed_at_its_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChurnStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be asked"),
                            ("cause", "Cause known"),
                            ("measure", "Measure taken"),
                            ("won_back", "Won back"),
                            ("gone", "Not won back"),
                        ],
                        max_length=8,
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="text")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="customers.churncase"
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="CompetitorUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "share_percent",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="share in percent"),
                ),
                ("prices", models.CharField(blank=True, max_length=200, verbose_name="prices")),
                ("marketing", models.CharField(blank=True, max_length=200, verbose_name="marketing")),
                ("ties", models.CharField(blank=True, max_length=200, verbose_name="ties")),
                ("noted_on", models.DateField(verbose_name="noted on")),
                (
                    "competitor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="customers.competitor"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="competitor_uses",
                        to="customers.customer",
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
            ],
            options={
                "ordering": ["-noted_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("share_percent", None), ("share_percent__lte", 100), _connector="OR"),
                        name="competitor_use_share_is_a_share",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("decider", "Decides"),
                            ("shipping", "Ships"),
                            ("finance", "Pays"),
                            ("reception", "Reception"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=10,
                        verbose_name="part",
                    ),
                ),
                ("position", models.CharField(blank=True, max_length=60, verbose_name="position")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("wechat", models.CharField(blank=True, max_length=60, verbose_name="WeChat")),
                ("main", models.BooleanField(default=False, verbose_name="main contact")),
                ("family", models.CharField(blank=True, max_length=200, verbose_name="family")),
                ("interests", models.CharField(blank=True, max_length=200, verbose_name="interests")),
                ("taboos", models.CharField(blank=True, max_length=200, verbose_name="taboos")),
                ("competitor_ties", models.CharField(blank=True, max_length=200, verbose_name="ties to competitors")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="left on")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="contacts", to="customers.customer"
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
            ],
            options={
                "ordering": ["-main", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("main", True)), fields=("customer",), name="contact_one_main_per_customer"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CallbackAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("satisfied", "Satisfied"),
                            ("neutral", "Neither nor"),
                            ("dissatisfied", "Dissatisfied"),
                            ("unreached", "Not reached"),
                            ("refused", "Does not want calls"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "callback",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tries", to="customers.callback"
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
                (
                    "script",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.callscript",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.contact",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[("sms", "SMS"), ("email", "E-mail"), ("call", "Call")],
                        max_length=5,
                        verbose_name="channel",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("notice", "About own shipments"), ("promotion", "Greetings and offers")],
                        max_length=10,
                        verbose_name="purpose",
                    ),
                ),
                ("given", models.BooleanField(verbose_name="given")),
                ("source", models.CharField(max_length=60, verbose_name="source")),
                ("proof", models.CharField(blank=True, max_length=200, verbose_name="proof")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="consents", to="customers.customer"
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="customers.contact",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["customer", "channel", "purpose", "-at"], name="consent_newest")],
            },
        ),
        migrations.CreateModel(
            name="CustomerDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "customer_id", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("parcels", models.IntegerField()),
                ("yuan", models.DecimalField(decimal_places=2, max_digits=12)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CustomerWeek",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "week", "customer_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("week", models.DateField()),
                ("parcels", models.IntegerField()),
                ("yuan", models.DecimalField(decimal_places=2, max_digits=12)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="weeks",
                        to="customers.customer",
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CustomField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=30, unique=True, verbose_name="code")),
                ("label", models.CharField(max_length=40, verbose_name="label")),
                ("label_en", models.CharField(blank=True, max_length=40, verbose_name="English label")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("number", "Number"),
                            ("day", "Date"),
                            ("choice", "Choice"),
                            ("yes_no", "Yes or no"),
                        ],
                        max_length=8,
                        verbose_name="type",
                    ),
                ),
                ("choices", models.JSONField(blank=True, default=list, verbose_name="choices")),
                ("help_text", models.CharField(blank=True, max_length=200, verbose_name="help")),
                ("required", models.BooleanField(default=False, verbose_name="required")),
                ("personal", models.BooleanField(default=False, verbose_name="personal data")),
                ("order", models.PositiveSmallIntegerField(default=50, verbose_name="order")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "ordering": ["order", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("type", "choice"), _negated=True),
                            models.Q(("choices", []), _negated=True),
                            _connector="OR",
                        ),
                        name="custom_field_choice_has_choices",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DuplicatePair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("score", models.PositiveSmallIntegerField(help_text="0 to 100.", verbose_name="score")),
                ("reasons", models.JSONField(default=list, help_text="Codes of customers.rules.duplicates.")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "To look at"), ("different", "Not a duplicate"), ("merged", "Merged")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("found_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="customers.customer"
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="customers.customer"
                    ),
                ),
            ],
            options={
                "ordering": ["-score", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["outlet", "-score", "-id"],
                        name="duplicate_open_of_outlet",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="duplicate_pair_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="duplicate_pair_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "Offered"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("taken_back", "Taken back"),
                        ],
                        default="offered",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("offered_at", models.DateTimeField(verbose_name="offered at")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="answer")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="handovers", to="customers.customer"
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                        verbose_name="from outlet",
                    ),
                ),
                (
                    "to_outlet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                        verbose_name="to outlet",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "offered")),
                        fields=("customer",),
                        name="handover_one_open_per_customer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outlet", models.F("to_outlet")), _negated=True),
                        name="handover_to_another_outlet",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportantDate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("birthday", "Birthday"),
                            ("founding", "Founding day"),
                            ("anniversary", "Anniversary"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=60, verbose_name="label")),
                (
                    "calendar",
                    models.CharField(
                        choices=[("solar", "Solar"), ("lunar", "Lunar")],
                        default="solar",
                        max_length=5,
                        verbose_name="calendar",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year")),
                ("month", models.PositiveSmallIntegerField(verbose_name="month")),
                ("day", models.PositiveSmallIntegerField(verbose_name="day")),
                ("leap_month", models.BooleanField(default=False, verbose_name="leap month")),
                (
                    "next_on",
                    models.DateField(
                        blank=True,
                        help_text="The next solar day it falls on; kept by a daily sweep.",
                        null=True,
                        verbose_name="next on",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="important_dates",
                        to="customers.contact",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="important_dates",
                        to="customers.customer",
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
            ],
            options={
                "ordering": ["month", "day", "id"],
                "indexes": [models.Index(fields=["next_on", "id"], name="important_date_next")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("day__range", (1, 31)), ("month__range", (1, 12))),
                        name="important_date_is_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("calendar", "lunar"), ("leap_month", False), _connector="OR"),
                        name="important_date_leap_is_lunar",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeyAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("objective", models.CharField(blank=True, max_length=500, verbose_name="objective")),
                (
                    "review_months",
                    models.PositiveSmallIntegerField(default=3, verbose_name="a joint review every … months"),
                ),
                ("shared_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="key_account", to="customers.customer"
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="outlets.outlet"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="cared for by",
                    ),
                ),
                (
                    "shared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="AccountExpense",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("event", "Event"), ("gift", "Gift"), ("award", "Award")],
                        max_length=5,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("planned_on", models.DateField(verbose_name="planned on")),
                ("budget_yuan", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="budget in yuan")),
                (
                    "spent_yuan",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="spent in yuan"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.contact",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="expenses", to="customers.keyaccount"
                    ),
                ),
                ("approved", models.BooleanField(null=True)),
            ],
            options={
                "ordering": ["-planned_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("asked_by")), _negated=True),
                        name="account_expense_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved", None), ("decided_by", None)),
                            models.Q(("approved__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="account_expense_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("spent_yuan", None),
                            models.Q(("approved", True), ("spent_yuan__lte", models.F("budget_yuan"))),
                            _connector="OR",
                        ),
                        name="account_expense_spent_as_approved",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountNeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(help_text="1 matters most.", verbose_name="rank")),
                ("need", models.CharField(max_length=200, verbose_name="need")),
                ("service", models.CharField(blank=True, max_length=500, verbose_name="our service for it")),
                ("since", models.DateField(blank=True, null=True, verbose_name="since")),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="needs", to="customers.keyaccount"
                    ),
                ),
            ],
            options={
                "ordering": ["place", "id"],
            },
        ),
        migrations.CreateModel(
            name="AccountReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="held on")),
                ("who", models.CharField(blank=True, max_length=200, verbose_name="who was there")),
                ("findings", models.CharField(blank=True, max_length=1000, verbose_name="findings")),
                ("agreed", models.CharField(blank=True, max_length=1000, verbose_name="agreed")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reviews", to="customers.keyaccount"
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("held_on", None)), fields=("account",), name="account_review_one_planned"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("held_on", models.DateField(verbose_name="held on")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                (
                    "outlet",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
            ],
            options={
                "ordering": ["-held_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Lead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("counter", "Counter"),
                            ("call", "Incoming call"),
                            ("web", "Public form"),
                            ("import", "Import"),
                            ("api", "Partner"),
                            ("referral", "Referral"),
                            ("event", "Event"),
                        ],
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                ("company", models.CharField(blank=True, max_length=120, verbose_name="company")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("phone", models.CharField(max_length=30, verbose_name="phone")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                ("need", models.CharField(blank=True, max_length=500, verbose_name="need")),
                ("parcels_a_month", models.PositiveIntegerField(blank=True, null=True, verbose_name="parcels a month")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("contacted", "Contacted"),
                            ("quoted", "Quoted"),
                            ("won", "Won"),
                            ("lost", "Lost"),
                        ],
                        default="new",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "lost_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("price", "Price"),
                            ("coverage", "Not covered"),
                            ("speed", "Too slow"),
                            ("competitor", "Stays with a competitor"),
                            ("unreachable", "Not to be reached"),
                            ("no_need", "No need"),
                            ("duplicate", "Is there already"),
                        ],
                        max_length=12,
                        verbose_name="lost because of",
                    ),
                ),
                ("next_step_at", models.DateTimeField(blank=True, null=True, verbose_name="next step at")),
                (
                    "won_by",
                    models.CharField(
                        blank=True, help_text="Number of the first waybill.", max_length=40, verbose_name="won by"
                    ),
                ),
                (
                    "consent_at",
                    models.DateTimeField(blank=True, help_text="When they agreed to be called back.", null=True),
                ),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="leads",
                        to="customers.customer",
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to="outlets.outlet",
                        verbose_name="outlet",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "referrer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="referrals",
                        to="customers.customer",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to="customers.leadevent",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["outlet", "-id"], name="lead_newest_of_outlet"),
                    models.Index(
                        django.db.models.functions.text.Right("phone", 4),
                        condition=models.Q(("state__in", ["won", "lost"]), _negated=True),
                        name="lead_open_by_tail",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["won", "lost"]), _negated=True),
                        fields=["outlet", "next_step_at", "id"],
                        name="lead_open_by_next_step",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state", "lost"), ("lost_reason", ""), _connector="XOR"),
                        name="lead_lost_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state__in", ["won", "lost"])),
                            models.Q(models.Q(("state__in", ["won", "lost"]), _negated=True), ("closed_at", None)),
                            _connector="OR",
                        ),
                        name="lead_closed_at_its_end",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["won", "lost"]), _negated=True),
                        fields=("outlet", "phone"),
                        name="lead_one_open_per_phone",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("next_step_at", None), ("state__in", ["won", "lost"])),
                            models.Q(
                                models.Q(("state__in", ["won", "lost"]), _negated=True), ("next_step_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="lead_open_has_its_next_step",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("contacted", "Contacted"),
                            ("quoted", "Quoted"),
                            ("won", "Won"),
                            ("lost", "Lost"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="customers.lead"
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="MarketObservation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first_kg_yuan", "Price of the first kilogram, yuan"),
                            ("next_kg_yuan", "Price of each further kilogram, yuan"),
                            ("share_percent", "Market share, percent"),
                            ("coverage_percent", "Coverage, percent"),
                            ("complaints_per_million", "Complaints a million pieces"),
                            ("response_minutes", "Response time, minutes"),
                        ],
                        max_length=24,
                        verbose_name="figure",
                    ),
                ),
                ("value", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="value")),
                ("observed_on", models.DateField(verbose_name="observed on")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("noted_at", models.DateTimeField()),
                (
                    "competitor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="observations",
                        to="customers.competitor",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                        verbose_name="noted by outlet",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.region",
                        verbose_name="region",
                    ),
                ),
            ],
            options={
                "ordering": ["-observed_on", "-id"],
                "indexes": [models.Index(fields=["region", "kind", "-observed_on"], name="market_newest_of_region")],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "before",
                    models.JSONField(
                        default=dict, help_text="kept, gone: their fields as they were; taken: what was changed."
                    ),
                ),
                ("steps", models.JSONField(default=list, help_text="See customers.services.row_journal.")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "gone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="outlets.outlet"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)), fields=("gone",), name="merge_once_per_file"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept", models.F("gone")), _negated=True), name="merge_of_two"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="profile",
                        serialize=False,
                        to="customers.customer",
                    ),
                ),
                (
                    "registered_capital",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="registered capital in yuan",
                    ),
                ),
                ("employees", models.PositiveIntegerField(blank=True, null=True, verbose_name="employees")),
                ("finances", models.CharField(blank=True, max_length=500, verbose_name="finances")),
                ("plans", models.CharField(blank=True, max_length=500, verbose_name="plans")),
                ("potential", models.CharField(blank=True, max_length=500, verbose_name="potential")),
                ("strengths", models.CharField(blank=True, max_length=500, verbose_name="strengths")),
                ("weaknesses", models.CharField(blank=True, max_length=500, verbose_name="weaknesses")),
                ("storage_needs", models.CharField(blank=True, max_length=500, verbose_name="storage")),
                ("transit_needs", models.CharField(blank=True, max_length=500, verbose_name="while in transit")),
                ("transport_needs", models.CharField(blank=True, max_length=500, verbose_name="transport")),
                ("packaging_needs", models.CharField(blank=True, max_length=500, verbose_name="packaging")),
                ("feedback_needs", models.CharField(blank=True, max_length=500, verbose_name="feedback")),
                ("current_logistics", models.CharField(blank=True, max_length=500, verbose_name="logistics today")),
                (
                    "monthly_cost",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="logistics cost a month in yuan",
                    ),
                ),
                ("bottlenecks", models.CharField(blank=True, max_length=500, verbose_name="bottlenecks")),
                (
                    "safety_agreement_on",
                    models.DateField(blank=True, null=True, verbose_name="safety agreement signed on"),
                ),
                (
                    "safety_agreement_until",
                    models.DateField(blank=True, null=True, verbose_name="safety agreement valid until"),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="customers.customer",
                    ),
                ),
                (
                    "terms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["terms"], name="customer_by_terms"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tier",
                    models.CharField(
                        choices=[("A", "A customer"), ("B", "B customer"), ("C", "C customer")],
                        max_length=1,
                        unique=True,
                        verbose_name="tier",
                    ),
                ),
                (
                    "callback_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="a callback every … days"),
                ),
                (
                    "win_back_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="a lost one is called within … days"
                    ),
                ),
                (
                    "response_minutes",
                    models.PositiveIntegerField(verbose_name="a complaint is answered within … minutes"),
                ),
                ("solution_hours", models.PositiveIntegerField(verbose_name="a complaint is solved within … hours")),
                (
                    "thanks",
                    models.CharField(
                        choices=[("call", "Call"), ("sms", "SMS"), ("none", "None")],
                        max_length=4,
                        verbose_name="thank-you by",
                    ),
                ),
                (
                    "greeting",
                    models.CharField(
                        choices=[("call", "Call"), ("sms", "SMS"), ("none", "None")],
                        max_length=4,
                        verbose_name="greetings by",
                    ),
                ),
                (
                    "report_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="a report every … months"),
                ),
            ],
            options={
                "ordering": ["tier"],
            },
        ),
        migrations.CreateModel(
            name="ServicePromise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=200, verbose_name="promise")),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("delivered_in_time", "Delivered in time, percent"),
                            ("signed_in_time", "Signed in time, percent"),
                            ("undamaged", "Without damage or loss, percent"),
                            ("word", "Confirmed by a person"),
                        ],
                        max_length=20,
                        verbose_name="measured by",
                    ),
                ),
                (
                    "target",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="at least"),
                ),
                ("from_day", models.DateField(verbose_name="from")),
                ("until", models.DateField(verbose_name="until")),
                ("kept", models.BooleanField(null=True, verbose_name="kept")),
                (
                    "found",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="found"),
                ),
                ("counted", models.PositiveIntegerField(blank=True, null=True, verbose_name="shipments counted")),
                ("judged_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="promises", to="customers.keyaccount"
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["until", "id"],
                "indexes": [
                    models.Index(condition=models.Q(("judged_at", None)), fields=["until"], name="promise_to_judge")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("from_day"))), name="promise_from_before_until"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("measure", "word"), ("target__isnull", False), _connector="XOR"),
                        name="promise_has_a_target",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceCost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("counter", "Counter"),
                            ("call", "Incoming call"),
                            ("web", "Public form"),
                            ("import", "Import"),
                            ("api", "Partner"),
                            ("referral", "Referral"),
                            ("event", "Event"),
                        ],
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                ("month", models.DateField(help_text="Its first day.", verbose_name="month")),
                ("yuan", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="yuan")),
                (
                    "outlet",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
            ],
            options={
                "ordering": ["-month", "source"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "outlet", "month"), name="source_cost_once_a_month", nulls_distinct=False
                    ),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="source_cost_of_a_month"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("follow_up", "Follow up"),
                            ("dissatisfied", "Dissatisfied customer"),
                            ("win_back", "Win back"),
                            ("apology", "Apology"),
                            ("greeting", "Personal greeting"),
                            ("promise", "Promise"),
                        ],
                        default="follow_up",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="what is to be done")),
                (
                    "url",
                    models.CharField(
                        blank=True, help_text="Where it is done, when not on the customer's page.", max_length=200
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("manager", "Outlet manager"),
                            ("courier", "Courier"),
                            ("waybill_clerk", "Waybill clerk"),
                            ("service_clerk", "Customer-service clerk"),
                            ("inspector", "Quality inspector"),
                            ("appeals_supervisor", "Appeals supervisor"),
                            ("crg", "Customer-relations group"),
                            ("operations", "Operations"),
                            ("executive", "Executive"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=20,
                        verbose_name="for",
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                ("opened_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("result", models.CharField(blank=True, max_length=500, verbose_name="result")),
                (
                    "key",
                    models.CharField(
                        blank=True,
                        help_text="What a machine opened it for: once.",
                        max_length=80,
                        null=True,
                        unique=True,
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="customers.customer",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "ordering": ["due_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)),
                        fields=["outlet", "due_at", "id"],
                        name="task_open_of_outlet",
                    ),
                    models.Index(fields=["customer", "-opened_at", "-id"], name="task_newest_of_customer"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("owner", None), _negated=True),
                            models.Q(("role", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="task_has_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TierEvaluation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(help_text="The first day of the month it was done for.", unique=True)),
                ("thresholds", models.PositiveIntegerField(help_text="Number of the edition; 0: as shipped.")),
                ("data", models.JSONField(help_text="The thresholds themselves.")),
                ("first_week", models.DateField()),
                ("last_week", models.DateField()),
                ("at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("customers", models.PositiveIntegerField(default=0)),
                ("moved", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["-month"],
            },
        ),
        migrations.CreateModel(
            name="TierVerdict",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "evaluation_id", "customer_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("parcels", models.IntegerField()),
                ("yuan", models.DecimalField(decimal_places=2, max_digits=14)),
                ("weeks_known", models.SmallIntegerField()),
                ("mean", models.FloatField(help_text="Parcels a week of six working days.")),
                ("excess_cv", models.FloatField(null=True)),
                ("zero_share", models.FloatField()),
                ("before", models.FloatField(help_text="Share of the volume held by larger customers.")),
                ("rank", models.IntegerField()),
                ("outlet_rank", models.IntegerField()),
                ("was", models.CharField(blank=True, max_length=1)),
                (
                    "indicated",
                    models.CharField(
                        choices=[("A", "A customer"), ("B", "B customer"), ("C", "C customer")], max_length=1
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        choices=[("A", "A customer"), ("B", "B customer"), ("C", "C customer")], max_length=1
                    ),
                ),
                ("provisional", models.BooleanField()),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tier_verdicts",
                        to="customers.customer",
                    ),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verdicts",
                        to="customers.tierevaluation",
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TierOverride",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tier",
                    models.CharField(
                        choices=[("A", "A customer"), ("B", "B customer"), ("C", "C customer")],
                        max_length=1,
                        verbose_name="tier",
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("expires_on", models.DateField(help_text="The last day on which it counts.", verbose_name="until")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("approved", models.BooleanField(null=True)),
                (
                    "ended_at",
                    models.DateTimeField(
                        blank=True, help_text="When it expired, was lifted or was refused.", null=True
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tier_overrides",
                        to="customers.customer",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["expires_on"], name="tier_override_in_force"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("customer",),
                        name="tier_override_one_per_customer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("asked_by")), _negated=True),
                        name="tier_override_by_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Touch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("call_in", "Incoming call"),
                            ("call_out", "Outgoing call"),
                            ("visit", "Visit"),
                            ("meeting", "Meeting"),
                            ("note", "Note"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.CharField(max_length=1000, verbose_name="text")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.contact",
                        verbose_name="contact",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="touches",
                        to="customers.customer",
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["customer", "-at", "-id"], name="touch_newest_of_customer")],
            },
        ),
        migrations.CreateModel(
            name="VolumeNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("parcels", models.IntegerField()),
                ("yuan", models.DecimalField(decimal_places=2, max_digits=12)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TierThresholds",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="number")),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("data", models.JSONField(verbose_name="rules")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("proposed_at", models.DateTimeField(blank=True, null=True, verbose_name="proposed at")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("published_by", models.F("proposed_by")), _negated=True),
                        name="tierthresholds_published_by_another",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="customer",
            name="credit",
            field=models.CharField(
                blank=True,
                choices=[("", "Not graded"), ("good", "Good"), ("fair", "Fair"), ("poor", "Poor: cash only")],
                max_length=4,
                verbose_name="credit grade",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="custom",
            field=models.JSONField(blank=True, default=dict, help_text="Code of a CustomField → its value."),
        ),
        migrations.AddField(
            model_name="customer",
            name="goods",
            field=models.CharField(blank=True, max_length=200, verbose_name="goods"),
        ),
        migrations.AddField(
            model_name="customer",
            name="industry",
            field=models.CharField(blank=True, max_length=60, verbose_name="industry"),
        ),
        migrations.AddField(
            model_name="customer",
            name="interests",
            field=models.CharField(blank=True, max_length=200, verbose_name="interests"),
        ),
        migrations.AddField(
            model_name="customer",
            name="keeper",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="cared for by",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="kind",
            field=models.CharField(
                choices=[("person", "Person"), ("enterprise", "Enterprise")],
                default="enterprise",
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_from",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="source",
            field=models.CharField(
                choices=[
                    ("counter", "Counter"),
                    ("call", "Incoming call"),
                    ("web", "Public form"),
                    ("import", "Import"),
                    ("api", "Partner"),
                    ("referral", "Referral"),
                    ("event", "Event"),
                ],
                default="counter",
                max_length=10,
                verbose_name="source",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="state",
            field=models.CharField(
                choices=[("active", "Active"), ("merged", "Merged into another file"), ("anonymous", "Made anonymous")],
                default="active",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="customertier",
            name="computed",
            field=models.CharField(
                choices=[("A", "A customer"), ("B", "B customer"), ("C", "C customer")], max_length=1, null=True
            ),
        ),
        migrations.AddField(
            model_name="customertier",
            name="leaning",
            field=models.CharField(
                blank=True, choices=[("A", "A customer"), ("B", "B customer"), ("C", "C customer")], max_length=1
            ),
        ),
        migrations.AddField(
            model_name="customertier",
            name="outlet",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="outlets.outlet",
            ),
        ),
        migrations.AddField(
            model_name="customertier",
            name="provisional",
            field=models.BooleanField(default=False, verbose_name="provisional"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["outlet", "-id"], name="customer_newest_of_outlet"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["custom"], name="customer_by_custom", opclasses=["jsonb_path_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="customertier",
            index=models.Index(fields=["outlet", "tier", "customer"], name="customer_tier_of_outlet"),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", None), ("state", "merged"), _connector="XOR"),
                name="customer_merged_into_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="customer_not_merged_into_itself",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("state", "active"), models.Q(("phone", ""), _negated=True)),
                fields=["outlet", "phone"],
                name="customer_by_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="customer_merged"
            ),
        ),
        migrations.RunSQL(STANDING, migrations.RunSQL.noop),
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
        migrations.RunPython(publish, migrations.RunPython.noop),
        migrations.RunSQL(KEPT, CHANGEABLE),
        migrations.RunSQL(STATISTICS, USUAL_STATISTICS),
    ]
