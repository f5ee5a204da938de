"""Waybills, pieces, scans, runs and what outlets do about them: the tables as they stood when their first migrations were drawn together."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import outlets.rules.call_script
import shipments.rules.terms
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("shipments", "0001_initial"),
        ("shipments", "0004_trip_newest"),
        ("shipments", "0006_arrivals_to_judge"),
        ("shipments", "0007_phones"),
        ("shipments", "0008_price_tables"),
        ("shipments", "0010_calls"),
        ("shipments", "0011_day_log"),
        ("shipments", "0012_pictures"),
        ("shipments", "0013_phone_tails"),
        ("shipments", "0014_sign_drafts"),
        ("shipments", "0015_problem_reasons"),
        ("shipments", "0017_one_index_an_outlet"),
        ("shipments", "0018_waybill_by_entry"),
        ("shipments", "0019_unseen_days"),
        ("shipments", "0020_two_persons"),
        ("shipments", "0021_ruled_by_persons"),
    ]

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("customers", "0001_squashed_tables"),
        ("outlets", "0001_squashed_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProblemReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=24, unique=True, verbose_name="code")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("delivery", "Delivery problem"),
                            ("damage", "Damaged or not received"),
                            ("transfer", "Out of area or mis-sorted"),
                            ("other", "Other problem"),
                        ],
                        max_length=10,
                        verbose_name="category",
                    ),
                ),
                (
                    "party",
                    models.CharField(
                        choices=[
                            ("outlet", "The outlet"),
                            ("carrier", "The network"),
                            ("sender", "The sender"),
                            ("receiver", "The receiver"),
                            ("weather", "The weather"),
                            ("other", "Somebody else"),
                        ],
                        max_length=8,
                        verbose_name="answers for it",
                    ),
                ),
                ("zh", models.CharField(max_length=40, verbose_name="in Chinese")),
                ("en", models.CharField(max_length=60, verbose_name="in English")),
                ("template_zh", models.CharField(max_length=300, verbose_name="sentence in Chinese")),
                ("template_en", models.CharField(max_length=300, verbose_name="sentence in English")),
                ("active", models.BooleanField(default=True, verbose_name="offered")),
                ("order", models.PositiveSmallIntegerField(default=100, verbose_name="place")),
            ],
            options={
                "ordering": ["category", "order", "code"],
            },
        ),
        migrations.CreateModel(
            name="ScanKey",
            fields=[
                ("event_id", models.UUIDField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name="SignDraft",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("batch", models.UUIDField(help_text="The events of its rows have their ids from it.")),
                ("grid", models.JSONField(help_text="rows and what holds for all of them, as the page sent it.")),
                ("saved_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="DayTouched",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
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
            name="LineHaulTrip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("trip_no", models.CharField(max_length=40, unique=True, verbose_name="trip number")),
                (
                    "shift",
                    models.CharField(
                        choices=[
                            (shipments.rules.terms.Shift["EARLY"], "Early shift"),
                            (shipments.rules.terms.Shift["MID"], "Midday shift"),
                            (shipments.rules.terms.Shift["EVENING"], "Evening shift"),
                        ],
                        max_length=8,
                        verbose_name="shift",
                    ),
                ),
                ("vehicle", models.CharField(blank=True, max_length=20, verbose_name="vehicle")),
                ("planned_at", models.DateTimeField(verbose_name="planned arrival")),
                ("arrived_at", models.DateTimeField(blank=True, null=True, verbose_name="arrived at")),
                ("unloaded_at", models.DateTimeField(blank=True, null=True, verbose_name="unloaded at")),
                (
                    "origin_hub",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trips",
                        to="outlets.hub",
                        verbose_name="origin hub",
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trips",
                        to="outlets.outlet",
                        verbose_name="outlet",
                    ),
                ),
            ],
            options={
                "ordering": ["-planned_at", "-id"],
                "indexes": [
                    models.Index(fields=["outlet", "-planned_at"], name="trip_by_outlet"),
                    models.Index(fields=["-planned_at", "-id"], name="trip_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "shift__in",
                                [
                                    shipments.rules.terms.Shift["EARLY"],
                                    shipments.rules.terms.Shift["MID"],
                                    shipments.rules.terms.Shift["EVENING"],
                                ],
                            )
                        ),
                        name="trip_shift_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("arrived_at", None),
                            ("unloaded_at", None),
                            ("unloaded_at__gte", models.F("arrived_at")),
                            _connector="OR",
                        ),
                        name="trip_unloaded_after_arrival",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.BigIntegerField(help_text="12 digits.", verbose_name="first number")),
                ("last", models.BigIntegerField(verbose_name="last number")),
                ("next", models.BigIntegerField(verbose_name="next number")),
                ("given_at", models.DateTimeField(verbose_name="given at")),
                (
                    "outlet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                        verbose_name="outlet",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first__gte", 100000000000), ("last__gte", models.F("first")), ("last__lt", 1000000000000)
                        ),
                        name="number_block_has_twelve_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("next__gte", models.F("first")),
                            (
                                "next__lte",
                                django.db.models.expressions.CombinedExpression(models.F("last"), "+", models.Value(1)),
                            ),
                        ),
                        name="number_block_next_inside",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    "first",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("last"), "+", models.Value(1)
                                    ),
                                    function="int8range",
                                ),
                                "&&",
                            )
                        ],
                        name="number_blocks_do_not_overlap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceTable",
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
                        name="pricetable_published_by_another",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Quotation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(blank=True, max_length=120, verbose_name="area")),
                ("product", models.CharField(max_length=12, verbose_name="product")),
                ("weight_kg", models.DecimalField(decimal_places=3, max_digits=8, verbose_name="weight in kg")),
                ("volume_cm3", models.PositiveIntegerField(blank=True, null=True, verbose_name="volume in cm³")),
                (
                    "cod_yuan",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="cash on delivery"
                    ),
                ),
                ("subs", models.PositiveSmallIntegerField(default=0, verbose_name="sub-waybills")),
                ("return_receipt", models.BooleanField(default=False, verbose_name="return receipt")),
                (
                    "chargeable_kg",
                    models.DecimalField(decimal_places=3, max_digits=8, verbose_name="chargeable weight in kg"),
                ),
                ("freight_yuan", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="freight")),
                (
                    "lines",
                    models.JSONField(
                        help_text="kind, yuan, count and rate of each charge, as `shipments.rules.freight.Line`."
                    ),
                ),
                ("distance", models.CharField(max_length=20)),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("valid_until", models.DateTimeField(verbose_name="valid until")),
                ("source", models.CharField(help_text="user:… or partner:…, who asked.", max_length=40)),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                        verbose_name="destination outlet",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                        verbose_name="origin outlet",
                    ),
                ),
                (
                    "price_table",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shipments.pricetable"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["origin", "-id"], name="quotation_by_origin")],
            },
        ),
        migrations.CreateModel(
            name="RuleEdition",
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
                        name="ruleedition_published_by_another",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("inputs", models.JSONField(help_text="What the rule functions were given: kinds and ISO instants.")),
                ("shift", models.CharField(max_length=8)),
                (
                    "received_at",
                    models.DateTimeField(help_text="When the pieces were in the outlet's hands (r of the rules)."),
                ),
                (
                    "estimated",
                    models.BooleanField(
                        help_text="True while the unloading is not reported: r comes from arrival or plan."
                    ),
                ),
                (
                    "started",
                    models.BooleanField(
                        help_text="True once the truck is known to have come; only then are pieces missed."
                    ),
                ),
                ("day", models.DateField(help_text="The network's business day these duties belong to.")),
                ("arrival_due_at", models.DateTimeField()),
                ("arrival_rule", models.CharField(max_length=6)),
                ("delivery_due_at", models.DateTimeField()),
                ("delivery_rule", models.CharField(max_length=6)),
                (
                    "delivery_review",
                    models.BooleanField(help_text="True: a late delivery goes to review, never to a fine (DL4)."),
                ),
                ("sign_due_at", models.DateTimeField()),
                ("sign_rule", models.CharField(max_length=6)),
                ("problem_dues", models.JSONField(help_text="Per category: due_at, rule, occurred_by.")),
                ("arrivals_close_at", models.DateTimeField()),
                ("arrivals_closed_at", models.DateTimeField(blank=True, null=True)),
                ("runs_close_at", models.DateTimeField()),
                ("runs_closed_at", models.DateTimeField(blank=True, null=True)),
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
                    "trip",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clock",
                        to="shipments.linehaultrip",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="clocks", to="shipments.ruleedition"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["outlet", "day"], name="clock_by_outlet_day"),
                    models.Index(
                        condition=models.Q(("arrivals_closed_at", None), ("started", True)),
                        fields=["arrivals_close_at"],
                        name="clock_arrivals_to_close",
                    ),
                    models.Index(
                        condition=models.Q(("runs_closed_at", None), ("started", True)),
                        fields=["runs_close_at"],
                        name="clock_runs_to_close",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("trip", None)),
                        fields=("outlet", "shift", "received_at"),
                        name="clock_once_per_instant_without_trip",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ScanDevice",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60, verbose_name="phone")),
                (
                    "token_digest",
                    models.CharField(help_text="SHA-256 of the token, hexadecimal.", max_length=64, unique=True),
                ),
                ("token_until", models.DateTimeField(help_text="A log-in on the phone page renews the token.")),
                ("registered_at", models.DateTimeField(verbose_name="registered at")),
                ("last_seen_at", models.DateTimeField(blank=True, null=True, verbose_name="last seen")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
                (
                    "last_number",
                    models.PositiveIntegerField(default=0, help_text="The highest scan number that came from it."),
                ),
                (
                    "last_reading",
                    models.JSONField(blank=True, help_text="Both clocks of the phone at that scan.", null=True),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scan_devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-registered_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="ScanUpload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("receipt", models.CharField(max_length=20, unique=True, verbose_name="receipt")),
                ("batch_id", models.UUIDField()),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                ("new", models.PositiveIntegerField(verbose_name="new")),
                ("duplicate", models.PositiveIntegerField(verbose_name="duplicate")),
                ("withdrawn", models.PositiveIntegerField(verbose_name="withdrawn")),
                ("refused", models.PositiveIntegerField(verbose_name="not taken")),
                ("clocks", models.JSONField()),
                ("answer", models.JSONField()),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uploads", to="shipments.scandevice"
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="outlets.outlet"
                    ),
                ),
            ],
            options={
                "ordering": ["-received_at", "-id"],
                "indexes": [models.Index(fields=["-received_at", "-id"], name="upload_newest")],
                "constraints": [models.UniqueConstraint(fields=("device", "batch_id"), name="upload_once_per_batch")],
            },
        ),
        migrations.CreateModel(
            name="Waybill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=32, unique=True, verbose_name="waybill number")),
                (
                    "product",
                    models.CharField(
                        choices=[
                            ("same_day", "Same day"),
                            ("next_morning", "Next morning"),
                            ("next_day", "Next day"),
                            ("standard", "Standard"),
                        ],
                        max_length=12,
                        verbose_name="product",
                    ),
                ),
                ("sender_name", models.CharField(max_length=120, verbose_name="sender")),
                ("sender_phone", models.CharField(max_length=30, verbose_name="sender's phone")),
                ("sender_address", models.CharField(max_length=200, verbose_name="sender's address")),
                ("receiver_name", models.CharField(max_length=120, verbose_name="receiver")),
                ("receiver_phone", models.CharField(max_length=30, verbose_name="receiver's phone")),
                ("receiver_address", models.CharField(max_length=200, verbose_name="receiver's address")),
                ("weight_kg", models.DecimalField(decimal_places=3, max_digits=8, verbose_name="weight in kg")),
                ("volume_cm3", models.PositiveIntegerField(blank=True, null=True, verbose_name="volume in cm³")),
                (
                    "cod_yuan",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="cash on delivery"
                    ),
                ),
                ("return_receipt", models.BooleanField(default=False, verbose_name="return receipt")),
                ("entered_at", models.DateTimeField(verbose_name="entered at")),
                (
                    "freight_yuan",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="freight"),
                ),
                (
                    "chargeable_kg",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=8, null=True, verbose_name="chargeable weight in kg"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waybills",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "destination",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="received",
                        to="outlets.outlet",
                        verbose_name="destination outlet",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sent",
                        to="outlets.outlet",
                        verbose_name="origin outlet",
                    ),
                ),
                (
                    "price_table",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shipments.pricetable",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["origin", "-id"], name="waybill_by_origin"),
                    models.Index(fields=["destination", "-id"], name="waybill_by_destination"),
                    models.Index(
                        django.db.models.functions.text.Right("sender_phone", 4), name="waybill_by_sender_tail"
                    ),
                    models.Index(
                        django.db.models.functions.text.Right("receiver_phone", 4), name="waybill_by_receiver_tail"
                    ),
                    django.contrib.postgres.indexes.BrinIndex(
                        autosummarize=True, fields=["entered_at"], name="waybill_by_entry"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_id", models.UUIDField(unique=True)),
                (
                    "party",
                    models.CharField(
                        choices=[("receiver", "Receiver"), ("sender", "Sender")], max_length=8, verbose_name="party"
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("out", "Outgoing"), ("in", "Incoming")], max_length=3, verbose_name="direction"
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            (outlets.rules.call_script.Result["REACHED"], "Reached"),
                            (outlets.rules.call_script.Result["NO_ANSWER"], "No answer"),
                            (outlets.rules.call_script.Result["REFUSED"], "Refused"),
                            (outlets.rules.call_script.Result["RESCHEDULE"], "Another time"),
                            (outlets.rules.call_script.Result["WRONG_NUMBER"], "Wrong number"),
                        ],
                        max_length=12,
                        verbose_name="result",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "steps",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        help_text="The script's steps that were gone through.",
                        size=None,
                    ),
                ),
                (
                    "checks",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="Quality control asks the receiver what happened: no notice, and nobody's retry.",
                    ),
                ),
                ("called_at", models.DateTimeField(verbose_name="called at")),
                (
                    "by",
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
                        verbose_name="outlet",
                    ),
                ),
                (
                    "script",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="outlets.callscript",
                    ),
                ),
                (
                    "waybill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="calls", to="shipments.waybill"
                    ),
                ),
            ],
            options={
                "ordering": ["-called_at", "-id"],
                "indexes": [
                    models.Index(fields=["-called_at", "-id"], name="call_newest"),
                    models.Index(fields=["outlet", "-called_at", "-id"], name="call_by_outlet"),
                    models.Index(fields=["by", "-called_at", "-id"], name="call_by_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "result__in",
                                [
                                    outlets.rules.call_script.Result["REACHED"],
                                    outlets.rules.call_script.Result["NO_ANSWER"],
                                    outlets.rules.call_script.Result["REFUSED"],
                                    outlets.rules.call_script.Result["RESCHEDULE"],
                                    outlets.rules.call_script.Result["WRONG_NUMBER"],
                                ],
                            )
                        ),
                        name="call_result_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("delivers", models.BooleanField(help_text="False at an outlet that is not to deliver the waybill.")),
                ("out_at", models.DateTimeField(blank=True, null=True)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("delivered_error_ms", models.IntegerField(default=0)),
                ("delivered_grade", models.CharField(blank=True, max_length=1)),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("signed_error_ms", models.IntegerField(default=0)),
                ("signed_grade", models.CharField(blank=True, max_length=1)),
                (
                    "lifted_at",
                    models.DateTimeField(
                        blank=True, help_text="A valid problem record in time lifts delivery and sign entry.", null=True
                    ),
                ),
                (
                    "doubtful",
                    models.BooleanField(
                        default=False, help_text="A problem record is under review: no fine by machine."
                    ),
                ),
                (
                    "dropped",
                    models.BooleanField(default=False, help_text="True: later news showed that there was no such run."),
                ),
                ("posted", models.BooleanField(default=False, help_text="True while a violation of this run stands.")),
                ("to_judge", models.BooleanField(default=False, help_text="True: the next sweep looks at it.")),
                (
                    "clock",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="shipments.clock",
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
                (
                    "trip",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="shipments.linehaultrip",
                    ),
                ),
                (
                    "waybill",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="shipments.waybill",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["clock"], name="run_by_clock"),
                    models.Index(condition=models.Q(("to_judge", True)), fields=["id"], name="run_to_judge"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("waybill", "outlet", "trip"), name="run_once_per_waybill_and_trip", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Piece",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=32, unique=True, verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[("master", "Master"), ("sub", "Sub-waybill"), ("receipt", "Return receipt")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        blank=True, help_text="Kind of the last telling event; empty: registered.", max_length=16
                    ),
                ),
                ("state_at", models.DateTimeField(blank=True, null=True)),
                ("state_event", models.UUIDField(blank=True, null=True)),
                ("seen_from", models.DateTimeField(blank=True, null=True)),
                ("seen_until", models.DateTimeField(blank=True, null=True)),
                (
                    "irregular",
                    models.BooleanField(
                        default=False,
                        help_text="True: the waybill's history is folded afresh from its events on every upload.",
                    ),
                ),
                (
                    "destination",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
                (
                    "state_outlet",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
                (
                    "waybill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pieces", to="shipments.waybill"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "master")), fields=("waybill",), name="piece_one_master_per_waybill"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PieceArrival",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scanned_at", models.DateTimeField(blank=True, null=True)),
                ("scan_error_ms", models.IntegerField(default=0)),
                ("scan_grade", models.CharField(blank=True, max_length=1)),
                (
                    "dropped",
                    models.BooleanField(
                        default=False, help_text="True: later news showed that there was no such duty."
                    ),
                ),
                (
                    "rescanned",
                    models.BooleanField(default=False, help_text="True: a better scan took the place of the first."),
                ),
                (
                    "clock",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="arrivals",
                        to="shipments.clock",
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
                (
                    "piece",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="arrivals",
                        to="shipments.piece",
                    ),
                ),
                (
                    "trip",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="arrivals",
                        to="shipments.linehaultrip",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["clock"], name="arrival_by_clock")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("piece", "outlet", "trip"), name="arrival_once_per_piece_and_trip", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ArrivalToJudge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "arrival",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="shipments.piecearrival",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProblemRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_id", models.UUIDField(unique=True)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("delivery", "Delivery problem"),
                            ("damage", "Damaged or not received"),
                            ("transfer", "Out of area or mis-sorted"),
                            ("other", "Other problem"),
                        ],
                        max_length=10,
                        verbose_name="category",
                    ),
                ),
                ("occurred_at", models.DateTimeField(blank=True, null=True, verbose_name="occurred at")),
                ("contact", models.CharField(blank=True, max_length=60, verbose_name="contact")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                ("matter", models.CharField(blank=True, max_length=500, verbose_name="matter")),
                ("registered_at", models.DateTimeField(verbose_name="registered at")),
                ("error_ms", models.IntegerField(default=0)),
                ("grade", models.CharField(max_length=1)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("rule", models.CharField(blank=True, max_length=6)),
                ("occurred_by", models.DateTimeField(blank=True, null=True)),
                (
                    "timeliness",
                    models.CharField(
                        blank=True,
                        help_text="met, late or review by shipments.rules.lateness; empty without a clock.",
                        max_length=6,
                    ),
                ),
                (
                    "remark",
                    models.CharField(
                        choices=[
                            ("valid", "Proper"),
                            ("IV1", "An element is missing"),
                            ("IV2", "A forbidden phrase is the reason"),
                            ("review", "To be reviewed"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "missing",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), blank=True, default=list, size=None
                    ),
                ),
                (
                    "phrases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, default=list, size=None
                    ),
                ),
                (
                    "ruling",
                    models.CharField(
                        blank=True,
                        choices=[("valid", "valid"), ("IV1", "IV1"), ("IV2", "IV2"), ("late", "late")],
                        db_default="",
                        default="",
                        help_text="What a person has ruled where no rule may judge; the machine's verdicts follow it.",
                        max_length=5,
                    ),
                ),
                ("withdrawn", models.BooleanField(default=False)),
                ("proven_false_at", models.DateTimeField(blank=True, null=True)),
                ("proven_false_by", models.CharField(blank=True, max_length=80)),
                ("to_judge", models.BooleanField(default=True)),
                (
                    "follow_up_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When it is to be asked after next; empty once it is closed.",
                        null=True,
                        verbose_name="follow up",
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                (
                    "clock",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shipments.clock",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="Who closed it by a follow-up; nobody, when the parcel was delivered, signed for or returned.",
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
                    "piece",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="problems", to="shipments.piece"
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        blank=True,
                        db_column="reason",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shipments.problemreason",
                        to_field="code",
                        verbose_name="reason",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="problems",
                        to="shipments.deliveryrun",
                    ),
                ),
                (
                    "waybill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="problems", to="shipments.waybill"
                    ),
                ),
            ],
            options={
                "ordering": ["registered_at", "event_id"],
                "indexes": [
                    models.Index(fields=["outlet", "-registered_at"], name="problem_by_outlet"),
                    models.Index(condition=models.Q(("to_judge", True)), fields=["id"], name="problem_to_judge"),
                    models.Index(
                        condition=models.Q(
                            models.Q(
                                ("remark", "review"),
                                models.Q(("remark", "valid"), ("timeliness", "review")),
                                _connector="OR",
                            ),
                            ("proven_false_at", None),
                            ("ruling", ""),
                            ("withdrawn", False),
                        ),
                        fields=["id"],
                        name="problem_to_review",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at", None), ("withdrawn", False)),
                        fields=["outlet", "follow_up_at"],
                        name="problem_to_follow",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", False), ("closed_by", None)),
                        fields=["closed_at"],
                        name="problem_closed_by_scans",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProblemFollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event_id",
                    models.UUIDField(help_text="Of the form that was sent: sent twice it is one step.", unique=True),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("in_talks", "Still talking"),
                            ("data_wanted", "The customer is to correct the data"),
                            ("continue", "Goes on to the receiver"),
                            ("continue_paid", "Goes on, and is compensated"),
                            ("found", "Found, goes on to the receiver"),
                            ("state_changed", "State of the parcel corrected"),
                            ("return", "Goes back to the sender"),
                            ("return_paid", "Goes back, and is compensated"),
                            ("paid", "Compensated"),
                            ("closed", "Closed: nothing paid, nothing sent back"),
                        ],
                        max_length=14,
                        verbose_name="outcome",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("next_at", models.DateTimeField(blank=True, null=True, verbose_name="ask again")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follow_ups",
                        to="shipments.problemrecord",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ScanEvent",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "piece_id",
                        "occurred_at",
                        "event_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("event_id", models.UUIDField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pickup", "Picked up"),
                            ("departure", "Departed"),
                            ("arrival", "Arrival scan"),
                            ("out_for_delivery", "Out for delivery"),
                            ("delivered", "Delivered"),
                            ("signed", "Signed"),
                            ("problem", "Problem piece"),
                            ("hold", "Held at outlet"),
                            ("returned", "Returned"),
                            ("forwarded", "Forwarded"),
                            ("weigh", "Weighed"),
                            ("void", "Withdrawn"),
                        ],
                        max_length=16,
                    ),
                ),
                ("device_at", models.DateTimeField()),
                ("occurred_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("error_ms", models.IntegerField(default=0)),
                (
                    "grade",
                    models.CharField(help_text="Evidence grade A to D (shipments.rules.evidence).", max_length=1),
                ),
                ("corrects", models.UUIDField(null=True)),
                (
                    "source",
                    models.CharField(
                        help_text="partner:<prefix>, user:<id>, import:<id>, replay, demo.", max_length=40
                    ),
                ),
                (
                    "detail",
                    models.JSONField(
                        help_text="What only some kinds have: operator, stops, signer, problem …", null=True
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
                (
                    "piece",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="shipments.piece",
                    ),
                ),
                (
                    "trip",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="shipments.linehaultrip",
                    ),
                ),
            ],
            options={
                "ordering": ["occurred_at", "event_id"],
            },
        ),
        migrations.CreateModel(
            name="ReturnReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("open", models.BooleanField(default=True)),
                ("next_due_at", models.DateTimeField(verbose_name="due")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "With the shipment"),
                            ("signed", "Signed, to be sent back"),
                            ("back", "Back at the origin"),
                            ("handed", "Handed to the sender"),
                            ("cancelled", "Shipment returned"),
                        ],
                        default="due",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="signed at")),
                ("back_due_at", models.DateTimeField(blank=True, null=True, verbose_name="to be back by")),
                ("back_at", models.DateTimeField(blank=True, null=True, verbose_name="back at")),
                ("handed_at", models.DateTimeField(blank=True, null=True, verbose_name="handed over at")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who took the last step by hand.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                        verbose_name="destination outlet",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                        verbose_name="origin outlet",
                    ),
                ),
                (
                    "piece",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="receipt", to="shipments.piece"
                    ),
                ),
                (
                    "waybill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="receipts", to="shipments.waybill"
                    ),
                ),
            ],
            options={
                "ordering": ["next_due_at", "id"],
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("open", True)),
                        fields=["destination", "next_due_at"],
                        name="receipt_open_at_destination",
                    ),
                    models.Index(
                        condition=models.Q(("open", True)),
                        fields=["origin", "next_due_at"],
                        name="receipt_open_at_origin",
                    ),
                    models.Index(fields=["next_due_at", "id"], name="receipt_by_due"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProblemDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event_id",
                    models.UUIDField(
                        default=uuid.uuid4, help_text="Of the event to come; its pictures cite it already."
                    ),
                ),
                ("data", models.JSONField(help_text="The form's fields as they were typed.")),
                ("changed_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="problem_drafts",
                        to=settings.AUTH_USER_MODEL,
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
                "ordering": ["-changed_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "waybill"), name="problem_draft_once_per_person_and_waybill"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("event_id", models.UUIDField(blank=True, help_text="The scan event that it proves.", null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sign", "Sign picture"),
                            ("problem", "Picture of the problem"),
                            ("damage", "Picture of the damage"),
                            ("other", "Other picture"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("file", models.FileField(max_length=80, upload_to="pictures/")),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("bytes", models.PositiveIntegerField()),
                (
                    "original_sha256",
                    models.CharField(help_text="Of the file as it came in, hexadecimal.", max_length=64),
                ),
                (
                    "taken_at",
                    models.DateTimeField(blank=True, help_text="By the clock of the device, if it told.", null=True),
                ),
                ("created_at", models.DateTimeField(verbose_name="received at")),
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
                    "outlet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
                (
                    "waybill",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="shipments.waybill",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "id"],
                "indexes": [
                    models.Index(fields=["outlet", "created_at"], include=("bytes",), name="picture_by_outlet")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("waybill", "kind", "event_id", "original_sha256"),
                        name="picture_once_per_event",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Negotiation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_id", models.UUIDField(unique=True)),
                (
                    "partner",
                    models.CharField(
                        choices=[("receiver", "Receiver"), ("sender", "Sender"), ("other", "Somebody else")],
                        max_length=8,
                        verbose_name="agreed with",
                    ),
                ),
                ("contact", models.CharField(blank=True, max_length=60, verbose_name="name")),
                (
                    "agreed",
                    models.CharField(
                        choices=[
                            ("deliver", "Deliver at the promised time"),
                            ("fetch", "The customer fetches it"),
                            ("elsewhere", "Deliver to another place"),
                            ("return", "Return to the sender"),
                        ],
                        max_length=10,
                        verbose_name="what was agreed",
                    ),
                ),
                ("promised_at", models.DateTimeField(verbose_name="promised for")),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="remark")),
                ("made_at", models.DateTimeField(verbose_name="agreed at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="negotiations",
                        to="shipments.call",
                        verbose_name="call",
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="outlets.outlet"
                    ),
                ),
                (
                    "waybill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="negotiations", to="shipments.waybill"
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
                "indexes": [models.Index(fields=["waybill", "-made_at", "-id"], name="negotiation_by_waybill")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("promised_at__gt", models.F("made_at"))),
                        name="negotiation_promises_the_future",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LabelPrint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="printed at")),
                (
                    "reprint",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="0 is the first label.", verbose_name="reprint"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("whole", models.BooleanField(default=False, verbose_name="personal data in full")),
                (
                    "by",
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
                        verbose_name="outlet",
                    ),
                ),
                (
                    "piece",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="prints", to="shipments.piece"
                    ),
                ),
                (
                    "waybill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="prints", to="shipments.waybill"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["outlet", "-id"], name="label_print_by_outlet"),
                    models.Index(fields=["by", "at"], name="label_print_by_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("piece", "reprint"), name="label_print_counts_on"),
                    models.CheckConstraint(
                        condition=models.Q(("reprint", 0), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="label_reprint_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CashOnDelivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("open", models.BooleanField(default=True)),
                ("next_due_at", models.DateTimeField(verbose_name="due")),
                ("yuan", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="amount")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "To be collected"),
                            ("collected", "Collected"),
                            ("remitted", "Handed in"),
                            ("settled", "Paid to the sender"),
                            ("cancelled", "Returned, nothing due"),
                        ],
                        default="due",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cash", "Cash"),
                            ("wechat", "WeChat Pay"),
                            ("alipay", "Alipay"),
                            ("transfer", "Bank transfer"),
                            ("signed", "At the signature"),
                        ],
                        max_length=10,
                        verbose_name="method",
                    ),
                ),
                ("collected_at", models.DateTimeField(blank=True, null=True, verbose_name="collected at")),
                ("remit_due_at", models.DateTimeField(blank=True, null=True, verbose_name="to be handed in by")),
                ("remitted_at", models.DateTimeField(blank=True, null=True, verbose_name="handed in at")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="paid at")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who took the last step by hand.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                        verbose_name="destination outlet",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                        verbose_name="origin outlet",
                    ),
                ),
                (
                    "waybill",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cod", to="shipments.waybill"
                    ),
                ),
            ],
            options={
                "ordering": ["next_due_at", "id"],
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("open", True)),
                        fields=["destination", "next_due_at"],
                        name="cod_open_at_goal",
                    ),
                    models.Index(
                        condition=models.Q(("open", True)), fields=["origin", "next_due_at"], name="cod_open_at_origin"
                    ),
                    models.Index(fields=["next_due_at", "id"], name="cod_by_due"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallRetry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("party", models.CharField(choices=[("receiver", "Receiver"), ("sender", "Sender")], max_length=8)),
                (
                    "tries",
                    models.PositiveSmallIntegerField(default=1, help_text="Calls in a row that nobody answered."),
                ),
                ("due_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("dropped", models.BooleanField(default=False, help_text="True: put aside without another call.")),
                (
                    "call",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="retry", to="shipments.call"
                    ),
                ),
                (
                    "done_by",
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
                    "waybill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="call_retries", to="shipments.waybill"
                    ),
                ),
            ],
            options={
                "ordering": ["due_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)),
                        fields=["outlet", "due_at", "id"],
                        name="call_retry_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at", None)),
                        fields=("waybill", "outlet", "party"),
                        name="call_retry_one_open_per_party",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("dropped", False), ("done_at__isnull", False), _connector="OR"),
                        name="call_retry_dropped_is_done",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DayNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="remarks")),
                ("handover", models.TextField(blank=True, max_length=2000, verbose_name="handover")),
                ("incidents", models.TextField(blank=True, max_length=2000, verbose_name="incidents")),
                ("changed_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outlet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                        verbose_name="outlet",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="day_notes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seen_by",
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
                "ordering": ["day", "outlet", "person"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", False), ("seen_at", None)),
                        fields=["outlet", "day"],
                        name="day_note_unseen",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("outlet", "day", "person"), name="day_note_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("seen_at", None), models.Q(("closed_at", None), _negated=True), _connector="OR"
                        ),
                        name="day_note_closed_before_seen",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DutySnooze",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("agreed", "Time agreed with the receiver"),
                            ("second_round", "Second round"),
                            ("waits", "Waits for papers or money"),
                            ("other", "Another reason"),
                        ],
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="note")),
                ("until", models.DateTimeField(verbose_name="until")),
                ("at", models.DateTimeField()),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outlets.outlet",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="snoozes", to="shipments.deliveryrun"
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
                "indexes": [models.Index(fields=["outlet", "until"], name="snooze_by_outlet")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("at"))), name="snooze_ends_after_it_begins"
                    )
                ],
            },
        ),
    ]
