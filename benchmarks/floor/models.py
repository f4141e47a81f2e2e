"""A handful of tables: a course with thirty steps, who reads it, how far they are, and one test."""

from django.db import models


class Reader(models.Model):
    """Somebody who reads; the session knows their number."""

    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["name"])]


class Course(models.Model):
    title = models.CharField(max_length=100)


class Step(models.Model):
    course = models.ForeignKey(Course, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)

    class Meta:
        ordering = ["position"]


class Progress(models.Model):
    reader = models.ForeignKey(Reader, models.CASCADE)
    step = models.ForeignKey(Step, models.CASCADE)
    state = models.CharField(max_length=10)


class Result(models.Model):
    """What somebody got in a course: one line of the table."""

    reader = models.ForeignKey(Reader, models.CASCADE)
    course = models.ForeignKey(Course, models.CASCADE, related_name="results")
    points = models.PositiveIntegerField()
    most = models.PositiveIntegerField()
    done_at = models.DateTimeField()


class Try(models.Model):
    reader = models.ForeignKey(Reader, models.CASCADE)
    is_open = models.BooleanField(default=True)


class Answer(models.Model):
    attempt = models.ForeignKey(Try, models.CASCADE, related_name="answers")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=200)
    saved_at = models.DateTimeField(auto_now_add=True)
