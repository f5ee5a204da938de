"""Violations, fines, notices, appeals, spot checks, scores: the tables as they stood when their first migrations were drawn together."""

import django.core.serializers.json
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("quality", "0001_initial"),
        ("quality", "0002_initial"),
        ("quality", "0003_day_of_the_duty"),
        ("quality", "0004_violation_void_reasons"),
        ("quality", "0005_replays"),
        ("quality", "0006_violation_day_is_known"),
        ("quality", "0007_from_fine_to_statement"),
        ("quality", "0010_simulations"),
        ("quality", "0011_account_of_an_outlet"),
        ("quality", "0013_spot_checks_and_weights"),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("outlets", "0001_squashed_tables"),
        ("shipments", "0001_squashed_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProblemReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.CharField(max_length=8)),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("pass", "Pass"), ("false", "False"), ("improper", "Improper")],
                        max_length=8,
                        verbose_name="verdict",
                    ),
                ),
                ("ruling", models.CharField(blank=True, db_default="", default="", max_length=5)),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("delay_established", models.BooleanField(default=False)),
                ("judged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "call",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shipments.call",
                    ),
                ),
                (
                    "claimed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "problem",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="review", to="shipments.problemrecord"
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at", "id"],
                "indexes": [
                    models.Index(condition=models.Q(("verdict", "")), fields=["asked_at", "id"], name="review_waiting"),
                    models.Index(fields=["outlet", "-id"], name="review_by_outlet"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict", ""),
                            models.Q(("judged_at__isnull", False), ("judged_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="review_verdict_has_its_judge",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "false"), _negated=True), ("call__isnull", False), _connector="OR"
                        ),
                        name="review_false_is_proved_by_a_call",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RadarHit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "pattern",
                    models.CharField(
                        choices=[
                            ("undelivered", "Signed without a delivery scan"),
                            ("bulk", "Many signed within a minute"),
                            ("apart", "Signed far from the courier's other scans"),
                            ("complained", "Signed, and complained of within a day"),
                            ("two_places", "One account scans in two places"),
                        ],
                        max_length=12,
                        verbose_name="pattern",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("subject", models.CharField(max_length=80, verbose_name="subject")),
                ("facts", models.JSONField(default=dict)),
                ("found_at", models.DateTimeField(verbose_name="found at")),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "finding",
                    models.CharField(
                        blank=True, help_text="harmless, unclear or grave.", max_length=10, verbose_name="finding"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "looked_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="outlets.outlet"
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "-id"],
                "indexes": [
                    models.Index(condition=models.Q(("looked_at", None)), fields=["-day", "-id"], name="radarhit_open")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("pattern", "outlet", "day", "subject"), name="radarhit_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReliefOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField(verbose_name="first day")),
                ("until", models.DateField(verbose_name="last day")),
                (
                    "charges",
                    models.JSONField(
                        default=list,
                        help_text="Values of Violation.Charge; empty: all of them.",
                        verbose_name="charges",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("proposed_at", models.DateTimeField(verbose_name="proposed at")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("approved", models.BooleanField(blank=True, null=True, verbose_name="approved")),
                ("decision", models.CharField(blank=True, max_length=300, verbose_name="words of the decision")),
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.region",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))), name="relief_ends_after_it_begins"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                        name="relief_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outlet", None), ("region", None), _connector="OR"),
                        name="relief_of_one_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Replay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                (
                    "digest",
                    models.CharField(help_text="SHA-256 of the file and of its map.", max_length=64, unique=True),
                ),
                ("lines", models.PositiveIntegerField(default=0, help_text="Lines of the file taken in so far.")),
                ("taken", models.PositiveIntegerField(default=0)),
                ("refused", models.JSONField(default=list, help_text="[line, reason] of each refused row.")),
                ("outlets", models.JSONField(default=list, help_text="Codes of the outlets the history was laid on.")),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("judgement", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["-started_at"],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(help_text="Its first day.", verbose_name="month")),
                ("volume", models.PositiveIntegerField(verbose_name="volume")),
                ("points", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="points")),
                ("grade", models.CharField(max_length=2, verbose_name="grade")),
                ("vetoed", models.CharField(blank=True, max_length=20)),
                ("ranked", models.BooleanField(default=True)),
                ("lines", models.JSONField(default=list)),
                ("computed_at", models.DateTimeField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shipments.ruleedition"
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="outlets.outlet",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-month", "-points", "id"],
                "indexes": [models.Index(fields=["month", "-points"], name="score_by_month")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("outlet", "person", "month"), name="score_once_per_month", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Simulation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("data", models.JSONField()),
                ("since", models.DateField(verbose_name="first day")),
                ("until", models.DateField(verbose_name="last day")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("done", models.PositiveIntegerField(default=0)),
                ("duties", models.BigIntegerField(default=0)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shipments.ruleedition"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(condition=models.Q(("ended_at", None)), fields=["id"], name="simulation_running")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))), name="simulation_ends_after_it_begins"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SimulatedFines",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                (
                    "charge",
                    models.CharField(
                        choices=[
                            ("arrival", "Arrival scan"),
                            ("delay", "Delay"),
                            ("sign", "Sign entry"),
                            ("damage", "Damage report"),
                            ("false", "False problem"),
                            ("spot", "Operations spot check"),
                            ("weight", "Weight mismatch"),
                        ],
                        max_length=8,
                    ),
                ),
                ("was_rule", models.CharField(blank=True, max_length=6)),
                ("rule", models.CharField(blank=True, max_length=6)),
                ("count", models.PositiveIntegerField()),
                ("was_yuan", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ("yuan", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
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
                    "simulation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="quality.simulation",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["simulation", "day"], name="simulatedfines_by_day")],
            },
        ),
        migrations.CreateModel(
            name="SpotCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subject",
                    models.CharField(
                        choices=[("problem", "Problem pieces"), ("waybill", "Waybills")],
                        max_length=8,
                        verbose_name="subject",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("criteria", models.JSONField(default=dict)),
                ("seed", models.BigIntegerField(verbose_name="seed")),
                ("population", models.PositiveIntegerField(verbose_name="population")),
                ("last_key", models.BigIntegerField(db_default=0, default=0)),
                ("size", models.PositiveIntegerField(verbose_name="sample")),
                ("drawn_at", models.DateTimeField(verbose_name="drawn at")),
                (
                    "drawn_by",
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
            name="SpotCheckItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField(help_text="In the order of drawing.")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("pass", "Pass"), ("false", "False"), ("improper", "Improper")],
                        max_length=8,
                        verbose_name="verdict",
                    ),
                ),
                ("finding", models.CharField(blank=True, max_length=500, verbose_name="finding")),
                ("judged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "call",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shipments.call",
                    ),
                ),
                (
                    "check_of",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="quality.spotcheck",
                    ),
                ),
                (
                    "inspector",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="outlets.outlet"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="shipments.problemrecord",
                    ),
                ),
                (
                    "waybill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shipments.waybill"
                    ),
                ),
            ],
            options={
                "ordering": ["check_of", "place"],
                "constraints": [
                    models.UniqueConstraint(fields=("check_of", "place"), name="spotcheckitem_once_per_place")
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(help_text="Its first day.", verbose_name="month")),
                ("opening_yuan", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="opening balance")),
                ("closing_yuan", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="closing balance")),
                ("entries_count", models.PositiveIntegerField(verbose_name="entries")),
                ("closed_at", models.DateTimeField(verbose_name="closed at")),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="outlets.outlet",
                    ),
                ),
            ],
            options={
                "ordering": ["-month", "outlet_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("outlet", "month"), name="statement_once_per_outlet_and_month")
                ],
            },
        ),
        migrations.CreateModel(
            name="WeightCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("declared_kg", models.DecimalField(decimal_places=3, max_digits=8, verbose_name="declared")),
                ("weighed_kg", models.DecimalField(decimal_places=3, max_digits=8, verbose_name="weighed")),
                ("tolerance_kg", models.DecimalField(decimal_places=3, max_digits=8, verbose_name="tolerance")),
                ("mismatch", models.BooleanField(verbose_name="mismatch")),
                ("at", models.DateTimeField(verbose_name="weighed at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        help_text="Where it was collected.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
                (
                    "waybill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="weight_checks",
                        to="shipments.waybill",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["outlet", "-id"], name="weightcheck_by_outlet")],
            },
        ),
        migrations.CreateModel(
            name="Violation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "charge",
                    models.CharField(
                        choices=[
                            ("arrival", "Arrival scan"),
                            ("delay", "Delay"),
                            ("sign", "Sign entry"),
                            ("damage", "Damage report"),
                            ("false", "False problem"),
                            ("spot", "Operations spot check"),
                            ("weight", "Weight mismatch"),
                        ],
                        max_length=8,
                        verbose_name="charge",
                    ),
                ),
                ("rule", models.CharField(max_length=6, verbose_name="rule")),
                ("day", models.DateField(help_text="The network's business day of the duty.", verbose_name="day")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due at")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                ("found_at", models.DateTimeField(verbose_name="found at")),
                ("evidence", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="voided at")),
                (
                    "void_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("in_time", "Done in time, as later news proved"),
                            ("moved", "Not due then: the deadline has moved"),
                            ("dropped", "There was no such duty"),
                            ("lifted", "Lifted by a valid problem record"),
                            ("withdrawn", "The problem record was withdrawn"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "arrival",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="violations",
                        to="shipments.piecearrival",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="violations",
                        to="shipments.ruleedition",
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="violations",
                        to="outlets.outlet",
                    ),
                ),
                (
                    "piece",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="shipments.piece",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="violations",
                        to="shipments.problemrecord",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="violations",
                        to="shipments.deliveryrun",
                    ),
                ),
                (
                    "spot_item",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="violations",
                        to="quality.spotcheckitem",
                    ),
                ),
                (
                    "waybill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="violations", to="shipments.waybill"
                    ),
                ),
                (
                    "weight_check",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="violations",
                        to="quality.weightcheck",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["day", "outlet"], name="violation_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("arrival__isnull", False), ("voided_at", None)),
                        fields=("arrival",),
                        name="violation_once_per_arrival",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("charge__in", ["delay", "sign"]), ("run__isnull", False), ("voided_at", None)
                        ),
                        fields=("run", "charge"),
                        name="violation_once_per_run_and_charge",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("problem__isnull", False), ("voided_at", None)),
                        fields=("problem", "charge"),
                        name="violation_once_per_problem_and_charge",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("voided_at", None), ("weight_check__isnull", False)),
                        fields=("weight_check",),
                        name="violation_once_per_weight_check",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("spot_item__isnull", False), ("voided_at", None)),
                        fields=("spot_item",),
                        name="violation_once_per_spot_item",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FineNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("arrival", "Arrival scans"),
                            ("sign", "Delivery and sign entry"),
                            ("problem", "Problem pieces"),
                            ("spot", "Operations spot checks"),
                            ("weight", "Weight mismatches"),
                        ],
                        max_length=8,
                        verbose_name="category",
                    ),
                ),
                ("announced_on", models.DateField(verbose_name="day")),
                ("reply_by", models.DateTimeField(verbose_name="reply by")),
                ("expiry_told_at", models.DateTimeField(blank=True, null=True)),
                ("expired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fine_notice", to="outlets.notice"
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
                        condition=models.Q(("expired_at", None)), fields=["reply_by"], name="finenotice_running"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("outlet", "category", "announced_on"),
                        name="finenotice_once_per_outlet_category_and_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Fine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "yuan",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="yuan"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("posted", "Posted"),
                            ("announced", "Announced"),
                            ("replied", "Replied"),
                            ("appealed", "Appealed"),
                            ("sustained", "Sustained"),
                            ("reduced", "Reduced"),
                            ("overturned", "Overturned"),
                            ("waived", "Waived"),
                            ("void", "Void"),
                            ("settled", "Settled"),
                        ],
                        default="posted",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("posted_at", models.DateTimeField(verbose_name="posted at")),
                (
                    "issuer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="Who found the violation; nobody: the sweep.",
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
                        related_name="fines",
                        to="outlets.outlet",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fines",
                        to="quality.finenotice",
                    ),
                ),
                (
                    "violation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fine", to="quality.violation"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["outlet", "-id"], name="fine_by_outlet"),
                    models.Index(condition=models.Q(("state", "posted")), fields=["id"], name="fine_to_announce"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("yuan", None), ("yuan__gt", 0), _connector="OR"), name="fine_is_positive"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("instance", models.PositiveSmallIntegerField(default=1, verbose_name="instance")),
                ("text", models.TextField(max_length=2000, verbose_name="grounds")),
                ("at", models.DateTimeField(verbose_name="lodged at")),
                ("late", models.BooleanField(default=False, verbose_name="late")),
                ("leave_at", models.DateTimeField(blank=True, null=True)),
                ("leave_reason", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asking", "Late: waits for leave"),
                            ("open", "Open"),
                            ("refused", "Leave refused"),
                            ("sustained", "Sustained"),
                            ("reduced", "Reduced"),
                            ("overturned", "Overturned"),
                            ("moot", "Without object: the fine is gone"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="reason of the decision")),
                ("yuan_before", models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ("yuan_after", models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Nobody: a partner's key.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "leave_by",
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
                    "fine",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to="quality.fine",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["outlet", "-id"], name="appeal_by_outlet"),
                    models.Index(
                        condition=models.Q(("state__in", ["asking", "open"])),
                        fields=["at", "id"],
                        name="appeal_waiting",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("fine", "instance"), name="appeal_once_per_instance"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asking", "open"])),
                        fields=("fine",),
                        name="appeal_one_open_per_fine",
                    ),
                    models.CheckConstraint(condition=models.Q(("instance__in", [1, 2])), name="appeal_two_instances"),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("by")), _negated=True),
                        name="appeal_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["sustained", "reduced", "overturned"]), _negated=True),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appeal_decision_has_its_decider",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppealEvidence",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("file", models.FileField(max_length=120, upload_to="appeals/")),
                ("file_name", models.CharField(help_text="As it was called where it came from.", max_length=120)),
                ("file_type", models.CharField(max_length=100)),
                ("bytes", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="quality.appeal"
                    ),
                ),
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
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="FineReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=1000, verbose_name="text")),
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
                    "fine",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="quality.fine"
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
            name="LedgerEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fine", "Fine"),
                            ("reversal", "Reversal"),
                            ("appeal", "Decision of an appeal"),
                            ("waiver", "Waiver"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("yuan", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="yuan")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "appeal",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quality.appeal",
                    ),
                ),
                (
                    "fine",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="quality.fine",
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger",
                        to="outlets.outlet",
                    ),
                ),
                (
                    "relief",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="quality.relieforder",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="quality.statement",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["outlet", "-id"], name="ledger_by_outlet"),
                    models.Index(
                        condition=models.Q(("statement", None)), fields=["outlet", "id"], name="ledger_to_state"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "appeal"), _negated=True),
                        fields=("fine", "kind"),
                        name="ledger_once_per_fine_and_kind",
                    ),
                    models.UniqueConstraint(fields=("appeal",), name="ledger_once_per_appeal"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutletDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("arrivals", models.IntegerField(default=0, help_text="Arrival-scan duties.")),
                ("arrivals_done", models.IntegerField(default=0)),
                ("arrivals_met", models.IntegerField(default=0, help_text="Scanned in time.")),
                (
                    "arrivals_open",
                    models.IntegerField(default=0, help_text="Not scanned, and the monitor day has not closed."),
                ),
                ("deliveries", models.IntegerField(default=0, help_text="Delivery duties not lifted by a problem.")),
                ("deliveries_done", models.IntegerField(default=0)),
                ("deliveries_met", models.IntegerField(default=0)),
                ("deliveries_open", models.IntegerField(default=0)),
                ("signs", models.IntegerField(default=0, help_text="Sign-entry duties not lifted by a problem.")),
                ("signs_done", models.IntegerField(default=0)),
                ("signs_met", models.IntegerField(default=0)),
                ("signs_open", models.IntegerField(default=0)),
                ("problems", models.IntegerField(default=0)),
                ("fines", models.IntegerField(default=0, help_text="Fines standing, by the day of the duty.")),
                ("fines_yuan", models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ("folded_at", models.DateTimeField()),
                (
                    "revised_at",
                    models.DateTimeField(
                        blank=True, help_text="When late news last changed figures that had been final.", null=True
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="outlets.outlet",
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "outlet"],
                "indexes": [models.Index(fields=["day"], name="outletday_by_day")],
                "constraints": [models.UniqueConstraint(fields=("outlet", "day"), name="outletday_once")],
            },
        ),
    ]
