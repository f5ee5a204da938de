"""How long is kept what nobody needs for ever."""

from crm.settings import environment

#: Days that the receipts of phones' uploads are kept, with what their clocks said; 0: for ever. The scans stay.
SCAN_RECEIPT_DAYS = environment.whole("SCAN_RECEIPT_DAYS", 90)
#: Days that it is known to which number a message went; the law wants six months, and no setting makes it less.
MESSAGE_DAYS = environment.whole("MESSAGE_DAYS", 365)
