"""The few announcements that travel upwards, and two questions. A signal is a nudge; the tables are the truth."""

from django.dispatch import Signal

learning_recorded = Signal()
"""After the commit that added to the ledger. Arguments: `enrolment`, `at` (the moment of what was recorded)."""

programme_completed = Signal()
"""After the commit that added a completion. Argument: `completion`."""

completion_withdrawn = Signal()
"""After the commit that withdrew a completion. Argument: `completion`."""

accommodation_given = Signal()
"""After the commit that changed somebody's test time. Arguments: `person`, `at`."""

certificate_asked = Signal()
"""Asked by the start page: what can somebody who has completed do about the certificate? Whoever keeps documents returns a
`NextStep`, or None while there is no document. Arguments: `enrolment`, `at`."""

waiting_times_asked = Signal()
"""Asked by the way of a learner: when does the waiting time after the last attempt end? Whoever keeps attempts returns the
moments by the id of the lesson. Argument: `enrolment`."""
