"""How often and by what means the customer wants to pay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from limio_sales_agent.reading.message import Message, Span

Billing = Literal["weekly", "monthly", "quarterly", "yearly", "one_time"]
Payment = Literal["card", "paypal", "bank_transfer", "direct_debit", "invoice"]

_WORDS: Mapping[Billing, str] = {
    "monthly": r"monthly|month[- ](?:to|by)[- ]month|(?:per|by the|every|each|once a|one) month|a month(?! ago)|per mth|pcm",
    "yearly": (
        r"yearly|annual(?:ly)?|per (?:year|annum)|by the year|(?:every|each|once a|one|whole|full) year|a year(?! ago)|12 months?|"
        r"year upfront|p\.a\."
    ),
    "quarterly": r"quarterly|(?:per|every|each|by the|once a) quarter|every 3 months|3 monthly",
    "weekly": r"weekly|(?:per|every|each|by the|once a) week|week by week",
    "one_time": (
        r"one[- ]?(?:off|time)(?: (?:payment|purchase|fee))|(?:pay|paid|buy|buying|payment) (?:it )?(?:just )?once|lifetime|outright|single payment|"
        r"one[- ]?(?:off|time)(?= *(?:$|[.,;!?]|please))"
    ),
}
_PERIOD = re.compile("|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _WORDS.items()))
# "The annual report" and "ten years old" say nothing about paying.
_ELSEWHERE = re.compile(
    r"^ (?:report|reports|newsletter|revenue|turnover|meetings?|income|review|reviews|figures|leave|conference|accounts|magazine|visits?|users?|people)\b"
)
_AGO = re.compile(r"\b(?:last|next|this|in|ago|for|twice|times|(?<!per )\d+) $")
_NOT = re.compile(
    r"\b(?:not|rather than|instead of|dont want(?: to pay)?|dont like|no|never|without|than|over|stop|isnt|hate|against)(?: (?:the|an?|pay|paying|to|be|billed|tied|into|in))* $"
)

_PAYMENTS: Mapping[Payment, str] = {
    "direct_debit": r"direct debits?|sepa debit|\bdd\b",
    "card": r"(?:credit|debit|company|corporate|bank|business) card|visa|mastercard|amex|american express|card",
    "paypal": r"pay ?pal",
    "bank_transfer": r"bank transfers?|wire(?: transfers?)?|bacs|sepa(?: transfers?)?|ach|bank payment|transfer",
    "invoice": r"invoices?|invoiced|purchase orders?|po\b",
}
_MEANS = "|".join(rf"(?P<{name}>{words})" for name, words in _PAYMENTS.items())
_PAY = re.compile(
    rf"\b(?:pay(?:ing|ment|able)?s?|paid|billed|settle|charge it|put it|do it|do this|buy|invoice us)\b[^.?!\n,]{{0,25}}?\b(?:by|with|via|through|on|using|against|to)? ?(?:a |an |my |our |the )?(?:{_MEANS})\b"
)
_BY = re.compile(
    rf"\b(?:by|via|with|on|using|through|against|take|accept|prefer) (?:a |an |my |our |the )?(?:{_MEANS})\b"
)
_SEND = re.compile(
    r"\b(?:invoice (?:us|me)|(?:send|raise|issue|need|want|get) (?:us |me |for )?(?:an? )?(?P<invoice>invoice))\b"
)
_MINE = re.compile(
    rf"^(?:by |with |via |on |a |an |my |the |please |erm? |probably |just |i think |wed prefer |id prefer |prefer )*(?:{_MEANS})\b"
)


def billing(message: Message, *, offered: bool = False) -> tuple[list[Billing], list[Span]]:
    """Return the billing periods a message speaks of, in order and without those it turns down, and all their spans.

    Args:
        message: The message, amounts of money punched out.
        offered: Whether "a year" alone is an answer, because the period was asked for.
    """
    found: list[Billing] = []
    spans: list[Span] = []
    for match in _PERIOD.finditer(message.read):
        before, after = message.read[: match.start()], message.read[match.end() :]
        loose = match[0] in {"a year", "a month", "one year", "one month", "12 months", "whole year", "full year"}
        if _ELSEWHERE.match(after) or (_AGO.search(before) and not (loose and before.endswith("for "))):
            continue
        if (
            match[0].startswith(("a ", "one m"))
            and not offered
            and not re.search(r"\b(?:for|once|pay|paying|paid|billed) $|\bby $", before)
        ):
            continue
        spans.append(match.span())
        name: Billing = match.lastgroup  # type: ignore[assignment]
        if not _NOT.search(before) and name not in found:
            found.append(name)
    return found, spans


def payment(message: Message, *, expected: bool) -> Payment | None:
    """Return how the customer wants to pay.

    Args:
        message: The message.
        expected: Whether the last ask was for this, so that a bare "card" is an answer.
    """
    patterns = (_PAY, _BY, _MINE) if expected else (_PAY, _BY)
    for pattern in patterns:
        if match := pattern.search(message.read):
            return match.lastgroup  # type: ignore[return-value]
    return "invoice" if _SEND.search(message.read) else None
