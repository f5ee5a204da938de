"""Leave for a late appeal comes from another person too: not who issued the fine, lodged it, or works there."""

from django.db import migrations

LEAVE = """
CREATE FUNCTION quality_leave_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.leave_by_id IS NULL THEN
        RETURN NEW;
    END IF;
    IF NEW.leave_by_id = NEW.by_id
       OR EXISTS (SELECT FROM quality_fine WHERE id = NEW.fine_id AND issuer_id = NEW.leave_by_id)
       OR EXISTS (SELECT FROM outlets_membership WHERE user_id = NEW.leave_by_id AND outlet_id = NEW.outlet_id) THEN
        RAISE check_violation USING CONSTRAINT = 'appeal_leave_by_another',
            MESSAGE = 'leave is given or refused by somebody who has no hand in the fine';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appeal_leave_is_given_by_another BEFORE INSERT OR UPDATE OF leave_by_id ON quality_appeal
    FOR EACH ROW EXECUTE FUNCTION quality_leave_by_another();
"""
NO_LEAVE = """
DROP TRIGGER appeal_leave_is_given_by_another ON quality_appeal;
DROP FUNCTION quality_leave_by_another();
"""


class Migration(migrations.Migration):
    dependencies = [("quality", "0008_decided_by_another")]

    operations = [migrations.RunSQL(LEAVE, NO_LEAVE)]
