"""Events that go up a layer."""

from django.dispatch import Signal

# Sent inside the transaction, with `completion`, when it holds all that a certificate needs.
completion_ready = Signal()
