"""What customers tell higher apps. Sent inside the transaction that caused it; receivers do one thing.

dissatisfied   a customer said at a callback that it is not content: customer, callback, text, by, at.
               A task for the outlet's head stands already.
"""

from django.dispatch import Signal

dissatisfied = Signal()
