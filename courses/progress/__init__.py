"""The ledger: what has this person achieved? Activities report down to it; nothing else counts for a certificate."""
