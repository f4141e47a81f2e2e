"""The four things every learning platform does, done with nothing around them."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render

from .models import Answer, Course, Progress, Reader, Result, Step, Try


def reader_of(request) -> Reader:
    return Reader.objects.get(pk=request.session["reader"])


def empty(request):
    return HttpResponse("")


def course(request):
    """Session, reader and three indexed statements; thirty rows."""
    reader = reader_of(request)
    course = Course.objects.get(pk=1)
    states = dict(Progress.objects.filter(reader=reader).values_list("step_id", "state"))
    rows = [(step, states.get(step.pk, "")) for step in Step.objects.filter(course=course)]
    return render(request, "course.html", {"reader": reader, "course": course, "rows": rows})


@transaction.atomic
def save(request):
    """One answer to a locked attempt."""
    reader = reader_of(request)
    attempt = Try.objects.select_for_update().get(reader=reader)
    number = attempt.answers.count() + 1
    Answer.objects.create(attempt=attempt, number=number, text=request.GET.get("text", ""))
    return HttpResponse(str(number))


def table(request):
    """One joined statement, five hundred rows."""
    reader_of(request)
    results = Result.objects.filter(course=1).select_related("reader").order_by("reader__name")[:500]
    return render(request, "table.html", {"results": results})
