"""Content in, bytes out: tagged PDF/A-3a and PDF/UA-1, drawn with ReportLab alone. Knows no database and no request."""

from .document import SEAL_FIELD, Attachment
from .layout import render, render_for_print

__all__ = ["SEAL_FIELD", "Attachment", "render", "render_for_print"]
