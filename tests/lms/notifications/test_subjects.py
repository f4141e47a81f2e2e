"""The subject of a mail can be read on any locked screen: it names matters, never people or results."""

import re
from pathlib import Path

import pytest
from django.conf import settings

EMAILS = sorted(settings.BASE_DIR.glob("templates/emails/[a-z]*.txt"))
SUBJECTS = sorted(settings.BASE_DIR.glob("templates/account/email/*_subject.txt"))
MAY_STAND = {
    "site_name",
    "announcement.cohort.code",
    "enrolment.cohort.code",
    'enrolment.offered_until|date:"j. F"',
    "cohort.code",
    "meeting.cohort.code",
    "lesson.title",
    "submission.assignment.lesson.title",
}
VARIABLE = re.compile(r"\{\{\s*(.+?)\s*\}\}")


def first_line(file: Path) -> str:
    return file.read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.parametrize("file", EMAILS, ids=lambda file: file.stem)
def test_subject_of_a_notice_names_no_person(file):
    subject = first_line(file)

    assert subject.startswith("Betreff: ")
    assert set(VARIABLE.findall(subject)) <= MAY_STAND
    assert "{%" not in subject


@pytest.mark.parametrize("file", SUBJECTS, ids=lambda file: file.stem)
def test_subject_of_a_mail_about_the_account_names_no_person(file):
    assert set(VARIABLE.findall(first_line(file))) <= {"site_name"}


def test_there_are_mails_to_look_at():
    assert len(EMAILS) > 10
    assert len(SUBJECTS) > 3
