"""Is the programme fulfilled? The rule's evaluation, completions, releases and credit for earlier achievements.

Reads the ledger and the version; knows no activity by name, and nothing of documents.
"""
