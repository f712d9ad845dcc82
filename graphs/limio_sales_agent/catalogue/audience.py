"""Whether it is for work or for home, as far as a conversation tells."""

from __future__ import annotations

from collections.abc import Mapping

from limio_langchain.models.audience import Whom

FREE_MAIL = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.com", "msn.com"),
        *("yahoo.com", "yahoo.co.uk", "icloud.com", "me.com", "aol.com", "proton.me", "protonmail.com"),
        *("gmx.de", "gmx.net", "gmx.com", "web.de", "t-online.de", "orange.fr", "free.fr", "libero.it"),
    }
)


def is_free_mail(email: str) -> bool:
    """Return whether an address is of a mail service that anybody may use."""
    return email.rpartition("@")[2].lower() in FREE_MAIL


def of_details(details: Mapping[str, str]) -> Whom | None:
    """Return ``work`` for somebody who gave a company's name; an address alone may be anybody's own."""
    return "work" if details.get("company") else None
