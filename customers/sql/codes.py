"""The number of a customer file before it stands there, so that its code can be made of it.

Volume    one a file.
Locking   none: a sequence.
"""

NEXT = "SELECT nextval(pg_get_serial_sequence('customers_customer', 'id'))"
