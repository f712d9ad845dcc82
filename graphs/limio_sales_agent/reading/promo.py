"""Promo codes that were typed, as against asking for one."""

from __future__ import annotations

import re

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.message import Span

_CUE = re.compile(
    r"\b(?:(?:promo(?:tional|tion)?|discount|voucher|coupon|offer|referral)(?: code)?s?|code|pc)(?P<tie> ?: ?| is:? | ?= ?| called | of | - | )"
    r"(?:\"|')?(?P<code>[a-z0-9][a-z0-9_-]{2,30})\b"
)
_USE = re.compile(
    r"\b(?:use|apply|with|enter|add|using|redeem|try|have|got) (?:the |my |this |a |code )*(?P<code>[a-z0-9][a-z0-9_-]{3,30})\b"
)
_FORM = re.compile(r"[A-Z][A-Z0-9_-]*\d[A-Z0-9_-]*")


def promo_code(raw: str, hints: Hints) -> tuple[str, Span] | None:
    """Return the promo code a text holds, as typed, and where; a code of the playbook as the playbook writes it."""
    for known in hints.playbook.promo:
        if match := re.search(rf"(?<![\w-]){re.escape(known)}(?![\w-])", raw, re.IGNORECASE):
            return known, match.span()
    shouting = raw.isupper()
    for pattern in (_CUE, _USE):
        for match in pattern.finditer(raw.lower()):
            typed = raw[slice(*match.span("code"))]
            firm = pattern is _CUE and match["tie"].strip() in {":", "=", "is:"}
            if firm or _coded(typed, strict=pattern is _USE or shouting):
                return typed, match.span("code")
    whole = raw.strip(" .!\"'")
    if _FORM.fullmatch(whole) and 5 <= len(whole) <= 30:
        return whole, (raw.index(whole), raw.index(whole) + len(whole))
    return None


def _coded(typed: str, *, strict: bool) -> bool:
    mixed = any(letter.isdigit() for letter in typed) and any(letter.isalpha() for letter in typed)
    return (
        mixed and not re.fullmatch(r"\d+(?:k|x|m|pm|am|st|nd|rd|th|gb|pp)", typed.lower()) and not typed[0].isdigit()
    ) or (not strict and typed.isupper() and len(typed) > 3)
