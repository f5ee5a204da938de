"""The network, its staff, documents, notices and call scripts: the tables as they stood when their first migrations were drawn together."""

import datetime
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import outlets.rules.call_script
import outlets.rules.outlet_kind
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("outlets", "0001_initial"),
        ("outlets", "0002_documents_and_training"),
        ("outlets", "0003_call_scripts"),
        ("outlets", "0005_service_areas"),
        ("outlets", "0006_notices"),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Region",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Hub",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hubs",
                        to="outlets.region",
                        verbose_name="region",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="TrainingCourse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "valid_months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty: it holds for ever.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(120),
                        ],
                        verbose_name="valid for months",
                    ),
                ),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
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
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="for roles",
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Outlet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (outlets.rules.outlet_kind.OutletKind["SAME_DAY"], "Same-day"),
                            (outlets.rules.outlet_kind.OutletKind["NON_SAME_DAY"], "Not same-day"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("franchise", models.BooleanField(default=True, verbose_name="franchise")),
                ("self_run_vehicle", models.BooleanField(default=False, verbose_name="runs its own line vehicle")),
                ("opens_at", models.TimeField(default=datetime.time(8, 0), verbose_name="opens at")),
                ("closes_at", models.TimeField(default=datetime.time(21, 0), verbose_name="closes at")),
                ("contact", models.CharField(blank=True, max_length=60, verbose_name="contact person")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outlets",
                        to="outlets.hub",
                        verbose_name="hub",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outlets",
                        to="outlets.region",
                        verbose_name="region",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    outlets.rules.outlet_kind.OutletKind["SAME_DAY"],
                                    outlets.rules.outlet_kind.OutletKind["NON_SAME_DAY"],
                                ],
                            )
                        ),
                        name="outlet_kind_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
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
                        verbose_name="role",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="outlets.outlet",
                        verbose_name="outlet",
                    ),
                ),
            ],
            options={
                "ordering": ["outlet", "role", "user"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "role", "outlet"),
                        name="membership_once_per_role_and_outlet",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outlet__isnull", False),
                                ("role__in", ["courier", "manager", "service_clerk", "waybill_clerk"]),
                            ),
                            models.Q(
                                ("outlet__isnull", True),
                                (
                                    "role__in",
                                    [
                                        "administrator",
                                        "appeals_supervisor",
                                        "crg",
                                        "executive",
                                        "inspector",
                                        "operations",
                                    ],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="membership_outlet_fits_role",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceArea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province", models.CharField(blank=True, max_length=30, verbose_name="province")),
                ("city", models.CharField(max_length=30, verbose_name="city")),
                ("district", models.CharField(blank=True, max_length=30, verbose_name="district")),
                ("town", models.CharField(blank=True, max_length=30, verbose_name="town or street")),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="remark")),
                ("city_stem", models.CharField(editable=False, max_length=30)),
                ("district_stem", models.CharField(blank=True, editable=False, max_length=30)),
                ("town_stem", models.CharField(blank=True, editable=False, max_length=30)),
                ("name", models.CharField(editable=False, help_text="All levels in one.", max_length=120)),
                (
                    "pinyin",
                    models.CharField(editable=False, help_text="Each level's reading after a blank.", max_length=400),
                ),
                (
                    "initials",
                    models.CharField(
                        editable=False, help_text="Each level's, then city to town in one.", max_length=120
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: out of area, nobody delivers there.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="areas",
                        to="outlets.outlet",
                        verbose_name="outlet",
                    ),
                ),
            ],
            options={
                "ordering": ["province", "city", "district", "town"],
                "indexes": [models.Index(fields=["name", "id"], name="service_area_by_name")],
                "constraints": [
                    models.UniqueConstraint(fields=("province", "city", "district", "town"), name="service_area_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleDemand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
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
                        verbose_name="role",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="demands", to="outlets.trainingcourse"
                    ),
                ),
            ],
            options={
                "ordering": ["role", "course"],
                "constraints": [models.UniqueConstraint(fields=("role", "course"), name="role_demands_course_once")],
            },
        ),
        migrations.CreateModel(
            name="TrainingRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("held_on", models.DateField(verbose_name="held on")),
                ("trainer", models.CharField(max_length=60, verbose_name="trainer")),
                ("passed", models.BooleanField(verbose_name="passed")),
                (
                    "score",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="score",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="remark")),
                (
                    "valid_until",
                    models.DateField(
                        blank=True,
                        help_text="Last day, from rules/training_validity.py; fixed when entered.",
                        null=True,
                        verbose_name="valid until",
                    ),
                ),
                ("entered_at", models.DateTimeField()),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="outlets.trainingcourse",
                        verbose_name="course",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trainings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "ordering": ["-held_on", "-id"],
                "indexes": [models.Index(fields=["-held_on", "-id"], name="training_by_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "course", "held_on"), name="training_once_per_class"),
                    models.CheckConstraint(
                        condition=models.Q(("score", None), ("score__lte", 100), _connector="OR"),
                        name="training_score_of_hundred",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallScript",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            (outlets.rules.call_script.Occasion["INBOUND"], "Incoming call"),
                            (outlets.rules.call_script.Occasion["DELIVERY"], "Appointment for the delivery"),
                            (outlets.rules.call_script.Occasion["DELAY"], "Delay"),
                            (outlets.rules.call_script.Occasion["REFUSAL"], "Refusal"),
                            (outlets.rules.call_script.Occasion["THANKS"], "Thanks"),
                        ],
                        max_length=10,
                        verbose_name="occasion",
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("steps", models.JSONField(verbose_name="steps")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
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
                "ordering": ["occasion", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("occasion", "version"), name="call_script_once_per_version"),
                    models.UniqueConstraint(
                        condition=models.Q(("published_at", None)),
                        fields=("occasion",),
                        name="call_script_one_draft_per_occasion",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "occasion__in",
                                [
                                    outlets.rules.call_script.Occasion["INBOUND"],
                                    outlets.rules.call_script.Occasion["DELIVERY"],
                                    outlets.rules.call_script.Occasion["DELAY"],
                                    outlets.rules.call_script.Occasion["REFUSAL"],
                                    outlets.rules.call_script.Occasion["THANKS"],
                                ],
                            )
                        ),
                        name="call_script_occasion_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("everywhere", models.BooleanField(default=True, verbose_name="for all outlets")),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
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
                        ),
                        blank=True,
                        default=list,
                        help_text="Without a choice: for all roles.",
                        size=None,
                        verbose_name="roles",
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rules", "Network rules"),
                            ("price_table", "Price table"),
                            ("material_table", "Material table"),
                            ("contact_list", "Contact list"),
                            ("other", "Other document"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "outlets",
                    models.ManyToManyField(blank=True, related_name="+", to="outlets.outlet", verbose_name="outlets"),
                ),
            ],
            options={
                "ordering": ["title", "id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("roles__contained_by", ["courier", "manager", "service_clerk", "waybill_clerk"])
                        ),
                        name="document_for_outlet_roles",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="what changed")),
                ("file", models.FileField(blank=True, max_length=120, upload_to="documents/", verbose_name="file")),
                (
                    "file_name",
                    models.CharField(blank=True, help_text="As it was called where it came from.", max_length=120),
                ),
                (
                    "file_type",
                    models.CharField(blank=True, help_text="Media type, found in its content.", max_length=100),
                ),
                ("file_bytes", models.PositiveIntegerField(default=0)),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
                ("published_at", models.DateTimeField(verbose_name="published at")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="outlets.document"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "number"), name="document_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(("file", ""), ("text", ""), _negated=True),
                        name="document_version_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="outlets.documentversion",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("version", "user"), name="document_read_once")],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("everywhere", models.BooleanField(default=True, verbose_name="for all outlets")),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
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
                        ),
                        blank=True,
                        default=list,
                        help_text="Without a choice: for all roles.",
                        size=None,
                        verbose_name="roles",
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("general", "General notice"),
                            ("fines", "Fine notice"),
                            ("statement", "Monthly statement"),
                        ],
                        default="general",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True,
                        help_text="Empty where the title is made of the facts it announces.",
                        max_length=120,
                        verbose_name="title",
                    ),
                ),
                ("must_read", models.BooleanField(default=False, verbose_name="must be read")),
                ("reply_by", models.DateTimeField(blank=True, null=True, verbose_name="reply by")),
                ("question", models.JSONField(blank=True, null=True, verbose_name="question")),
                ("published_at", models.DateTimeField(verbose_name="published at")),
                (
                    "publisher",
                    models.ForeignKey(
                        blank=True,
                        help_text="Nobody: the sweep.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "outlets",
                    models.ManyToManyField(blank=True, related_name="+", to="outlets.outlet", verbose_name="outlets"),
                ),
            ],
            options={
                "ordering": ["-published_at", "-id"],
                "abstract": False,
                "indexes": [models.Index(fields=["-published_at", "-id"], name="notice_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("roles__contained_by", ["courier", "manager", "service_clerk", "waybill_clerk"])
                        ),
                        name="notice_for_outlet_roles",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("text_en", models.TextField(blank=True, verbose_name="text in English")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="what changed")),
                ("published_at", models.DateTimeField(verbose_name="published at")),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="outlets.notice"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [models.UniqueConstraint(fields=("notice", "number"), name="notice_version_once")],
            },
        ),
        migrations.CreateModel(
            name="NoticeReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="outlets.noticeversion"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("version", "user"), name="notice_read_once")],
            },
        ),
        migrations.AddField(
            model_name="document",
            name="current",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="outlets.documentversion",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="current",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="outlets.noticeversion",
            ),
        ),
    ]
