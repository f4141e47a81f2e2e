"""One person's data as one archive: for machines (GDPR Art. 20), for reading (Art. 15), and their own files."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.core.files.storage import storages
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string

from certificates.models import SealedFile
from courses.assignments.models import SubmissionFile
from lms.accounts.models import Person

from .queries import Chapter, chapters

FORMAT = "quartier-campus/personal-data/1"


def archive_of(person: Person, *, at: datetime) -> IO[bytes]:
    """A ZIP file with everything that is exported; whoever is given it closes it."""
    archive = TemporaryFile()  # noqa: SIM115 the answer closes it
    found = chapters(person)
    with ZipFile(archive, "w", ZIP_DEFLATED) as files:
        files.writestr("meine-daten.html", readable(found, person, at=at))
        files.writestr("meine-daten.json", machine_readable(found, person, at=at))
        for stored, name in files_of(person):
            # A file that was lost is still named in the list of files above.
            with suppress(FileNotFoundError), storages["private"].open(stored) as source, files.open(name, "w") as target:
                copyfileobj(source, target)
    archive.seek(0)
    return archive


def machine_readable(found: list[Chapter], person: Person, *, at: datetime) -> str:
    """JSON with the names of the code, so that another program finds the same field again after every change of words."""
    data = {part.declaration.label: part.rows for chapter in found for part in chapter.parts}
    whole = {"format": FORMAT, "source": settings.BASE_URL, "person": person.public_id, "made_at": at, "data": data}
    return json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def readable(found: list[Chapter], person: Person, *, at: datetime) -> str:
    """A page that stands on its own and needs no network."""
    context = {"chapters": found, "person": person, "made_at": at, "site_name": settings.SITE_NAME}
    return render_to_string("privacy/copy.html", context)


def files_of(person: Person) -> Iterator[tuple[str, str]]:
    """Of every file a person handed in or was given: where it is stored, and its name in the archive."""
    handed_in = SubmissionFile.objects.filter(submission__enrolment__learner=person).select_related("submission")
    for file in handed_in.order_by("pk"):
        yield file.storage_name, f"abgaben/{file.pk}-{file.name}"
    sealed = SealedFile.objects.filter(certificate__content__holder=person).select_related("certificate__series")
    for document in sealed.order_by("pk"):
        yield document.storage_name, f"nachweise/{document.certificate.full_number}.pdf"
