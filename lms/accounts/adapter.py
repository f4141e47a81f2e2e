"""What allauth asks the product."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Persons are called by given and family name; there is no user name."""
