"""What the staff of some outlets still have to read, document by document.

Volume    some dozens of documents times some dozens of posts of a manager, each receipt by `document_read_once`.
Locking   none.
Parity    `tests/outlets/services/test_documents.py`: the same people as `readers_of` lists.
"""

UNREAD = """
SELECT document.id, document.title, count(DISTINCT post.user_id)
  FROM outlets_document AS document
  JOIN outlets_membership AS post
    ON post.outlet_id = ANY(%(outlets)s) AND (cardinality(document.roles) = 0 OR post.role = ANY(document.roles))
  JOIN accounts_user AS person ON person.id = post.user_id AND person.is_active
 WHERE document.withdrawn_at IS NULL
   AND document.current_id IS NOT NULL
   AND (document.everywhere
        OR EXISTS (SELECT FROM outlets_document_outlets AS audience
                    WHERE audience.document_id = document.id AND audience.outlet_id = post.outlet_id))
   AND NOT EXISTS (SELECT FROM outlets_documentreading AS reading
                    WHERE reading.version_id = document.current_id AND reading.user_id = post.user_id)
 GROUP BY document.id, document.title
 ORDER BY max(document.current_id) DESC
 LIMIT %(limit)s
"""
