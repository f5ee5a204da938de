"""Scan events live in monthly partitions and can only be added; cited editions cannot change; what the product ships.

Rule book, prices and reasons come from the pure rules and not from a copy here: a published edition is never edited,
in code as in the table.
"""

from django.db import migrations
from django.utils import timezone

from shipments.rules.edition import EDITION_1
from shipments.rules.price_table_1 import PRICE_TABLE_1
from shipments.rules.problem_reasons import REASONS

PARTITIONED = """
DROP TABLE shipments_scanevent;
CREATE TABLE shipments_scanevent (
    event_id    uuid         NOT NULL,
    piece_id    bigint       NOT NULL,
    kind        varchar(16)  NOT NULL,
    outlet_id   bigint       NOT NULL,
    trip_id     bigint,
    device_at   timestamptz  NOT NULL,
    occurred_at timestamptz  NOT NULL,
    received_at timestamptz  NOT NULL,
    error_ms    integer      NOT NULL,
    grade       varchar(1)   NOT NULL,
    corrects    uuid,
    source      varchar(40)  NOT NULL,
    detail      jsonb,
    PRIMARY KEY (piece_id, occurred_at, event_id)
) PARTITION BY RANGE (occurred_at);
"""
PLAIN = PARTITIONED.replace(") PARTITION BY RANGE (occurred_at)", ")").split(";", 1)[1]

# Removing the demo network is the one act that may take facts away; it says so in its transaction.
APPEND_ONLY = """
CREATE FUNCTION shipments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('yike.removal', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'scan events are facts: add one that cites the wrong one in "corrects"';
END $$;
CREATE TRIGGER scanevent_is_append_only BEFORE UPDATE OR DELETE ON shipments_scanevent
    FOR EACH ROW EXECUTE FUNCTION shipments_refuse_change();
CREATE FUNCTION shipments_keep_cited_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP = 'DELETE' OR ROW(NEW.number, NEW.starts_on, NEW.data) IS DISTINCT FROM ROW(OLD.number, OLD.starts_on, OLD.data))
       AND (OLD.published_at IS NOT NULL OR EXISTS (SELECT FROM shipments_clock WHERE edition_id = OLD.id)) THEN
        RAISE EXCEPTION 'edition % is published: make a new one', OLD.number;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER ruleedition_is_kept BEFORE UPDATE OR DELETE ON shipments_ruleedition
    FOR EACH ROW EXECUTE FUNCTION shipments_keep_cited_edition();
"""
CHANGEABLE = """
DROP TRIGGER ruleedition_is_kept ON shipments_ruleedition;
DROP FUNCTION shipments_keep_cited_edition();
DROP TRIGGER scanevent_is_append_only ON shipments_scanevent;
DROP FUNCTION shipments_refuse_change();
"""

PRICES_KEPT = """
CREATE FUNCTION shipments_keep_published_prices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL AND (TG_OP = 'DELETE'
       OR ROW(NEW.number, NEW.starts_on, NEW.data) IS DISTINCT FROM ROW(OLD.number, OLD.starts_on, OLD.data)) THEN
        RAISE EXCEPTION 'price table % is published: make a new one', OLD.number;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER pricetable_is_kept BEFORE UPDATE OR DELETE ON shipments_pricetable
    FOR EACH ROW EXECUTE FUNCTION shipments_keep_published_prices();
"""
PRICES_CHANGEABLE = """
DROP TRIGGER pricetable_is_kept ON shipments_pricetable;
DROP FUNCTION shipments_keep_published_prices();
"""

# An event told by a partner without an operator's number costs nothing more.
BY_WORKER = """
CREATE INDEX scanevent_by_worker ON shipments_scanevent (
       (CASE WHEN source LIKE 'user:%' OR source LIKE 'phone:%' THEN source ELSE detail ->> 'operator' END), occurred_at)
 WHERE (CASE WHEN source LIKE 'user:%' OR source LIKE 'phone:%' THEN source ELSE detail ->> 'operator' END) IS NOT NULL
"""

# Rows that every scan touches: room for the new version on the same page. A batch scans whole pages of new pieces, and
# a scanned row is two thirds longer than a new one: with 35 % of a page filled nearly all updates stay on their page.
HOT = """
ALTER TABLE shipments_piece SET (fillfactor = 35);
ALTER TABLE shipments_piecearrival SET (fillfactor = 80);
ALTER TABLE shipments_deliveryrun SET (fillfactor = 70);
"""
COLD = """
ALTER TABLE shipments_piece RESET (fillfactor);
ALTER TABLE shipments_piecearrival RESET (fillfactor);
ALTER TABLE shipments_deliveryrun RESET (fillfactor);
"""


def publish_edition(apps, schema_editor):
    apps.get_model("shipments", "RuleEdition").objects.get_or_create(
        number=EDITION_1.number,
        defaults={
            "starts_on": EDITION_1.starts_on,
            "data": EDITION_1.to_data(),
            "published_at": timezone.now(),
            "note": "S2 5.5.3–5.5.8",
        },
    )


def publish_prices(apps, schema_editor):
    apps.get_model("shipments", "PriceTable").objects.get_or_create(
        number=PRICE_TABLE_1.number,
        defaults={
            "starts_on": PRICE_TABLE_1.starts_on,
            "data": PRICE_TABLE_1.to_data(),
            "published_at": timezone.now(),
            "note": "演示网络的示例价格 / example prices of the demo network",
        },
    )


def ship_reasons(apps, schema_editor):
    model = apps.get_model("shipments", "ProblemReason")
    model.objects.bulk_create(
        [
            model(
                code=reason.code,
                category=str(reason.category),
                party=str(reason.party),
                zh=reason.zh,
                en=reason.en,
                template_zh=reason.template_zh,
                template_en=reason.template_en,
                order=10 * (place + 1),
            )
            for place, reason in enumerate(REASONS)
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    replaces = [
        ("shipments", "0002_partition_scan_events"),
        ("shipments", "0003_edition_1"),
        ("shipments", "0005_room_for_the_first_scan"),
        ("shipments", "0009_price_table_1"),
        ("shipments", "0016_first_problem_reasons"),
    ]
    dependencies = [("shipments", "0001_squashed_tables")]

    operations = [
        migrations.RunSQL(PARTITIONED, "DROP TABLE shipments_scanevent;" + PLAIN),
        migrations.RunSQL(APPEND_ONLY, CHANGEABLE),
        migrations.RunSQL(BY_WORKER, "DROP INDEX scanevent_by_worker"),
        migrations.RunSQL(HOT, COLD),
        migrations.RunPython(publish_edition, migrations.RunPython.noop),
        migrations.RunPython(publish_prices, migrations.RunPython.noop),
        migrations.RunSQL(PRICES_KEPT, PRICES_CHANGEABLE),
        migrations.RunPython(ship_reasons, migrations.RunPython.noop),
    ]
