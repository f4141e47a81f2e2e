"""The question bank, the tests made of it, and what people answered.

Writing questions is `authoring`, taking a test is `actions`; points come from `grading`, which knows no database.
This room does not decide whether a programme is fulfilled: it reports results down to `progress`.
"""
