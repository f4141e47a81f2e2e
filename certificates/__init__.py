"""Documents that stand on their own after the course is gone: certificate, supplement, participation record.

Holds no rule about learning: it asks `courses.qualification` who has completed.
"""
