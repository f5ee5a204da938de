"""Terms are many: with the usual statistics the planner takes a rare one for a common one and walks a million rows."""

from django.db import migrations

SET = "ALTER TABLE customers_searchentry ALTER COLUMN terms SET STATISTICS 1000"
BACK = "ALTER TABLE customers_searchentry ALTER COLUMN terms SET STATISTICS -1"


class Migration(migrations.Migration):
    dependencies = [("customers", "0013_budget_set_by")]

    operations = [migrations.RunSQL(SET, BACK)]
