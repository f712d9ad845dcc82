"""Texts as the guard leaves them, and where a program that renders one leads that it may not."""

import re

from link_texts import ALLOWED, LINK

from limio_langchain.link_guard import Real, check_links
from limio_langchain.middleware import NOTE

REAL = Real((LINK,), ALLOWED)


def guarded(text, real=REAL):
    return check_links(text, real, NOTE).text


# With punctuation behind it, or after a quote or another link's begin whatever else, programs end it in different places.
STANDS = re.compile(
    re.escape(LINK) + r"(?:[^\w/&=?#]|_|%[0-9A-F]{2})*(?:(?:[>\"'`]|%3E|%22|%27|%60|&#x27;|\)[^\w]*?%5B).*)?"
)
NOWHERE = re.compile(r"(?:https?://|www)(?:[^\w]|%[0-9A-F]{2})*|#fn(?:ref)?-\d+")


def may_stand(place, left):
    """The real link, an e-mail address that shows itself, and what leads nowhere or to a footnote below."""
    is_mail = place.startswith("mailto:") and place.removeprefix("mailto:") in left
    return is_mail or STANDS.fullmatch(place) or NOWHERE.fullmatch(place)


def unguarded(rendered, text):
    """Where a program shows a text to lead, and may not."""
    return {one for one in rendered(text) if not may_stand(one, text)}


def foreign(rendered, text):
    """Where a program shows a text to lead that went through the guard, and may not."""
    return unguarded(rendered, guarded(text))


def all_foreign(rendered, texts):
    return {text: wrong for text in texts if (wrong := foreign(rendered, text))}
