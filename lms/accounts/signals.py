"""What accounts announce to the rooms above."""

from django.dispatch import Signal

organisation_merging = Signal()
"""Inside the transaction that merges one organisation into another. Arguments: `duplicate`, `into`. A receiver may refuse."""
