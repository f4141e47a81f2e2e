"""Everything that changes assignments, what people hand in, and the colloquium."""

from .authoring import write_assignment
from .deadlines import lift_deadline, set_deadline
from .decisions import accept_on_appeal
from .handing_in import (
    HANDED_IN_ALREADY,
    MOST_FILES,
    NOTHING_YET,
    StaleDraft,
    attach_file,
    describe_file,
    hand_in,
    remove_file,
    save_draft,
)
from .project_reviews import assign_reviewers, assign_third_reviewer, save_review_draft, submit_review
from .records import GIVEN_UP, StaleRecord, repeat_on_appeal, sign_record, write_record
from .slots import EXAMINER_IS_BUSY, book_slot, offer_slot, withdraw_slot
from .tasks import DECIDED_ALREADY, begin_judging, decide_task, save_task_draft

__all__ = [
    "DECIDED_ALREADY",
    "EXAMINER_IS_BUSY",
    "GIVEN_UP",
    "HANDED_IN_ALREADY",
    "MOST_FILES",
    "NOTHING_YET",
    "StaleDraft",
    "StaleRecord",
    "accept_on_appeal",
    "assign_reviewers",
    "assign_third_reviewer",
    "attach_file",
    "begin_judging",
    "book_slot",
    "decide_task",
    "describe_file",
    "hand_in",
    "lift_deadline",
    "offer_slot",
    "remove_file",
    "repeat_on_appeal",
    "save_draft",
    "save_review_draft",
    "save_task_draft",
    "set_deadline",
    "sign_record",
    "submit_review",
    "withdraw_slot",
    "write_assignment",
    "write_record",
]
