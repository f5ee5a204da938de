"""What no code of ours may do either: decide one's own case, change a decision, change what is booked."""

from django.db import migrations

APPEALS = """
CREATE FUNCTION quality_decide_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.decided_by_id IS NOT NULL THEN
        RAISE check_violation USING CONSTRAINT = 'appeal_is_decided_once',
            MESSAGE = 'appeal ' || OLD.id || ' is decided and cannot change';
    END IF;
    IF NEW.decided_by_id IS NULL THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT FROM quality_fine WHERE id = NEW.fine_id AND issuer_id = NEW.decided_by_id) THEN
        RAISE check_violation USING CONSTRAINT = 'appeal_not_by_the_issuer',
            MESSAGE = 'who issued a fine does not decide its appeal';
    END IF;
    IF EXISTS (SELECT FROM outlets_membership WHERE user_id = NEW.decided_by_id AND outlet_id = NEW.outlet_id) THEN
        RAISE check_violation USING CONSTRAINT = 'appeal_not_by_the_outlet',
            MESSAGE = 'nobody of the outlet decides its appeal';
    END IF;
    IF EXISTS (SELECT FROM quality_appeal
                WHERE fine_id = NEW.fine_id AND id <> NEW.id AND decided_by_id = NEW.decided_by_id) THEN
        RAISE check_violation USING CONSTRAINT = 'appeal_second_by_another',
            MESSAGE = 'the second instance is decided by another person';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appeal_is_decided_by_another BEFORE INSERT OR UPDATE ON quality_appeal
    FOR EACH ROW EXECUTE FUNCTION quality_decide_by_another();
"""
NO_APPEALS = """
DROP TRIGGER appeal_is_decided_by_another ON quality_appeal;
DROP FUNCTION quality_decide_by_another();
"""

#: Only its statement is written to an entry, once.
LEDGER = """
CREATE FUNCTION quality_keep_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.statement_id IS NOT NULL
       OR (NEW.fine_id, NEW.outlet_id, NEW.kind, NEW.yuan, NEW.at, NEW.note, NEW.appeal_id, NEW.relief_id)
          IS DISTINCT FROM
          (OLD.fine_id, OLD.outlet_id, OLD.kind, OLD.yuan, OLD.at, OLD.note, OLD.appeal_id, OLD.relief_id) THEN
        RAISE check_violation USING CONSTRAINT = 'ledger_is_kept',
            MESSAGE = 'ledger entry ' || OLD.id || ' cannot change: add another one';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledgerentry_is_kept BEFORE UPDATE ON quality_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION quality_keep_entry();
"""
NO_LEDGER = """
DROP TRIGGER ledgerentry_is_kept ON quality_ledgerentry;
DROP FUNCTION quality_keep_entry();
"""


class Migration(migrations.Migration):
    dependencies = [("quality", "0007_from_fine_to_statement"), ("outlets", "0006_notices")]

    operations = [
        migrations.RunSQL(APPEALS, NO_APPEALS),
        migrations.RunSQL(LEDGER, NO_LEDGER),
    ]
