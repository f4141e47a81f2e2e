"""What allauth asks the product."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


class AccountAdapter(DefaultAccountAdapter):
    """Persons are called by given and family name; there is no user name."""

    def save_user(self, request, user, form, commit=True):
        user.given_name = form.cleaned_data["given_name"]
        user.family_name = form.cleaned_data["family_name"]
        return super().save_user(request, user, form, commit)

    def send_mail(self, template_prefix, email, context):
        """The sender's name is the product's; allauth would read it from a table we do not have."""
        context["site_name"] = settings.SITE_NAME
        context["base_url"] = settings.BASE_URL
        super().send_mail(template_prefix, email, context)
