"""Gathering what a document says, from what the person has achieved. Reads courses; changes nothing."""

from datetime import date

from django.conf import settings
from django.db.models import Max, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Site

from courses.assignments.queries import accepted_project_title
from courses.catalogue.models import Component
from courses.cohorts.models import Enrolment, Meeting
from courses.qualification.models import CertificateDetails, ProgrammeCompletion
from courses.qualification.queries import completed_components, rules_and_evidence
from lms import clock
from lms.errors import NotPossible
from lms.months import add_months

from . import codes
from .content import AttendanceLine, ComponentLine, Content
from .models import IssuerSettings, Kind
from .pdf.fonts import printable, without_symbols

KINDS = {"mandatory": "Pflicht", "elective": "Wahlpflicht", "project": "Pflicht", "colloquium": "Pflicht"}


def issuer_settings() -> IssuerSettings:
    """Who issues; raises NotPossible until the office has said it in the settings."""
    found = IssuerSettings.for_site(Site.objects.get(is_default_site=True))
    if not (found.organisation and found.place):
        raise NotPossible(_("Bitte tragen Sie zuerst die ausstellende Stelle und den Ort in den Einstellungen ein."))
    return found


def issuer_name(issuer: IssuerSettings, *, on: date) -> str:
    """The organisation's name as it was on that day."""
    assert issuer.organisation is not None
    dated = issuer.organisation.names.filter(Q(valid_until=None) | Q(valid_until__gt=on), valid_from__lte=on).first()
    return dated.name if dated else issuer.organisation.name


def certificate_content(
    completion: ProgrammeCompletion, *, number: str, code: str, on: date, is_sample: bool = settings.DEMO
) -> Content:
    """Everything the certificate and its supplement say (curriculum sections 7.1 and 7.2).

    Name, topic and day of birth as the person has confirmed them; else the name of the account, without a day of birth.
    """
    enrolment = completion.enrolment
    version, cohort = enrolment.cohort.version, enrolment.cohort
    done = completed_components(enrolment)
    details = CertificateDetails.objects.filter(enrolment=enrolment).first()
    named = details or enrolment.learner
    topic = details.project_title if details else ""
    return Content(
        kind=Kind.CERTIFICATE,
        total_minutes=sum(component.minutes for component, _facts in done),
        begins_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        given_name=named.given_name,
        family_name=named.family_name,
        birth_date=details.birth_date if details else None,
        topic=topic or without_symbols(accepted_project_title(enrolment)),
        valid_until=add_months(on, version.validity_months) if version.validity_months else None,
        components=tuple(_component_line(component, facts, version.wording["supplement"]) for component, facts in done),
        competences=_competences([component for component, _facts in done]),
        **_common(enrolment, number=number, code=code, on=on, is_sample=is_sample),
    )


def participation_content(
    enrolment: Enrolment, component: Component, *, number: str, code: str, on: date, is_sample: bool = settings.DEMO
) -> Content:
    """What the participation record of one module says (curriculum section 7.3): attended minutes as they are.

    Raises NotPossible below half of the synchronous minutes, for project and colloquium, and where the version knows none.
    """
    wording = enrolment.cohort.version.wording.get("participation")
    if wording is None or not component.is_module:
        raise NotPossible(_("Dafür gibt es keine Teilnahmebescheinigung."))
    _rules, evidence = rules_and_evidence(enrolment)
    facts = next(item for item in evidence.components if item.code == component.code)
    if not reaches(facts.attended, facts.synchronous, wording["min_ratio"]):
        raise NotPossible(_("Eine Teilnahmebescheinigung gibt es ab der Hälfte der synchronen Unterrichtseinheiten."))
    begins, ends = _period(enrolment, component)
    return Content(
        kind=Kind.PARTICIPATION,
        given_name=enrolment.learner.given_name,
        family_name=enrolment.learner.family_name,
        attendance=(AttendanceLine(str(component), begins, ends, facts.attended, facts.synchronous),),
        is_regular=reaches(facts.attended, facts.synchronous, wording["regular_from_ratio"]),
        **_common(enrolment, number=number, code=code, on=on, is_sample=is_sample),
    )


def issue_words(*, code: str, on: date) -> dict:
    """What belongs to one issuing: code with its address, day and place, and the issuer as it is called on that day."""
    issuer = issuer_settings()
    return {
        "code": code,
        "address": settings.BASE_URL + reverse("certificates:verdict", args=[codes.shown(code)]),
        "issuer": issuer_name(issuer, on=on),
        "place": issuer.place,
        "function": issuer.function,
        "issued_on": on,
    }


def check_name(content: Content) -> None:
    """Raises NotPossible, naming the person, for a character that no typeface of the document has."""
    try:
        printable(content.holder)
    except NotPossible as refusal:
        raise NotPossible(f"{content.holder}: {refusal}") from refusal


def _common(enrolment: Enrolment, *, number: str, code: str, on: date, is_sample: bool) -> dict:
    version = enrolment.cohort.version
    return {
        "number": number,
        "programme": version.title,
        "version": version.label,
        "ue_minutes": version.ue_minutes,
        "wording": version.wording,
        "is_sample": is_sample,
        **issue_words(code=code, on=on),
    }


def _component_line(component: Component, facts, wording: dict) -> ComponentLine:
    proof = wording["credited"] if facts.is_credited else wording["passed"]
    if component.kind == Component.Kind.PROJECT:
        proof = _("Praxisprojekt angenommen")
    if component.kind == Component.Kind.COLLOQUIUM:
        proof = _("Kolloquium bestanden")
    return ComponentLine(
        title=str(component),
        kind=KINDS[component.kind],
        presence=component.presence_minutes,
        live_online=component.live_minutes,
        self_study=component.self_minutes,
        practice=component.practice_minutes,
        proof=proof,
    )


def _competences(components: list[Component]) -> tuple[str, ...]:
    found = {competence.code: competence.text for component in components for competence in component.competences.all()}
    return tuple(f"{code} {text}" for code, text in sorted(found.items()))


def _period(enrolment: Enrolment, component: Component) -> tuple[date, date]:
    """First and last day of the module's meetings; without dates the days of the cohort."""
    meetings = Meeting.objects.filter(cohort_id=enrolment.cohort_id, lesson__component=component, cancelled_at=None)
    days = meetings.aggregate(first=Min("starts_at"), last=Max("starts_at"))
    if days["first"] is None:
        return enrolment.cohort.starts_on, enrolment.cohort.ends_on
    return clock.local_date(days["first"]), clock.local_date(days["last"])


def reaches(have: int, basis: int, ratio: list[int]) -> bool:
    """Compared without rounding; nothing of nothing reaches nothing."""
    return basis > 0 and have * ratio[1] >= basis * ratio[0]
