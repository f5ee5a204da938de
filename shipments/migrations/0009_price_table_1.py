"""The price table that the product ships with; a published table cannot change; what already travels is followed.

The table comes from the pure rules and not from a copy here: it is never edited, in code as in the database.
"""

from django.db import migrations
from django.utils import timezone

from shipments.rules.price_table_1 import PRICE_TABLE_1

KEPT = """
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
CHANGEABLE = """
DROP TRIGGER pricetable_is_kept ON shipments_pricetable;
DROP FUNCTION shipments_keep_published_prices();
"""

FOLLOWED = """
INSERT INTO shipments_cashondelivery (waybill_id, origin_id, destination_id, yuan, state, method, open, next_due_at)
SELECT id, origin_id, destination_id, cod_yuan, 'due', '', TRUE, entered_at + interval '7 days'
  FROM shipments_waybill
 WHERE cod_yuan IS NOT NULL;
INSERT INTO shipments_returnreceipt (piece_id, waybill_id, origin_id, destination_id, state, open, next_due_at)
SELECT p.id, w.id, w.origin_id, w.destination_id, 'due', TRUE, w.entered_at + interval '7 days'
  FROM shipments_piece AS p
  JOIN shipments_waybill AS w ON w.id = p.waybill_id
 WHERE p.kind = 'receipt';
"""


def publish(apps, schema_editor):
    apps.get_model("shipments", "PriceTable").objects.get_or_create(
        number=PRICE_TABLE_1.number,
        defaults={
            "starts_on": PRICE_TABLE_1.starts_on,
            "data": PRICE_TABLE_1.to_data(),
            "published_at": timezone.now(),
            "note": "演示网络的示例价格 / example prices of the demo network",
        },
    )


class Migration(migrations.Migration):
    dependencies = [("shipments", "0008_price_tables")]

    operations = [
        migrations.RunPython(publish, migrations.RunPython.noop),
        migrations.RunSQL(KEPT, CHANGEABLE),
        migrations.RunSQL(FOLLOWED, migrations.RunSQL.noop),
    ]
