"""Building stones of pages: `body` for texts, `programme` and `learning` for what counts."""
