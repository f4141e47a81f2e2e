"""Who takes part in which run of a programme, when and where: cohorts, meetings, enrolments, waiting list.

Not here: what somebody has achieved (`progress` and above).
"""
