"""What the page of notices sends."""

from django import forms

from lms.keys import LARGEST_KEY


class ReadForm(forms.Form):
    """The newest notice on the page, so that one that came meanwhile stays new."""

    neueste = forms.IntegerField(min_value=0, max_value=LARGEST_KEY)
