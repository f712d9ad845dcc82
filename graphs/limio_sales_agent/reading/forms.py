"""First stage: what is known by its form alone, before any word is read."""

from __future__ import annotations

import re

from limio_sales_agent.reading import contact
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.message import punch, punch_all
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.promo import promo_code


def read_forms(raw: str, hints: Hints, said: Reading) -> str:
    """Read e-mail address, telephone number and promo code, and return the text with them punched out.

    Of several the last counts, because people correct themselves forwards.
    """
    raw = _phone(_email(raw, said, asked=hints.expecting in {"details", "email"}), hints, said)
    if code := promo_code(raw, hints):
        said.promo_code, span = code
        raw = punch(raw, span)
    return raw


def _email(raw: str, said: Reading, *, asked: bool) -> str:
    found = contact.emails(raw)
    said.email = found[-1].value if found else None
    raw = punch_all(raw, (one.span for one in found))
    broken = re.search(r"\S+@\S*|@\S+", raw) or (
        re.fullmatch(r"\W*[a-z0-9._-]+ at [a-z0-9.-]+\W*", raw) if asked else None
    )
    if not found and broken:
        said.invalid.append("email")
        raw = punch(raw, broken.span())
    return punch_all(raw, contact.urls(raw))


def _phone(raw: str, hints: Hints, said: Reading) -> str:
    found = contact.phones(raw, hints.country, expected=hints.expecting in {"details", "phone"})
    said.phone = found[-1].value if found else None
    return punch_all(raw, (one.span for one in found))
