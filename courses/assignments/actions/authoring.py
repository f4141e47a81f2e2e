"""What publishing a version writes."""

from courses.assignments.models import Assignment
from courses.catalogue.models import Lesson
from courses.catalogue.outline import AssignmentOutline


def write_assignment(lesson: Lesson, outline: AssignmentOutline) -> Assignment:
    """Write the frozen assignment of a lesson while its version is being published."""
    return Assignment.objects.create(
        lesson=lesson,
        kind=outline.kind,
        rubric=[{"key": item.key, "text": item.text, "levels": list(item.levels)} for item in outline.criteria],
        max_revisions=outline.max_revisions,
        pass_rule=outline.pass_rule,
    )
