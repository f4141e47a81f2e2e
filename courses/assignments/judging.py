"""When a project is accepted (curriculum section 5). Pure calculation."""

from enum import StrEnum


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REJECTED = "rejected"


def is_acceptable(points: list[int], pass_rule: dict) -> bool:
    """At least the minimum of points, and no criterion without any."""
    return sum(points) >= pass_rule["min_points"] and min(points, default=0) >= pass_rule.get("min_per_criterion", 1)


def reviews_differ(reviews, pass_rule: dict) -> bool:
    """Whether a third person has to decide: points too far apart, or different results."""
    first, second = reviews
    apart = abs(sum(first.points) - sum(second.points))
    return apart > pass_rule["max_difference"] or first.decision != second.decision


def project_verdict(reviews, pass_rule: dict) -> Verdict | None:
    """The outcome of the given reviews, or None while one is still needed."""
    by_position = {review.position: review for review in reviews}
    if 3 in by_position:
        return _verdict_of(by_position[3])
    if not {1, 2} <= by_position.keys() or reviews_differ((by_position[1], by_position[2]), pass_rule):
        return None
    return _verdict_of(by_position[1])


def _verdict_of(review) -> Verdict:
    return {"accept": Verdict.ACCEPTED, "return": Verdict.RETURNED, "reject": Verdict.REJECTED}[review.decision]
