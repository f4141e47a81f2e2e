"""Who else has a part in the programme, and what has changed around it."""

from datetime import date, timedelta

from cms_pages import publishing
from cms_pages.actions import name_next_version
from cms_pages.models import ProgrammePage, UnitPage
from lms.accounts.actions import give_role
from lms.accounts.models import District, Municipality, Person, Role
from lms.accounts.municipalities import merge_municipality, note_inhabitants
from lms.demo.people import make_person

from .stage import Staff
from .times import moment

ADVISORS, COORDINATORS, BOARD, CONTACTS = 3, 4, 8, 3
INHABITANTS = (92, 640, 1_480, 2_210, 2_950, 3_700, 4_480, 4_932, 6_150, 9_300, 14_800, 38_500)
MERGED, INTO = "08999012", "08999011"


def tell(staff: Staff, *, today: date) -> str:
    at = moment(today - timedelta(days=300))
    office = staff.office[0]
    places = list(Municipality.objects.current().filter(is_test=True).order_by("ags"))
    district = District.objects.get(key="08999")
    _give("Fachberatung", ADVISORS, Role.ADVISOR, office, at, district=district)
    _give("Begleitgruppe", BOARD, Role.ADVISORY_BOARD, office, at)
    _give("Kreiskoordination", COORDINATORS, Role.DISTRICT_COORDINATOR, office, at, district=district)
    for number in range(1, CONTACTS + 1):
        contact = make_person("Ansprechperson", number, at=at)
        give_role(contact, Role.MUNICIPAL_CONTACT, municipality=places[number + 1], by=office, at=at)
    # One person, two roles: teaches, and advises municipalities.
    give_role(staff.trainers[3], Role.ADVISOR, district=district, by=office, at=at)
    _count_inhabitants(places, office, at)
    _merge(office, today=today)
    _let_a_review_date_pass(today=today)
    _draft_the_next_version(staff, today=today)
    _hand_in_a_draft(staff)
    return "Beratung, Kreise und Begleitgruppe sind dabei. Fassung 1.1 wird abgestimmt."


def _give(title: str, count: int, role: str, office: Person, at, **scope) -> None:
    for number in range(1, count + 1):
        give_role(make_person(title, number, at=at), role, by=office, at=at, **scope)


def _count_inhabitants(places: list[Municipality], office: Person, at) -> None:
    """From the smallest municipality of the state, 92 people, up to a town."""
    for place, inhabitants in zip(places, INHABITANTS, strict=True):
        note_inhabitants(place, inhabitants, by=office, at=at)


def _merge(office: Person, *, today: date) -> None:
    on = date(today.year, 1, 1)
    gone, successor = (Municipality.objects.current().get(ags=ags) for ags in (MERGED, INTO))
    merge_municipality(gone, successor, on=on, by=office, at=moment(on))


def _let_a_review_date_pass(*, today: date) -> None:
    page = UnitPage.objects.get(code="M3.2")
    page.review_due_on = today - timedelta(days=20)
    page.save_revision().publish()


def _draft_the_next_version(staff: Staff, *, today: date) -> None:
    programme = ProgrammePage.objects.get()
    name_next_version(programme, "1.1", by=staff.office[0])
    publishing.propose(programme, by=staff.office[0], at=moment(today - timedelta(days=14)))


def _hand_in_a_draft(staff: Staff) -> None:
    """A trainer has shortened a title and asks the office to publish it; the running cohorts keep theirs."""
    author, unit = staff.trainers[0], UnitPage.objects.get(code="M1.4")
    unit.title = "Ein tragfähiges Mandat"
    unit.save_revision(user=author)
    unit.get_workflow().start(unit, author)
