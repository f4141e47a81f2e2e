"""Everything that changes cohorts, meetings and enrolments."""

from .accommodations import accommodate
from .announcements import NOBODY_THERE, announce
from .cohorts import CODE_IS_TAKEN, change_cohort, plan_cohort, set_trainers
from .confirmations import OWN_ADDRESS, answer_confirmation, ask_for_confirmation, back_request, confirmation_of
from .electives import choose_components
from .meetings import MEETING_ENDED, add_handout, change_meeting, plan_meeting, take_back_handout, tell_of_meeting
from .places import (
    accept_offer,
    complete_enrolment,
    confirm_request,
    confirm_requests,
    decline_request,
    end_overdue_offers,
    introduce_and_request,
    offer_free_seats,
    request_place,
    withdraw,
)

__all__ = [
    "CODE_IS_TAKEN",
    "MEETING_ENDED",
    "NOBODY_THERE",
    "OWN_ADDRESS",
    "accept_offer",
    "accommodate",
    "add_handout",
    "announce",
    "answer_confirmation",
    "ask_for_confirmation",
    "back_request",
    "change_cohort",
    "change_meeting",
    "choose_components",
    "complete_enrolment",
    "confirm_request",
    "confirm_requests",
    "confirmation_of",
    "decline_request",
    "end_overdue_offers",
    "introduce_and_request",
    "offer_free_seats",
    "plan_cohort",
    "plan_meeting",
    "request_place",
    "set_trainers",
    "take_back_handout",
    "tell_of_meeting",
    "withdraw",
]
