"""What customers have shipped so far, by day and week."""

from django.db import migrations

FILL = """
INSERT INTO customers_customerday (customer_id, day, outlet_id, parcels, yuan)
SELECT customer.id, (waybill.entered_at AT TIME ZONE 'Asia/Shanghai')::date, customer.outlet_id, count(*),
       COALESCE(sum(waybill.freight_yuan), 0)
  FROM shipments_waybill AS waybill
  JOIN customers_customer AS customer ON customer.id = waybill.customer_id
 GROUP BY 1, 2
    ON CONFLICT (customer_id, day) DO NOTHING;
INSERT INTO customers_customerweek (week, customer_id, outlet_id, parcels, yuan)
SELECT date_trunc('week', day)::date, customer_id, min(outlet_id), sum(parcels), sum(yuan)
  FROM customers_customerday
 GROUP BY 1, 2
    ON CONFLICT (week, customer_id) DO NOTHING;
INSERT INTO customers_activity (customer_id, outlet_id, first_on, last_on, parcels, yuan, gap_days)
SELECT customer_id, min(outlet_id), min(day), max(day), sum(parcels), sum(yuan),
       (percentile_cont(0.9) WITHIN GROUP (ORDER BY pause))::numeric(6, 1)
  FROM (SELECT *, day - lag(day) OVER (PARTITION BY customer_id ORDER BY day) AS pause FROM customers_customerday)
       AS shipped
 GROUP BY customer_id
    ON CONFLICT (customer_id) DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_files_leads_and_tiers"), ("shipments", "0002_squashed_facts_and_first_rules")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
