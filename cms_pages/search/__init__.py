"""One search over what somebody may see: pages, lessons, cohorts, people.

Matches German stems in the same way on every database. Texts are those of the revision a cohort learns on; as a revision never
changes, its words are kept in the cache.
"""
