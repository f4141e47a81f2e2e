"""Who may do what with people."""

from .models import Person, Role


def can_manage_people(user) -> bool:
    """Only the programme administration sees the people of the house and gives or takes roles."""
    return user.is_authenticated and Role.PROGRAMME_ADMIN in user.running_roles


def is_trainer(person: Person) -> bool:
    """Being assigned to a cohort, a case or a module opens nothing once the role has ended."""
    return Role.TRAINER in person.running_roles
