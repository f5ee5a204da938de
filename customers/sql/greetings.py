"""Who is greeted for a feast, how, and who is not and why; and what is written to them.

Volume    a million customers in one statement; messages and tasks some ten thousand a statement, so that a start that
          dies goes on where it was.
Locking   none while reading. POST_MESSAGES and POST_TASKS take the greetings they write for with SKIP LOCKED, so that
          two who post share the work; keys make each message and task one.
Parity    `tests/customers/sql/test_greetings.py` holds each reason and each way against its words.
"""

from crm.outbox.sql.posting import BEGIN, INTO

#: The last word on greetings and offers, of the customer itself, by channel. A call by a person is refused by either
#: purpose and needs no yes.
_WORDS = """
    SELECT customer_id,
           bool_or(given) FILTER (WHERE channel = 'sms' AND purpose = 'promotion') AS sms,
           bool_or(given) FILTER (WHERE channel = 'email' AND purpose = 'promotion') AS email,
           bool_and(given) FILTER (WHERE channel = 'call') AS call
      FROM (SELECT DISTINCT ON (customer_id, channel, purpose) customer_id, channel, purpose, given
              FROM customers_consent
             WHERE contact_id IS NULL AND (channel = 'call' OR purpose = 'promotion')
             ORDER BY customer_id, channel, purpose, at DESC, id DESC) AS word
     GROUP BY customer_id
"""
_SUPPRESSED = """
    SELECT channel, address FROM outbox_suppression WHERE purpose IN ('', 'promotion') AND ended_at IS NULL
     GROUP BY channel, address
"""
#: Who is in mourning, in dispute or has asked not to be greeted, and who waits for an answer or an apology.
_SILENT = """
    SELECT DISTINCT customer_id FROM customers_donotgreet
     WHERE ended_at IS NULL AND (until IS NULL OR until >= %(on)s)
"""
_TROUBLED = """
    SELECT DISTINCT customer_id FROM customers_task WHERE done_at IS NULL AND kind IN ('dissatisfied', 'apology')
"""

#: One row an active customer of the audience. What is worked out, step by step: the tier and its way, what stands
#: against the customer, whether the way can be gone, and whose number has come up already (of several files of one
#: number the one that is called, then the better tier, then the older file is greeted).
DRAW_UP = f"""
WITH word AS MATERIALIZED ({_WORDS}),
     refused AS MATERIALIZED ({_SUPPRESSED}),
     silent AS MATERIALIZED ({_SILENT}),
     troubled AS MATERIALIZED ({_TROUBLED}),
     level AS (SELECT tier, greeting FROM customers_servicelevel),
known AS (
    SELECT customer.id, customer.outlet_id, customer.phone, COALESCE(standing.tier, 'C') AS tier,
           COALESCE(main.email, '') AS email,
           word.sms, word.email AS may_email, word.call,
           silent.customer_id IS NOT NULL AS silent, troubled.customer_id IS NOT NULL AS troubled
      FROM customers_customer AS customer
      LEFT JOIN customers_customertier AS standing ON standing.customer_id = customer.id
      LEFT JOIN customers_contact AS main ON main.customer_id = customer.id AND main.main AND main.left_on IS NULL
      LEFT JOIN customers_activity AS activity ON activity.customer_id = customer.id
      LEFT JOIN word ON word.customer_id = customer.id
      LEFT JOIN silent ON silent.customer_id = customer.id
      LEFT JOIN troubled ON troubled.customer_id = customer.id
     WHERE customer.state = 'active'
       AND (%(shipped_since)s::date IS NULL OR activity.last_on >= %(shipped_since)s::date)
), ways AS (
    SELECT known.*,
           CASE WHEN cardinality(%(tiers)s::text[]) > 0 AND known.tier <> ALL (%(tiers)s::text[])
                     OR COALESCE(level.greeting, 'sms') = 'none' THEN 'tier'
                WHEN silent THEN 'dont_greet'
                WHEN troubled THEN 'trouble'
                ELSE '' END AS against,
           COALESCE(level.greeting, 'sms') = 'call' AS called,
           CASE WHEN NOT %(sms)s THEN 'no_address'
                WHEN known.sms IS FALSE OR by_sms.address IS NOT NULL THEN 'refused'
                WHEN known.phone !~ '^1[0-9]{{10}}$' THEN 'no_address'
                WHEN known.sms IS NULL THEN 'no_consent'
                ELSE '' END AS sms_not,
           CASE WHEN NOT %(email)s OR known.email = '' THEN 'no_address'
                WHEN known.may_email IS FALSE OR by_email.address IS NOT NULL THEN 'refused'
                WHEN known.may_email IS NULL THEN 'no_consent'
                ELSE '' END AS email_not
      FROM known
      LEFT JOIN level ON level.tier = known.tier
      LEFT JOIN refused AS by_sms ON by_sms.channel = 'sms' AND by_sms.address = known.phone
      LEFT JOIN refused AS by_email ON by_email.channel = 'email' AND by_email.address = known.email
), wanted AS (
    SELECT id, outlet_id, tier, phone,
           CASE WHEN against <> '' THEN 'none'
                WHEN called THEN CASE WHEN call IS FALSE OR phone = '' THEN 'none' ELSE 'call' END
                WHEN sms_not = '' THEN 'sms'
                WHEN email_not = '' THEN 'email'
                ELSE 'none' END AS way,
           CASE WHEN against <> '' THEN against
                WHEN called THEN CASE WHEN call IS FALSE THEN 'refused' WHEN phone = '' THEN 'no_address' ELSE '' END
                WHEN sms_not = '' OR email_not = '' THEN ''
                WHEN sms_not = 'no_address' THEN email_not
                ELSE sms_not END AS reason,
           CASE WHEN NOT called AND sms_not <> '' THEN email ELSE phone END AS address
      FROM ways
), persons AS (
    SELECT id, outlet_id, tier, way, reason, address,
           row_number() OVER (PARTITION BY way = 'none', COALESCE(NULLIF(phone, ''), id::text)
                                  ORDER BY way <> 'call', tier, id) AS of_phone
      FROM wanted
), once AS (
    SELECT persons.*,
           of_phone > 1
           OR way = 'email' AND row_number() OVER (PARTITION BY way, of_phone, CASE WHEN way = 'email' THEN address
                                                                             ELSE id::text END
                                                       ORDER BY tier, id) > 1 AS twice
      FROM persons
)
INSERT INTO customers_greeting (plan_id, customer_id, outlet_id, tier, way, reason, address)
SELECT %(plan)s, id, outlet_id, tier,
       CASE WHEN way <> 'none' AND twice THEN 'none' ELSE way END,
       CASE WHEN way <> 'none' AND twice THEN 'same' ELSE reason END,
       CASE WHEN way = 'none' OR twice THEN '' ELSE address END
  FROM once
 ORDER BY outlet_id, id
"""

FORGET = "DELETE FROM customers_greeting WHERE plan_id = %(plan)s"

#: The next greetings of a plan that have no message yet. Uses index greeting_of_plan.
POST_MESSAGES = f"""
WITH next AS (
    SELECT id, customer_id, outlet_id, way, address FROM customers_greeting
     WHERE plan_id = %(plan)s AND way = %(channel)s AND reason = '' AND id > %(after)s AND message_id IS NULL
     ORDER BY id
     LIMIT %(limit)s
       FOR UPDATE SKIP LOCKED
), posted AS (
    INSERT INTO outbox_message ({INTO})
    SELECT 'holiday:' || %(plan)s || ':' || customer_id, way, 'promotion', outlet_id, 'customer:' || customer_id,
           address, %(template)s::bigint, '{{}}'::jsonb, %(batch)s::bigint, %(due_at)s::timestamptz,
           %(expires_at)s::timestamptz, %(at)s::timestamptz, {BEGIN}
      FROM next
     ORDER BY id
        ON CONFLICT (key) DO NOTHING
    RETURNING id, split_part(key, ':', 3)::bigint AS customer_id
), noted AS (
    UPDATE customers_greeting AS greeting
       SET message_id = posted.id
      FROM posted
     WHERE greeting.plan_id = %(plan)s AND greeting.customer_id = posted.customer_id
)
SELECT count(*), max(id) FROM next
"""

#: Calls go to whoever cares for the customer, else to the outlet's head.
POST_TASKS = """
WITH next AS (
    SELECT greeting.id, greeting.customer_id, greeting.outlet_id, keeper.id AS keeper_id
      FROM customers_greeting AS greeting
      JOIN customers_customer AS customer ON customer.id = greeting.customer_id
      LEFT JOIN accounts_user AS keeper ON keeper.id = customer.keeper_id AND keeper.is_active
     WHERE greeting.plan_id = %(plan)s AND greeting.way = 'call' AND greeting.reason = '' AND greeting.id > %(after)s
       AND greeting.task_id IS NULL
     ORDER BY greeting.id
     LIMIT %(limit)s
       FOR UPDATE OF greeting SKIP LOCKED
), opened AS (
    INSERT INTO customers_task
           (customer_id, outlet_id, kind, title, url, owner_id, role, due_at, opened_at, result, key)
    SELECT customer_id, outlet_id, 'greeting', %(title)s, %(url)s || id || '/', keeper_id,
           CASE WHEN keeper_id IS NULL THEN 'manager' ELSE '' END, %(due_at)s, %(at)s, '',
           'holiday:' || %(plan)s || ':' || customer_id
      FROM next
        ON CONFLICT (key) DO NOTHING
    RETURNING id, customer_id
), noted AS (
    UPDATE customers_greeting AS greeting
       SET task_id = opened.id
      FROM opened
     WHERE greeting.plan_id = %(plan)s AND greeting.customer_id = opened.customer_id
)
SELECT count(*), max(id) FROM next
"""

#: Calls of a plan that was stopped, before anybody has made them; and those again when it goes on.
CALL_OFF = """
UPDATE customers_task AS task
   SET done_at = %(at)s, result = %(result)s
  FROM customers_greeting AS greeting
 WHERE greeting.plan_id = %(plan)s AND greeting.way = 'call' AND task.id = greeting.task_id AND task.done_at IS NULL
"""
CALL_AGAIN = """
UPDATE customers_task AS task
   SET done_at = NULL, result = ''
  FROM customers_greeting AS greeting
 WHERE greeting.plan_id = %(plan)s AND greeting.way = 'call' AND task.id = greeting.task_id
   AND task.done_by_id IS NULL AND task.result = %(result)s
"""

#: Birthdays, founding days and anniversaries of this day. A person's own word comes before the customer's; somebody who
#: has left is nobody's key person any more.
DRAW_UP_DAY = f"""
WITH days AS (
    SELECT date.id, date.customer_id, date.contact_id, date.kind, customer.outlet_id, customer.state,
           COALESCE(NULLIF(contact.phone, ''), CASE WHEN date.contact_id IS NULL THEN customer.phone END, '') AS phone,
           COALESCE(standing.tier, 'C') AS tier
      FROM customers_importantdate AS date
      JOIN customers_customer AS customer ON customer.id = date.customer_id AND customer.state = 'active'
      LEFT JOIN customers_contact AS contact ON contact.id = date.contact_id
      LEFT JOIN customers_customertier AS standing ON standing.customer_id = date.customer_id
     WHERE date.next_on = %(on)s AND date.kind IN ('birthday', 'founding', 'anniversary')
       AND (contact.id IS NULL OR contact.left_on IS NULL OR contact.left_on > %(on)s)
), judged AS (
    SELECT days.*,
           COALESCE(level.greeting, 'sms') AS level,
           EXISTS (SELECT FROM customers_donotgreet AS silence
                    WHERE silence.customer_id = days.customer_id AND silence.ended_at IS NULL
                      AND (silence.until IS NULL OR silence.until >= %(on)s)) AS silent,
           EXISTS (SELECT FROM customers_task AS task
                    WHERE task.customer_id = days.customer_id AND task.done_at IS NULL
                      AND task.kind IN ('dissatisfied', 'apology')) AS troubled,
           EXISTS (SELECT FROM outbox_suppression AS suppression
                    WHERE suppression.channel = 'sms' AND suppression.address = days.phone
                      AND suppression.purpose IN ('', 'promotion') AND suppression.ended_at IS NULL) AS suppressed,
           word.given AS sms, call.given AS call
      FROM days
      LEFT JOIN customers_servicelevel AS level ON level.tier = days.tier
      LEFT JOIN LATERAL (SELECT given FROM customers_consent AS consent
                          WHERE consent.customer_id = days.customer_id AND channel = 'sms' AND purpose = 'promotion'
                            AND (contact_id IS NULL OR contact_id = days.contact_id)
                          ORDER BY contact_id NULLS LAST, at DESC, id DESC LIMIT 1) AS word ON true
      LEFT JOIN LATERAL (SELECT bool_and(given) AS given
                           FROM (SELECT DISTINCT ON (purpose) given FROM customers_consent AS consent
                                  WHERE consent.customer_id = days.customer_id AND channel = 'call'
                                    AND (contact_id IS NULL OR contact_id = days.contact_id)
                                  ORDER BY purpose, contact_id NULLS LAST, at DESC, id DESC) AS newest) AS call ON true
), reasoned AS (
    SELECT judged.*,
           CASE WHEN level = 'none' THEN 'tier'
                WHEN silent THEN 'dont_greet'
                WHEN troubled THEN 'trouble'
                WHEN level = 'call' AND call IS FALSE OR level = 'sms' AND (sms IS FALSE OR suppressed) THEN 'refused'
                WHEN phone = '' OR level = 'sms' AND phone !~ '^1[0-9]{{10}}$' THEN 'no_address'
                WHEN level = 'sms' AND sms IS NULL THEN 'no_consent'
                ELSE '' END AS reason
      FROM judged
), once AS (
    SELECT reasoned.*,
           reason = ''
           AND row_number() OVER (PARTITION BY reason = '', kind, phone ORDER BY level, tier, id) > 1 AS twice
      FROM reasoned
), greeted AS (
    INSERT INTO customers_dategreeting (date_id, customer_id, contact_id, outlet_id, "on", way, reason)
    SELECT id, customer_id, contact_id, outlet_id, %(on)s,
           CASE WHEN reason <> '' OR twice THEN 'none' ELSE level END, CASE WHEN twice THEN 'same' ELSE reason END
      FROM once
        ON CONFLICT (date_id, "on") DO NOTHING
    RETURNING id, date_id, customer_id, outlet_id, way
), posted AS (
    INSERT INTO outbox_message ({INTO})
    SELECT 'date:' || greeted.date_id || ':' || %(on)s::date, 'sms', 'promotion', greeted.outlet_id,
           'customer:' || greeted.customer_id, once.phone,
           CASE once.kind WHEN 'birthday' THEN %(birthday)s::bigint ELSE %(anniversary)s::bigint END, '{{}}'::jsonb,
           NULL::bigint, %(due_at)s::timestamptz, %(expires_at)s::timestamptz, %(at)s::timestamptz, {BEGIN}
      FROM greeted
      JOIN once ON once.id = greeted.date_id
     WHERE greeted.way = 'sms'
     ORDER BY greeted.date_id
        ON CONFLICT (key) DO NOTHING
    RETURNING 1
), opened AS (
    INSERT INTO customers_task
           (customer_id, outlet_id, kind, title, url, owner_id, role, due_at, opened_at, result, key)
    SELECT greeted.customer_id, greeted.outlet_id, 'greeting', %(title)s, '', keeper.id,
           CASE WHEN keeper.id IS NULL THEN 'manager' ELSE '' END, %(expires_at)s, %(at)s, '',
           'date:' || greeted.date_id || ':' || %(on)s::date
      FROM greeted
      JOIN customers_customer AS customer ON customer.id = greeted.customer_id
      LEFT JOIN accounts_user AS keeper ON keeper.id = customer.keeper_id AND keeper.is_active
     WHERE greeted.way = 'call'
        ON CONFLICT (key) DO NOTHING
    RETURNING 1
)
SELECT (SELECT count(*) FROM greeted), (SELECT count(*) FROM posted), (SELECT count(*) FROM opened)
"""

#: Which message and task each greeting of a day became: after DRAW_UP_DAY, whose own rows it cannot see.
LINK_DAY = """
UPDATE customers_dategreeting AS greeting
   SET message_id = (SELECT id FROM outbox_message WHERE key = 'date:' || greeting.date_id || ':' || greeting."on"),
       task_id = (SELECT id FROM customers_task WHERE key = 'date:' || greeting.date_id || ':' || greeting."on")
 WHERE greeting."on" = %(on)s AND greeting.way <> 'none'
"""

#: What is asked again at the moment of sending: (message, why not), of messages to customers alone.
CHECK = """
SELECT message.id,
       CASE WHEN word.given IS FALSE THEN 'opted_out'
            WHEN message.purpose = 'promotion' AND word.given IS NULL THEN 'no_consent'
            ELSE 'held' END
  FROM unnest(%(ids)s::bigint[], %(customers)s::bigint[], %(channels)s::text[], %(purposes)s::text[],
              %(dates)s::bigint[])
       AS message (id, customer_id, channel, purpose, date_id)
  JOIN customers_customer AS customer ON customer.id = message.customer_id
  LEFT JOIN customers_importantdate AS date ON date.id = message.date_id
  LEFT JOIN LATERAL (SELECT given FROM customers_consent AS consent
                      WHERE consent.customer_id = message.customer_id AND consent.channel = message.channel
                        AND consent.purpose = message.purpose
                        AND (consent.contact_id IS NULL OR consent.contact_id = date.contact_id)
                      ORDER BY contact_id NULLS LAST, at DESC, id DESC LIMIT 1) AS word ON true
 WHERE word.given IS FALSE
    OR message.purpose = 'promotion'
       AND (word.given IS NULL
            OR EXISTS (SELECT FROM customers_donotgreet AS silence
                        WHERE silence.customer_id = message.customer_id AND silence.ended_at IS NULL
                          AND (silence.until IS NULL OR silence.until >= %(today)s))
            OR EXISTS (SELECT FROM customers_task AS task
                        WHERE task.customer_id = message.customer_id AND task.done_at IS NULL
                          AND task.kind IN ('dissatisfied', 'apology')))
"""
