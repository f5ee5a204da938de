"""Customers and address books: the tables as they stood when their first migrations were drawn together."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("customers", "0001_initial"),
        ("customers", "0002_customer_tiers"),
        ("customers", "0003_address_book"),
        ("customers", "0004_first_address_book"),
    ]

    dependencies = [
        ("outlets", "0001_squashed_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                ("created_at", models.DateTimeField()),
                (
                    "outlet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="customers",
                        to="outlets.outlet",
                        verbose_name="outlet",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("outlet", "code"), name="customer_code_once_per_outlet")
                ],
            },
        ),
        migrations.CreateModel(
            name="AddressBookEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("phone", models.CharField(max_length=30, verbose_name="phone")),
                ("address", models.CharField(max_length=200, verbose_name="address")),
                ("phone_tail", models.CharField(max_length=4)),
                ("pinyin", models.CharField(blank=True, max_length=400)),
                ("initials", models.CharField(blank=True, max_length=120)),
                ("uses", models.PositiveIntegerField(default=0, help_text="Waybills that named this party.")),
                ("used_at", models.DateTimeField()),
                (
                    "outlet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="outlets.outlet",
                        verbose_name="outlet",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "ordering": ["-used_at", "-id"],
                "indexes": [
                    models.Index(fields=["outlet", "phone_tail"], name="address_book_by_tail"),
                    models.Index(
                        fields=["outlet", "initials"],
                        name="address_book_by_initials",
                        opclasses=["int8_ops", "varchar_pattern_ops"],
                    ),
                    models.Index(
                        fields=["outlet", "name"],
                        name="address_book_by_name",
                        opclasses=["int8_ops", "varchar_pattern_ops"],
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("outlet", "phone", "name"), name="address_book_once_per_party")
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerTier",
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
                ("since", models.DateField(verbose_name="since")),
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="standing", to="customers.customer"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("tier__in", ["A", "B", "C"])), name="customer_tier_is_known"
                    )
                ],
            },
        ),
    ]
