"""What the page of notices sends."""

from django import forms

LARGEST_KEY = 2**63 - 1


class ReadForm(forms.Form):
    """The newest notice on the page, so that one that came meanwhile stays new."""

    neueste = forms.IntegerField(min_value=0, max_value=LARGEST_KEY)
