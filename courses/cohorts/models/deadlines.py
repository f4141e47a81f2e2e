"""From when and until when a cohort works on a test or a task."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Lesson
from lms.ui.formats import day, moment

from .cohorts import Cohort


class QuizWindow(models.Model):
    """When a cohort may begin the test of a lesson. A side without a moment is open; the test itself is frozen."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="quiz_windows")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="quiz_windows")
    opens_at = models.DateTimeField(_("Öffnet"), null=True, blank=True)
    closes_at = models.DateTimeField(_("Schließt"), null=True, blank=True)

    class Meta:
        verbose_name = _("Öffnungszeit eines Tests")
        verbose_name_plural = _("Öffnungszeiten von Tests")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "lesson"], name="one_window_per_quiz"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="window_closes_after_opening",
            ),
        ]

    @property
    def in_words(self) -> str:
        """ "Der Test ist vom … bis … geöffnet."; empty where neither side is set."""
        if self.opens_at and self.closes_at:
            words = {"opens": moment(self.opens_at), "closes": moment(self.closes_at)}
            return gettext("Der Test ist vom %(opens)s bis %(closes)s geöffnet.") % words
        if self.opens_at:
            return gettext("Der Test ist ab %(opens)s geöffnet.") % {"opens": moment(self.opens_at)}
        if self.closes_at:
            return gettext("Der Test ist bis %(closes)s geöffnet.") % {"closes": moment(self.closes_at)}
        return ""

    def refusal_at(self, at) -> str:
        """Why nobody can begin now, naming the moment; empty while the window is open."""
        if self.opens_at and self.opens_later(at):
            return gettext("Der Test öffnet am %(moment)s.") % {"moment": moment(self.opens_at)}
        if self.closes_at and self.has_closed(at):
            return gettext("Der Test ist seit dem %(moment)s geschlossen.") % {"moment": moment(self.closes_at)}
        return ""

    def opens_later(self, at) -> bool:
        return self.opens_at is not None and at < self.opens_at

    def has_closed(self, at) -> bool:
        return self.closes_at is not None and at >= self.closes_at

    def is_open(self, at) -> bool:
        return not self.opens_later(at) and not self.has_closed(at)


class TaskDeadline(models.Model):
    """Until when a cohort hands in a task for the first time, and how many days later it is still taken, marked as late."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="task_deadlines")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="task_deadlines")
    due_on = models.DateField(_("Abgabe bis"))
    grace_days = models.PositiveSmallIntegerField(_("Nachfrist in Tagen"), default=7)

    class Meta:
        verbose_name = _("Abgabefrist einer Aufgabe")
        verbose_name_plural = _("Abgabefristen von Aufgaben")
        constraints = [models.UniqueConstraint(fields=["cohort", "lesson"], name="one_deadline_per_task")]

    @property
    def closes_on(self) -> date:
        """The last day on which something is taken."""
        return self.due_on + timedelta(days=self.grace_days)

    def has_passed(self, on: date) -> bool:
        return on > self.due_on

    def has_closed(self, on: date) -> bool:
        return on > self.closes_on

    def in_words(self, on: date) -> str:
        """What the date means for somebody who has not handed in yet."""
        days = {"due": day(self.due_on), "closes": day(self.closes_on)}
        if self.has_closed(on):
            return gettext("Die Abgabe war bis zum %(closes)s möglich. Bitte wenden Sie sich an Ihre Kursleitung.") % days
        if self.has_passed(on):
            return gettext("Die Abgabe war bis zum %(due)s vorgesehen. Sie können noch bis zum %(closes)s einreichen.") % days
        if self.grace_days:
            return gettext("Bitte reichen Sie bis zum %(due)s ein. Möglich ist es noch bis zum %(closes)s.") % days
        return gettext("Bitte reichen Sie bis zum %(due)s ein.") % days
