"""What customers tell higher apps. Sent inside the transaction that caused it; receivers do one thing.

dissatisfied   a customer said at a callback that it is not content: customer, callback, text, by, at.
               A task for the outlet's head stands already.
answered_low   a survey was answered with 1 or 2 stars, or 0 to 4 of 10: customer, answer, at. Sent with the first such
               answer to an invitation; a task for the outlet's head stands already.
"""

from django.dispatch import Signal

dissatisfied = Signal()
answered_low = Signal()
