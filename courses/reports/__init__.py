"""Lists about a cohort for those who run it: on the screen page by page, as CSV and as XLSX.

Owns no models and decides nothing; where somebody stands in the rule is the business of `qualification`.
"""
