"""What readers of texts open beside them: the glossary, recordings, and questions to try oneself on."""

from random import Random

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from courses.catalogue.models import Lesson
from courses.catalogue.queries import shown_page
from courses.cohorts.queries import learning_enrolment_or_404
from courses.quizzes.grading import grade, points_in_words
from courses.quizzes.queries import drawn_questions, version_at
from courses.quizzes.question_types import kind_of
from lms import private_files

from .models import GlossaryTerm, Recording
from .queries import is_public, practice_questions
from .rules import can_play


class Glossary(View):
    """Every published term with its explanation; open to everybody."""

    def get(self, request):
        terms = GlossaryTerm.objects.filter(live=True)
        return render(request, "cms_pages/glossary.html", {"terms": sorted(terms, key=lambda term: german_order(term.term))})


def german_order(word: str) -> str:
    """ä like a, ß like ss, as in a dictionary."""
    return word.lower().replace("ß", "ss").translate(str.maketrans("äöü", "aou"))


class PlayRecording(LoginRequiredMixin, View):
    """A recording or its captions, for whoever may read a text that shows it."""

    def dispatch(self, request, *args, **kwargs):
        self.recording = Recording.objects.filter(public_id=kwargs["recording"]).first()
        if self.recording and is_public(self.recording):
            return View.dispatch(self, request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, recording, part):
        found = self.recording
        if found is None or not (is_public(found) or can_play(request.user, found)):
            raise Http404
        if part == Recording.Part.CAPTIONS and found.captions:
            return private_files.stream(str(found.captions.name), content_type="text/vtt; charset=utf-8")
        if part != Recording.Part.FILE:
            raise Http404
        if "herunterladen" in request.GET:
            return private_files.serve(str(found.file.name), name=found.filename, content_type=found.content_type)
        asked = request.headers.get("Range", "")
        return private_files.stream(str(found.file.name), content_type=found.content_type, asked_range=asked)


@method_decorator(never_cache, name="dispatch")
class PracticeQuestion(LoginRequiredMixin, View):
    """Trying oneself on a question that stands in a text; scored at once, never stored. Never one of a test."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            enrolment = learning_enrolment_or_404(request.user, kwargs["cohort"])
            self.cohort = enrolment.cohort
            lessons = Lesson.objects.select_related("component__version", "revision")
            self.lesson = get_object_or_404(
                lessons, component__version=self.cohort.version_id, component__slug=kwargs["component"], slug=kwargs["lesson"]
            )
            offered = {question.pk for question in practice_questions(shown_page(self.lesson)[0])}
            if kwargs["question"] not in offered - drawn_questions(self.cohort.version_id):
                raise Http404
            version = version_at(kwargs["question"], self.lesson.component.version)
            if version is None:
                raise Http404
            self.version = version
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, **kwargs):
        return self.answer(request, None)

    def post(self, request, **kwargs):
        kind = kind_of(self.version.content)
        try:
            response = kind.read(self.version.content, request.POST)
        except ValidationError as refusal:
            return self.answer(request, kind.typed(self.version.content, request.POST), errors=refusal.messages, status=422)
        if response is None:
            return self.answer(request, None, errors=[_("Bitte beantworten Sie die Frage.")], status=422)
        return self.answer(request, response, judged=self.judged(response))

    def judged(self, response) -> dict:
        content = self.version.content
        found = grade(content, response)
        is_right = found.score == found.max
        return {
            "is_right": is_right,
            "title": _("Richtig.") if is_right else _("Noch nicht richtig."),
            "points": _("%(points)s von %(max)s Punkten") % {"points": points_in_words(found.score), "max": found.max},
            "reason": found.explanation,
            "feedback": content["feedback"]["correct" if is_right else "incorrect"],
        }

    def answer(self, request, response, *, judged=None, errors=(), status=200):
        content = self.version.content
        kind = kind_of(content)
        keys = kind.shuffled_keys(content)
        chance = Random(f"{self.version.pk}-{request.user.pk}")  # noqa: S311 an order, not a secret
        order = chance.sample(keys, len(keys))
        context = {
            "cohort": self.cohort,
            "lesson": self.lesson,
            "back": self.lesson.address_in(self.cohort),
            "content": content,
            "kind": kind,
            "layout": kind.layout(content, response, order),
            "points": content["points"],
            "hint": kind.hint(content),
            "judged": judged,
            "errors": errors,
            "trail": [
                (self.cohort.title, f"/lernen/{self.cohort.slug}/"),
                (str(self.lesson.component), f"/lernen/{self.cohort.slug}/{self.lesson.component.slug}/"),
                (str(self.lesson), self.lesson.address_in(self.cohort)),
            ],
        }
        return render(request, "cms_pages/practice_question.html", context, status=status)
