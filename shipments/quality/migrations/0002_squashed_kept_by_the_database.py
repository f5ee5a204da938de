"""What no code of ours may do either: decide one's own case, change a decision, what is booked or what was said."""

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

#: Leave for a late appeal: not from who issued the fine, lodged the appeal, or works there.
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

#: Grounds, evidence and replies stay as the outlet said them; only what headquarters decide is added.
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

#: The radar reads a day's scans: they lie together, so a few pages of index tell where.
BY_TIME = "CREATE INDEX scanevent_by_time ON shipments_scanevent USING brin (occurred_at) WITH (autosummarize = on)"


class Migration(migrations.Migration):
    replaces = [
        ("quality", "0008_decided_by_another"),
        ("quality", "0009_leave_by_another"),
        ("quality", "0012_what_was_said_is_kept"),
        ("quality", "0014_scans_of_a_day"),
    ]
    dependencies = [("quality", "0001_squashed_tables"), ("shipments", "0002_squashed_facts_and_first_rules")]

    operations = [
        migrations.RunSQL(APPEALS, NO_APPEALS),
        migrations.RunSQL(LEDGER, NO_LEDGER),
        migrations.RunSQL(LEAVE, NO_LEAVE),
        migrations.RunSQL(KEPT, FREE),
        migrations.RunSQL(BY_TIME, "DROP INDEX scanevent_by_time"),
    ]
