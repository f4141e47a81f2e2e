"""Who may do what with people."""

from .models import Role


def can_manage_people(user) -> bool:
    """Only the programme administration sees the people of the house and gives or takes roles."""
    return user.is_authenticated and Role.PROGRAMME_ADMIN in user.running_roles
