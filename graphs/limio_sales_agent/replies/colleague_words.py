"""What a colleague writes to a customer, as it may reach them: no card number, and no link but the playbook's own."""

from __future__ import annotations

from collections.abc import Collection

from limio_langchain.link_guard import Real, check_links
from limio_sales_agent.reading.card_numbers import strip_card_numbers


def told_words(words: str | None, own_links: Collection[str]) -> str:
    """Return a colleague's words as a customer is told them; nothing where there are none.

    Args:
        words: What they wrote.
        own_links: The links that the playbook names; another, also a bare name such as example.com, is taken out.
    """
    kept = "".join(one for one in words or "" if one == "\n" or one.isprintable()).strip()
    return check_links(strip_card_numbers(kept), Real(allowed=own_links, strict=True), "").text.strip()


def holds_only_own_links(words: str | None, own_links: Collection[str]) -> bool:
    """Return whether words lead nowhere but to the playbook's own links, and so need not be changed for that."""
    told = words or ""
    return check_links(told, Real(allowed=own_links, strict=True), "").text == told
