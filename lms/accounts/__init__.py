"""People, municipalities, organisations, roles and sign-in.

Not here: who takes part in which cohort (`courses.cohorts`) and what somebody may see of it (each room's `rules.py`).
"""
