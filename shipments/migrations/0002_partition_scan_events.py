"""Scan events live in monthly partitions and can only be added; the rule book's cited editions cannot change."""

from django.db import migrations

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
PLAIN = PARTITIONED.replace(") PARTITION BY RANGE (occurred_at)", ")")

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

# Rows that every scan touches: room for the new version on the same page, and early vacuuming.
HOT = """
ALTER TABLE shipments_piece SET (fillfactor = 70);
ALTER TABLE shipments_piecearrival SET (fillfactor = 80);
ALTER TABLE shipments_deliveryrun SET (fillfactor = 70);
"""
COLD = HOT.replace("SET (fillfactor = 70)", "RESET (fillfactor)").replace(
    "SET (fillfactor = 80)", "RESET (fillfactor)"
)


class Migration(migrations.Migration):
    dependencies = [("shipments", "0001_initial")]

    operations = [
        migrations.RunSQL(PARTITIONED, "DROP TABLE shipments_scanevent;" + PLAIN.split(";", 1)[1]),
        migrations.RunSQL(APPEND_ONLY, CHANGEABLE),
        migrations.RunSQL(HOT, COLD),
    ]
