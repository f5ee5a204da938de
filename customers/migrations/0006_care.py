"""Greetings, thanks, surveys, points; how often a tier is thanked and what it earns, as shipped."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

#: tier → thanked again after … days, points a yuan of freight
FIRST = {"A": (1, "1.50"), "B": (30, "1.20"), "C": (90, "1.00")}


def ship(apps, schema_editor):
    policy, terms = apps.get_model("customers", "ThanksPolicy"), apps.get_model("customers", "LoyaltyTerms")
    policy.objects.bulk_create(policy(tier=tier, every_days=days) for tier, (days, _) in FIRST.items())
    terms.objects.bulk_create(terms(tier=tier, points_a_yuan=points) for tier, (_, points) in FIRST.items())


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("customers", "0005_files_leads_and_tiers"),
        ("outbox", "0001_initial"),
        ("outlets", "0011_decisions_are_told"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeliveryNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("waybill", models.CharField(max_length=40)),
                ("delivered_at", models.DateTimeField()),
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
            name="DoNotGreet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[("mourning", "Mourning"), ("dispute", "Dispute"), ("wish", "The customer's wish")],
                        max_length=8,
                        verbose_name="reason",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "until",
                    models.DateField(
                        blank=True, help_text="Empty: until it is ended.", null=True, verbose_name="until"
                    ),
                ),
                ("noted_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="silences", to="customers.customer"
                    ),
                ),
                (
                    "ended_by",
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
                    "noted_by",
                    models.ForeignKey(
                        db_index=False,
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
                "ordering": ["-noted_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="FocusGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="day")),
                ("topic", models.CharField(max_length=120, verbose_name="topic")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                (
                    "strata",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=4), blank=True, default=list, size=None
                    ),
                ),
                ("findings", models.TextField(blank=True, max_length=5000, verbose_name="findings")),
                ("actions", models.TextField(blank=True, max_length=3000, verbose_name="what follows")),
                ("moderator", models.CharField(max_length=60, verbose_name="moderator")),
                ("noted_at", models.DateTimeField()),
                ("members", models.ManyToManyField(related_name="+", to="customers.customer", verbose_name="members")),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="GreetingPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "feast",
                    models.CharField(help_text="Code of customers.rules.feasts.", max_length=30, verbose_name="feast"),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("on", models.DateField(verbose_name="day of the feast")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("proposed", "Waits for approval"),
                            ("approved", "Approved"),
                            ("sending", "Being sent"),
                            ("stopped", "Stopped"),
                            ("ended", "Ended"),
                        ],
                        default="draft",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "tiers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=1),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="tiers",
                    ),
                ),
                ("shipped_since", models.DateField(blank=True, null=True, verbose_name="has shipped since")),
                (
                    "script",
                    models.CharField(
                        blank=True,
                        help_text="For the tiers that are called.",
                        max_length=500,
                        verbose_name="what is said in a call",
                    ),
                ),
                ("send_from", models.DateTimeField(verbose_name="sent from")),
                ("send_until", models.DateTimeField(verbose_name="sent until")),
                ("drafted_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
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
                    "batch",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outbox.batch",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "email",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outbox.template",
                        verbose_name="e-mail",
                    ),
                ),
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
                    "sms",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outbox.template",
                        verbose_name="text of the SMS",
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("feast", "year"), name="greeting_plan_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by", None),
                            models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="greeting_plan_approved_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("send_until__gt", models.F("send_from"))), name="greeting_plan_has_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Greeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tier", models.CharField(max_length=1, verbose_name="tier")),
                (
                    "way",
                    models.CharField(
                        choices=[("sms", "SMS"), ("email", "E-mail"), ("call", "Call"), ("none", "Not greeted")],
                        max_length=5,
                        verbose_name="way",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_consent", "No consent"),
                            ("refused", "Has refused"),
                            ("dont_greet", "Not to be greeted"),
                            ("trouble", "Trouble is open"),
                            ("same", "Greeted under another file"),
                            ("no_address", "No usable number or address"),
                            ("tier", "The tier is not greeted"),
                        ],
                        max_length=10,
                        verbose_name="why not",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=254)),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="outbox.message",
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
                    "task",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.task",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="greetings",
                        to="customers.greetingplan",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["plan", "way", "reason", "id"], name="greeting_of_plan"),
                    models.Index(fields=["customer", "-id"], name="greeting_of_customer"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "customer"), name="greeting_once_per_customer"),
                    models.UniqueConstraint(
                        condition=models.Q(("way", "none"), _negated=True),
                        fields=("plan", "address"),
                        name="greeting_once_per_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("way", "none"), models.Q(("reason", ""), _negated=True)),
                            models.Q(models.Q(("way", "none"), _negated=True), ("reason", "")),
                            _connector="OR",
                        ),
                        name="greeting_left_out_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LoyaltyTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tier", models.CharField(max_length=1, unique=True, verbose_name="tier")),
                ("points_a_yuan", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="points a yuan")),
                ("months", models.PositiveSmallIntegerField(default=12, verbose_name="hold for … months")),
            ],
            options={
                "ordering": ["tier"],
            },
        ),
        migrations.CreateModel(
            name="MysteryVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="day")),
                ("scores", models.JSONField(help_text="Attribute of the surveys → 1 to 5.", verbose_name="scores")),
                ("findings", models.TextField(max_length=3000, verbose_name="findings")),
                ("noted_at", models.DateTimeField()),
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
            ],
            options={
                "ordering": ["-on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Reward",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="reward")),
                ("name_en", models.CharField(blank=True, max_length=80, verbose_name="in English")),
                ("points", models.PositiveIntegerField(verbose_name="points")),
                (
                    "stock",
                    models.PositiveIntegerField(
                        blank=True, help_text="Empty: as many as wanted.", null=True, verbose_name="left"
                    ),
                ),
                ("offered", models.BooleanField(default=True, verbose_name="offered")),
            ],
            options={
                "ordering": ["points", "id"],
            },
        ),
        migrations.CreateModel(
            name="PointEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("earned", "Earned"),
                            ("taken_back", "Taken back"),
                            ("redeemed", "Redeemed"),
                            ("expired", "Expired"),
                            ("corrected", "Corrected"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("points", models.IntegerField(verbose_name="points")),
                (
                    "key",
                    models.CharField(help_text="What it is for: earned:<waybill>, once.", max_length=80, unique=True),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "expires_on",
                    models.DateField(blank=True, help_text="Of earned points.", null=True, verbose_name="hold until"),
                ),
                ("announced_on", models.DateField(blank=True, help_text="When their end was told.", null=True)),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "by",
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
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="points",
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
                    "reward",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.reward",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [
                    models.Index(fields=["customer", "-at", "-id"], name="points_of_customer"),
                    models.Index(fields=["outlet", "-at", "-id"], name="points_of_outlet"),
                    models.Index(
                        condition=models.Q(("kind", "earned")), fields=["expires_on"], name="points_to_expire"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "corrected"),
                            models.Q(("kind", "earned"), ("points__gt", 0)),
                            ("points__lt", 0),
                            _connector="OR",
                        ),
                        name="points_go_the_right_way",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("delivery", "After delivery"),
                            ("complaint", "After a complaint"),
                            ("periodic", "Periodic sample"),
                        ],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("title", models.JSONField(help_text='{"zh": …, "en": …}', verbose_name="title")),
                (
                    "questions",
                    models.JSONField(
                        help_text="As customers.rules.survey_forms reads them; at most 10.", verbose_name="questions"
                    ),
                ),
                ("open_days", models.PositiveSmallIntegerField(default=14, verbose_name="open for … days")),
                ("every_days", models.PositiveSmallIntegerField(default=30, verbose_name="one invitation in … days")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
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
                "ordering": ["kind", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "version"), name="survey_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("published_at__isnull", False), ("retired_at", None)),
                        fields=("kind",),
                        name="survey_one_in_force",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("seed", models.BigIntegerField(verbose_name="seed")),
                (
                    "sizes",
                    models.JSONField(help_text='{"A": 100, "B": 100, "C": 100, "lost": 50}', verbose_name="sizes"),
                ),
                (
                    "populations",
                    models.JSONField(default=dict, help_text="As many there were of each when it was drawn."),
                ),
                ("drawn_at", models.DateTimeField(verbose_name="drawn at")),
                (
                    "drawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="customers.survey"
                    ),
                ),
            ],
            options={
                "ordering": ["-drawn_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(help_text="What is asked about: delivery:<waybill>.", max_length=80, unique=True),
                ),
                (
                    "stratum",
                    models.CharField(
                        help_text="A, B, C or lost: as it was when asked.", max_length=4, verbose_name="stratum"
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=80, verbose_name="about")),
                (
                    "token_hash",
                    models.CharField(help_text="SHA-256 of the token, hexadecimal.", max_length=64, unique=True),
                ),
                ("invited_at", models.DateTimeField(verbose_name="invited at")),
                ("closes_at", models.DateTimeField(verbose_name="closes at")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="opened at")),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="customers.customer",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="outbox.message",
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
                    "survey",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="customers.survey",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="customers.surveyround",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["customer", "-invited_at"], name="invitation_of_customer"),
                    models.Index(fields=["survey", "-invited_at"], name="invitation_of_survey"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stratum", models.CharField(max_length=4, verbose_name="stratum")),
                ("answers", models.JSONField()),
                (
                    "csat",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="1 to 5.", null=True, verbose_name="satisfaction"
                    ),
                ),
                (
                    "nps",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="0 to 10.", null=True, verbose_name="would recommend us"
                    ),
                ),
                ("comment", models.CharField(blank=True, max_length=1000, verbose_name="comment")),
                ("competitor", models.CharField(blank=True, max_length=80, verbose_name="also ships with")),
                ("answered_at", models.DateTimeField(verbose_name="answered at")),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "invitation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answer", to="customers.invitation"
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
                    "survey",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.survey",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.task",
                    ),
                ),
            ],
            options={
                "ordering": ["-answered_at", "-id"],
                "indexes": [
                    models.Index(fields=["outlet", "-answered_at", "-id"], name="survey_answer_of_outlet"),
                    models.Index(fields=["survey", "-answered_at"], name="survey_answer_of_survey"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("csat", None), ("csat__range", (1, 5)), _connector="OR"),
                        name="survey_csat_1_to_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("nps", None), ("nps__range", (0, 10)), _connector="OR"),
                        name="survey_nps_0_to_10",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ThanksPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tier", models.CharField(max_length=1, unique=True, verbose_name="tier")),
                ("every_days", models.PositiveSmallIntegerField(verbose_name="thanked again after … days")),
                ("with_survey", models.BooleanField(default=True, verbose_name="asks for an opinion")),
            ],
            options={
                "ordering": ["tier"],
            },
        ),
        migrations.CreateModel(
            name="ThankYou",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(help_text="Of the network.", verbose_name="day of delivery")),
                (
                    "waybill",
                    models.CharField(
                        help_text="The first that was delivered that day.", max_length=40, verbose_name="waybill"
                    ),
                ),
                ("parcels", models.PositiveIntegerField(default=1, verbose_name="parcels")),
                ("delivered_at", models.DateTimeField(verbose_name="delivered at")),
                (
                    "due_by",
                    models.DateTimeField(help_text="24 hours after the first delivery.", verbose_name="thanked by"),
                ),
                ("first", models.BooleanField(default=False, verbose_name="first delivery")),
                (
                    "trouble",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("late", "Delivered late"),
                            ("damaged", "Damaged"),
                            ("disputed", "Disputed"),
                            ("complaint", "Complaint open"),
                        ],
                        max_length=9,
                        verbose_name="trouble",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("sms", "SMS"),
                            ("email", "E-mail"),
                            ("call", "Call"),
                            ("apology", "Apology by a person"),
                            ("none", "Not this time"),
                        ],
                        max_length=7,
                        verbose_name="way",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("recent", "Thanked a short time ago"),
                            ("no_consent", "No consent"),
                            ("refused", "Has refused"),
                            ("no_address", "No usable number or address"),
                            ("tier", "The tier is not thanked"),
                        ],
                        max_length=10,
                        verbose_name="why not",
                    ),
                ),
                ("decided_at", models.DateTimeField()),
                (
                    "done_at",
                    models.DateTimeField(
                        blank=True, help_text="Accepted by the provider, or called.", null=True, verbose_name="done at"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="thanks",
                        to="customers.customer",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="outbox.message",
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
                    "task",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.task",
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "-id"],
                "indexes": [
                    models.Index(fields=["outlet", "-day", "-id"], name="thanks_of_outlet"),
                    models.Index(fields=["day", "outlet"], name="thanks_by_day"),
                    models.Index(
                        condition=models.Q(("done_at", None), models.Q(("way", "none"), _negated=True)),
                        fields=["due_by"],
                        name="thanks_open",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("customer", "day"), name="thanks_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("due_by__gt", models.F("delivered_at"))), name="thanks_after_delivery"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DateGreeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="day")),
                (
                    "way",
                    models.CharField(
                        choices=[("sms", "SMS"), ("email", "E-mail"), ("call", "Call"), ("none", "Not greeted")],
                        max_length=5,
                        verbose_name="way",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_consent", "No consent"),
                            ("refused", "Has refused"),
                            ("dont_greet", "Not to be greeted"),
                            ("trouble", "Trouble is open"),
                            ("same", "Greeted under another file"),
                            ("no_address", "No usable number or address"),
                            ("tier", "The tier is not greeted"),
                        ],
                        max_length=10,
                        verbose_name="why not",
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
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="customers.customer"
                    ),
                ),
                (
                    "date",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.importantdate",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="outbox.message",
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
                    "task",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.task",
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-id"],
                "indexes": [models.Index(fields=["outlet", "-on"], name="date_greeting_of_outlet")],
                "constraints": [models.UniqueConstraint(fields=("date", "on"), name="date_greeting_once")],
            },
        ),
        migrations.RunPython(ship, migrations.RunPython.noop),
    ]
