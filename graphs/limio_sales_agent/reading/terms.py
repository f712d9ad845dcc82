"""How often and by what means the customer wants to pay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from limio_sales_agent.reading.message import Message, Span, just_before
from limio_sales_agent.reading.patterns import one_of

Billing = Literal["weekly", "monthly", "quarterly", "yearly", "one_time"]
Payment = Literal["card", "paypal", "bank_transfer", "direct_debit", "invoice"]

_FIRM: Mapping[Billing, str] = {
    "monthly": r"monthly|month[- ](?:to|by)[- ]month|(?:per|by the|every|each|once a) (?:month|mth)|pcm",
    "yearly": r"yearly|annual(?:ly)?|(?:per|by the|every|each|once a) (?:year|annum)|(?:a )?(?:whole |full )?year upfront|every 12 months|12 monthly",
    "quarterly": r"quarterly|(?:per|every|each|by the|once a) quarter|every 3 months|3 monthly",
    "weekly": r"weekly|(?:per|every|each|by the|once a) week|week by week",
    "one_time": (
        r"one[- ]?(?:off|time)(?: (?:payment|purchase|fee))|(?:pay|paid|buy|buying|payment) (?:it )?(?:just )?once(?! a)|lifetime|"
        r"outright|single payment|one[- ]?(?:off|time)(?= *(?:$|[.,;!?]|please))"
    ),
}
# "A year" alone tells nothing ("we've been going for a year"), unless it is paid or was asked for.
_LOOSE: Mapping[Billing, str] = {
    "monthly": r"(?:a|one) month",
    "yearly": r"(?:a|one|1|whole|full) year|12 months",
    "weekly": r"a week",
}


def _periods(words: Mapping[Billing, str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?P<{name}>\b(?:{pattern})\b)" for name, pattern in words.items()))


_FIRM_PERIOD, _LOOSE_PERIOD = _periods(_FIRM), _periods(_LOOSE)
_PAYING = re.compile(
    r"\b(?:pay|paying|paid|billed|bill|charged|once|plan|contract|subscription|sign up|subscribe|renew)(?: (?:for|by|it|once))* $|\b(?:plan|contract|subscription|pay|deal) for $"
)
# "The annual report" and "monthly visitors" say nothing about paying.
_ELSEWHERE = one_of(r"""
    reports?|newsletters?|revenue|turnover|meetings?|income|reviews?|figures|leave|conference|accounts|magazine|visits?|visitors
    users?|people|readers|sales|wage|salary
""")
_AFTER_ELSEWHERE = re.compile(rf"^ {_ELSEWHERE}\b")
_TIME = re.compile(r"\b(?:last|next|this|in|ago|twice|times|(?<!per )(?<!every )\d+) $")
_REFUSED = one_of(r"""
    not|rather than|instead of|dont want|dont like|no|never|without|than|isnt|hate|against|stop|other than
""")
_BEFORE_REFUSED = re.compile(rf"\b{_REFUSED}(?: (?:the|an?|to|pay|paying|be|billed|tied|into|in))* $")

_MEANS: Mapping[Payment, str] = {
    "direct_debit": r"direct debits?|sepa debit|dd",
    "card": r"(?:(?:credit|debit|company|corporate|bank|business) )?cards?|visa|mastercard|amex|american express",
    "paypal": r"pay ?pal",
    "bank_transfer": r"(?:bank |wire )?transfers?|wire|bacs|sepa|ach|bank payment",
    "invoice": r"invoices?|invoiced|purchase orders?|po",
}
_MEAN = "|".join(rf"(?P<{name}>{words})" for name, words in _MEANS.items())
_ARTICLE = r"(?:an? |my |our |the )?"
_PAID = (
    re.compile(
        rf"\b(?:pay(?:ing|ment|able)?s?|paid|billed|settle|charge it|buy)\b[^.?!\n,]{{0,25}}?\b{_ARTICLE}(?:{_MEAN})\b"
    ),
    re.compile(rf"\b(?:by|via|with|on|using|through|against|take|accept|prefer|use) {_ARTICLE}(?:{_MEAN})\b"),
    re.compile(rf"\b(?:{_MEAN}) (?:please|preferred|if possible|only)\b"),
    re.compile(
        r"\b(?P<invoice>invoice (?:us|me)|(?:send|raise|issue|need|want|get|be) (?:us |me |for )?(?:an? )?(?:invoiced?|purchase order))\b"
    ),
)
_ALONE = re.compile(
    rf"^(?:\W|\b(?:by|with|via|on|an?|my|the|please|erm?|probably|just|i think|wed prefer|id prefer|prefer|can we|get|be)\b)*(?:{_MEAN})\b"
)
_NO_MEANS = re.compile(r"\b(?:not|no|dont have|without|instead of|rather than)(?: (?:by|with|an?|my))* $")


def billing(message: Message, *, asked: bool) -> list[Billing]:
    """Return the billing periods a message speaks of, in order, without those it turns down.

    Args:
        message: The message, amounts of money punched out.
        asked: Whether the period was asked for, so that "a year" alone is an answer.
    """
    found: list[tuple[Span, Billing]] = []
    for pattern in (_FIRM_PERIOD, _LOOSE_PERIOD):
        for match in pattern.finditer(message.read):
            before, after = just_before(message.read, match.start()), message.read[match.end() :]
            loose = pattern is _LOOSE_PERIOD and not asked and not _PAYING.search(before)
            elsewhere = _AFTER_ELSEWHERE.match(after) or _TIME.search(before) or after.startswith(" ago")
            if not (loose or elsewhere or _BEFORE_REFUSED.search(before)):
                found.append((match.span(), match.lastgroup))  # type: ignore[arg-type]
    return list(dict.fromkeys(name for _, name in sorted(found)))


def payment(message: Message, *, asked: bool) -> Payment | None:
    """Return how the customer wants to pay.

    Args:
        message: The message.
        asked: Whether that was asked, so that a bare "card" is an answer.
    """
    for pattern in (*_PAID, *((_ALONE,) if asked else ())):
        for match in pattern.finditer(message.read):
            name: Payment = match.lastgroup
            if not _NO_MEANS.search(just_before(message.read, match.start(name))):
                return name
    return None
