"""Who was present how long: claims from lists, check-ins and corrections. What counts of them is in the ledger."""
