"""Events that go up a layer."""

from django.dispatch import Signal

# Sent inside the transaction, with `source` and `target`, when what `source` has learned becomes
# `target`'s. Receivers move their rows; `source` stays, pointing at `target`.
learner_merging = Signal()

# Sent with `request` after a sign-in, when the visitor's learner has become the account's.
learner_signed_in = Signal()
