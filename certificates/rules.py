"""Who may do what with documents."""

from lms.accounts.models import Person, Role

from .models import Certificate, RevocationProposal


def can_run_certificates(person: Person) -> bool:
    """See all documents, propose, replace: programme administration."""
    return person.is_authenticated and Role.PROGRAMME_ADMIN in person.running_roles


def sees_district(person: Person) -> bool:
    """Counts of their own districts, nobody's name: district coordinators."""
    return Role.DISTRICT_COORDINATOR in person.running_roles


def sees_region(person: Person) -> bool:
    """Counts of the districts they advise: advisors. They never see how somebody learns."""
    return Role.ADVISOR in person.running_roles


def sees_state(person: Person) -> bool:
    """Counts of the whole state: the advisory board."""
    return Role.ADVISORY_BOARD in person.running_roles


def can_replace(person: Person, certificate: Certificate) -> bool:
    """Issue a new edition with a corrected name: programme administration, but nobody on their own certificate."""
    return can_run_certificates(person) and certificate.content.holder_id != person.pk


def can_confirm_revocation(person: Person, proposal: RevocationProposal) -> bool:
    """A second entitled person; neither whoever proposed nor the holder."""
    return can_return_revocation(person, proposal) and proposal.proposed_by_id != person.pk


def can_return_revocation(person: Person, proposal: RevocationProposal) -> bool:
    """Turn a proposal down, or take one's own back: programme administration, but nobody decides about their own certificate."""
    return can_run_certificates(person) and proposal.certificate.content.holder_id != person.pk


def can_open(person: Person, certificate: Certificate) -> bool:
    """The holder and the programme administration; others use the public verification."""
    return certificate.content.holder_id == person.pk or can_run_certificates(person)
