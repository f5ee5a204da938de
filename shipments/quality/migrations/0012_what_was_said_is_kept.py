"""What the outlet has said stays as it was said: grounds, evidence, replies. Only what headquarters decide is added."""

from django.db import migrations

KEPT = """
CREATE FUNCTION quality_keep_grounds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.fine_id, NEW.outlet_id, NEW.instance, NEW.text, NEW.by_id, NEW.at, NEW.late)
       IS DISTINCT FROM
       (OLD.fine_id, OLD.outlet_id, OLD.instance, OLD.text, OLD.by_id, OLD.at, OLD.late) THEN
        RAISE check_violation USING CONSTRAINT = 'appeal_grounds_are_kept',
            MESSAGE = 'the grounds of appeal ' || OLD.id || ' cannot change';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appeal_grounds_are_kept BEFORE UPDATE ON quality_appeal
    FOR EACH ROW EXECUTE FUNCTION quality_keep_grounds();

CREATE FUNCTION quality_keep_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING CONSTRAINT = 'said_is_kept',
        MESSAGE = TG_TABLE_NAME || ' ' || OLD.id || ' cannot change: say something more';
END $$;
CREATE TRIGGER finereply_is_kept BEFORE UPDATE ON quality_finereply
    FOR EACH ROW EXECUTE FUNCTION quality_keep_row();
CREATE TRIGGER appealevidence_is_kept BEFORE UPDATE ON quality_appealevidence
    FOR EACH ROW EXECUTE FUNCTION quality_keep_row();
"""
FREE = """
DROP TRIGGER appealevidence_is_kept ON quality_appealevidence;
DROP TRIGGER finereply_is_kept ON quality_finereply;
DROP FUNCTION quality_keep_row();
DROP TRIGGER appeal_grounds_are_kept ON quality_appeal;
DROP FUNCTION quality_keep_grounds();
"""


class Migration(migrations.Migration):
    dependencies = [("quality", "0011_account_of_an_outlet")]

    operations = [migrations.RunSQL(KEPT, FREE)]
