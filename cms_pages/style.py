"""Wording the house avoids. It warns and never blocks: a quotation may say what we would not."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from django.utils.translation import gettext as _

SIGN_IN_WORD = re.compile(r"\w+[*:_·](?:innen|in)\b|\w*[a-zäöüß](?:Innen|In)\b")
OTHER_MEANING = re.compile(r"\bZertifizierung\w*")
TAG = re.compile(r"<[^>]+>")


def style_hints(texts: Iterable[str]) -> Iterator[str]:
    """One sentence for each word that reads badly or means something else, each word once."""
    whole = " ".join(unescape(TAG.sub(" ", text)) for text in texts)
    for word in dict.fromkeys(SIGN_IN_WORD.findall(whole)):
        yield _("„%s“ hat ein Zeichen im Wort. Schreiben Sie neutral oder nennen Sie beide Formen.") % word
    for word in dict.fromkeys(OTHER_MEANING.findall(whole)):
        yield _("„%s“ meint ein anderes Verfahren. Schreiben Sie „Qualifizierung“ oder „Zertifikat“.") % word


def strings_in(value: Any) -> Iterator[str]:
    """Every text in a plain value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for entry in value.values():
            yield from strings_in(entry)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from strings_in(entry)
