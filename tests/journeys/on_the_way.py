"""What journeys share: letters, a phone, complaints, a code on paper, and the part of the way nobody watches."""

import subprocess

from django.utils import timezone
from playwright.sync_api import Locator

from courses.assignments.models import ColloquiumSlot
from courses.catalogue.models import Component
from courses.cohorts.models import Enrolment
from lms import clock
from lms.demo import walk
from tests import scenes

PHONE = {"width": 360, "height": 740}
EMPTY = "Bitte füllen Sie dieses Feld aus."


def complaint_at(field: Locator) -> Locator:
    """The sentence that stands at a field when it comes back."""
    names = field.get_attribute("aria-describedby") or ""
    return field.page.locator(next(f"#{name}" for name in names.split() if name.endswith("_error")))


def link_in(mail, path: str) -> str:
    return next(line for line in mail.body.splitlines() if path in line)


def live_through_the_rest(enrolment: Enrolment, staff) -> None:
    """Five more modules, and presence at every other meeting."""
    at = clock.now()
    for code in walk.chosen_modules(enrolment)[1:]:
        scenes.learn_module(enrolment, code, trainer=staff.trainer, at=at)
    for component in Component.objects.filter(version=enrolment.cohort.version):
        if component.kind != Component.Kind.ELECTIVE or component.code in ("M5", "M6"):
            walk.attend(enrolment, component.code, by=staff.trainer, at=at)


def let_the_day_of_the_colloquium_come() -> None:
    """Times are offered for days to come, and nobody writes the minutes before."""
    day = clock.today()
    for slot in ColloquiumSlot.objects.all():
        slot.starts_at = timezone.localtime(slot.starts_at).replace(year=day.year, month=day.month, day=day.day)
        slot.save(update_fields=["starts_at"])


def final_address(enrolment: Enrolment, kind: str) -> str:
    lesson = walk.lessons_of(enrolment, Component.objects.get(version=enrolment.cohort.version, kind=kind).code, "task").get()
    return lesson.address_in(enrolment.cohort)


def address_in_qr_code(pdf) -> str:
    subprocess.run(["pdftoppm", "-r", "200", "-png", "-f", "1", "-l", "1", pdf, pdf.with_suffix("")], check=True)
    picture = next(pdf.parent.glob("*.png"))
    return subprocess.run(["zbarimg", "-q", "--raw", picture], check=True, capture_output=True, text=True).stdout.strip()
