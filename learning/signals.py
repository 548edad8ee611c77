"""Events that go up a layer."""

from django.dispatch import Signal

# Sent inside the transaction, with `completion`, when it holds all that a certificate needs.
completion_ready = Signal()

# Sent with `name` before it is frozen for a certificate. Receivers return the characters of it
# that they cannot print, each a string; the form then names them.
printed_name_checking = Signal()
