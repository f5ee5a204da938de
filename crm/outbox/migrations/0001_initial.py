"""Messages, their attempts, receipts and replies; texts and limits as shipped."""

import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

from crm.outbox.rules.first_templates import FIRST_TEMPLATES


def ship(apps, schema_editor):
    apps.get_model("outbox", "SendingLimits").objects.get_or_create(id=1)
    model = apps.get_model("outbox", "Template")
    at = timezone.now()
    model.objects.bulk_create(
        model(
            code=first.code,
            channel=first.channel,
            purpose=first.purpose,
            title=first.title,
            text=first.text,
            variables=list(first.variables),
            written_at=at,
            proposed_at=at,
            approved_at=at,
        )
        for first in FIRST_TEMPLATES
    )


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("outlets", "0011_decisions_are_told"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "key",
                    models.CharField(
                        help_text="What made it: pressed twice, it is one batch.", max_length=80, unique=True
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened at")),
                ("stopped_at", models.DateTimeField(blank=True, null=True, verbose_name="stopped at")),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stopped_by",
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
                "ordering": ["-opened_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="PeriodRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("job", models.CharField(max_length=40)),
                ("period", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("job", "period"), name="period_run_once")],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("provider", models.CharField(max_length=12)),
                ("key", models.CharField(max_length=120)),
                ("address", models.CharField(max_length=254, verbose_name="number")),
                ("text", models.CharField(max_length=500, verbose_name="text")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("received_at", models.DateTimeField()),
                ("refuses", models.BooleanField(help_text="R, T, TD, N, 退订, 取消 (rule L22).")),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["address", "-at"], name="reply_from")],
                "constraints": [models.UniqueConstraint(fields=("provider", "key"), name="reply_once")],
            },
        ),
        migrations.CreateModel(
            name="SendingLimits",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                (
                    "promotion_from",
                    models.TimeField(default=datetime.time(8, 30), verbose_name="greetings and offers from"),
                ),
                (
                    "promotion_until",
                    models.TimeField(default=datetime.time(20, 30), verbose_name="greetings and offers until"),
                ),
                ("notice_from", models.TimeField(default=datetime.time(8, 0), verbose_name="notices from")),
                ("notice_until", models.TimeField(default=datetime.time(21, 30), verbose_name="notices until")),
                (
                    "messages_a_day",
                    models.PositiveSmallIntegerField(default=2, verbose_name="messages to one customer a day"),
                ),
                (
                    "promotion_every_days",
                    models.PositiveSmallIntegerField(default=7, verbose_name="one offer in … days"),
                ),
                (
                    "yuan_a_day",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("20000"), max_digits=10, verbose_name="budget a day"
                    ),
                ),
                (
                    "yuan_a_segment",
                    models.DecimalField(
                        decimal_places=3, default=Decimal("0.045"), max_digits=6, verbose_name="price of a segment"
                    ),
                ),
                ("stopped_at", models.DateTimeField(blank=True, null=True, verbose_name="all sending stopped at")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="sending_limits_are_one_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[("sms", "SMS"), ("email", "E-mail")], max_length=5, verbose_name="channel"
                    ),
                ),
                ("address", models.CharField(max_length=254, verbose_name="number or address")),
                (
                    "purpose",
                    models.CharField(blank=True, help_text="Empty: everything that is not asked for.", max_length=9),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("reply", "Reply to a message"),
                            ("link", "Refusal page"),
                            ("staff", "Told to staff"),
                            ("provider", "The provider's list"),
                        ],
                        max_length=8,
                        verbose_name="source",
                    ),
                ),
                ("proof", models.CharField(blank=True, max_length=200, verbose_name="proof")),
                ("since", models.DateTimeField(verbose_name="since")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_proof", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["-since", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("channel", "address", "purpose"),
                        name="suppression_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                (
                    "channel",
                    models.CharField(
                        choices=[("sms", "SMS"), ("email", "E-mail")], max_length=5, verbose_name="channel"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("notice", "Notice"), ("promotion", "Greeting or offer")],
                        max_length=9,
                        verbose_name="purpose",
                    ),
                ),
                (
                    "title",
                    models.CharField(blank=True, help_text="Of an e-mail.", max_length=120, verbose_name="title"),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="With {variables} as the use allows them.", max_length=1000, verbose_name="text"
                    ),
                ),
                (
                    "variables",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="variables",
                    ),
                ),
                (
                    "provider_code",
                    models.CharField(
                        blank=True,
                        help_text="As registered: SMS_123456789.",
                        max_length=40,
                        verbose_name="code at the provider",
                    ),
                ),
                ("written_at", models.DateTimeField(verbose_name="written at")),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="approved at")),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_by",
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
                "ordering": ["code", "channel", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "channel", "version"), name="template_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("approved_at__isnull", False), ("retired_at", None)),
                        fields=("code", "channel"),
                        name="template_one_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by", None),
                            models.Q(("approved_by", models.F("written_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="template_approved_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        help_text="Business key: the same matter is written once.", max_length=120, unique=True
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("sms", "SMS"), ("email", "E-mail")], max_length=5, verbose_name="channel"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("notice", "Notice"), ("promotion", "Greeting or offer")],
                        max_length=9,
                        verbose_name="purpose",
                    ),
                ),
                (
                    "subject",
                    models.CharField(help_text="Whom it concerns, as in the audit trail: customer:42.", max_length=40),
                ),
                ("address", models.CharField(max_length=254, verbose_name="number or address")),
                ("values", models.JSONField(default=dict, help_text="The template's variables: name → text.")),
                (
                    "due_at",
                    models.DateTimeField(help_text="Not before; quiet hours may make it later.", verbose_name="due at"),
                ),
                ("expires_at", models.DateTimeField(verbose_name="not after")),
                ("created_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Waits"),
                            ("claimed", "Taken up"),
                            ("submitting", "Being handed over"),
                            ("accepted", "Accepted by the provider"),
                            ("delivered", "Delivered"),
                            ("failed", "Not delivered"),
                            ("unreceipted", "Accepted, no receipt"),
                            ("unknown", "Result unknown, not sent again"),
                            ("dead", "Given up"),
                            ("skipped", "Not sent"),
                        ],
                        default="pending",
                        max_length=11,
                        verbose_name="state",
                    ),
                ),
                (
                    "skipped",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("opted_out", "Refused by the customer"),
                            ("no_consent", "No consent"),
                            ("capped", "Enough messages already"),
                            ("late", "Too late to make sense"),
                            ("stopped", "Stopped by a person"),
                            ("held", "Held: trouble is open"),
                            ("no_address", "No usable number or address"),
                            ("dropped", "Dropped by a person"),
                        ],
                        max_length=10,
                        verbose_name="not sent because",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("lease", models.UUIDField(blank=True, help_text="Of the worker that holds it.", null=True)),
                ("segments", models.PositiveSmallIntegerField(default=0, verbose_name="segments")),
                ("cost_yuan", models.DecimalField(decimal_places=3, default=0, max_digits=8, verbose_name="cost")),
                ("provider", models.CharField(blank=True, max_length=12)),
                ("provider_id", models.CharField(blank=True, max_length=80)),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="handed over at")),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, help_text="Delivered, failed, given up, skipped.", null=True),
                ),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="what the provider said")),
                (
                    "settled_at",
                    models.DateTimeField(
                        blank=True, help_text="When a person decided an unknown or dead one.", null=True
                    ),
                ),
                ("settled_as", models.CharField(blank=True, max_length=12)),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="outbox.batch",
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
                    "settled_by",
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
                    "template",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outbox.template",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(condition=models.Q(("state", "pending")), fields=["due_at", "id"], name="message_due"),
                    models.Index(
                        condition=models.Q(("state__in", ["claimed", "submitting"])),
                        fields=["lease_until"],
                        name="message_leased",
                    ),
                    models.Index(
                        condition=models.Q(("state", "accepted")),
                        fields=["submitted_at"],
                        name="message_waits_for_receipt",
                    ),
                    models.Index(
                        condition=models.Q(("settled_at", None), ("state__in", ["unknown", "dead"])),
                        fields=["-id"],
                        name="message_for_a_person",
                    ),
                    models.Index(fields=["outlet", "-id"], name="message_of_outlet"),
                    models.Index(fields=["subject", "-id"], name="message_of_subject"),
                    models.Index(
                        condition=models.Q(("batch", None), _negated=True),
                        fields=["batch", "state"],
                        name="message_of_batch",
                    ),
                    models.Index(
                        condition=models.Q(("provider_id", ""), _negated=True),
                        fields=["provider", "provider_id"],
                        name="message_at_provider",
                    ),
                    models.Index(fields=["address", "-submitted_at"], name="message_to_address"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "skipped"), _negated=True),
                            models.Q(("skipped", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="message_skipped_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["claimed", "submitting"]), _negated=True),
                            models.Q(("lease__isnull", False), ("lease_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="message_taken_up_has_a_lease",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("due_at"))), name="message_has_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("provider", models.CharField(max_length=12)),
                ("address", models.CharField(max_length=254)),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("accepted", "Accepted"), ("refused", "Certainly not taken"), ("unknown", "Unknown")],
                        help_text="Empty: under way.",
                        max_length=8,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tries", to="outbox.message"
                    ),
                ),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("provider", models.CharField(max_length=12)),
                (
                    "key",
                    models.CharField(help_text="What makes the report one: provider's id and state.", max_length=120),
                ),
                ("delivered", models.BooleanField()),
                ("code", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField(help_text="When the phone got it, as the provider says.")),
                ("received_at", models.DateTimeField()),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="outbox.message",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("provider", "key"), name="receipt_once")],
            },
        ),
        migrations.RunPython(ship, migrations.RunPython.noop),
    ]
