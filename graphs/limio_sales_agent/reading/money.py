"""Amounts of money, and which of them is what the customer wants to spend."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from price_parser import Price

from limio_sales_agent.reading.currencies import currency_names
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.message import NEAR, Message, Span, just_before
from limio_sales_agent.reading.patterns import one_of
from limio_sales_agent.reading.people_words import PERSON

Period = Literal["week", "month", "year"]
Per = Literal["person", "total"]

MOST = 10**9
_AMOUNT = r"\d+(?:[.,' ]\d{3})*(?:[.,]\d{1,2})?(?!\d)"
_LIMIT = one_of(r"""
    max(?:imum)?|budget|spend(?:ing)?|afford|under|below|less than|no more than|not more than|up to|within|around|about|at most
    cheaper than|limit|ceiling|(?:not|nothing|cant|cannot|dont|wont|never)(?: want to)?(?: go| spend| pay| be| do)?(?: much| any)? (?:over|above|beyond|past|more than)|roughly|approx(?:imately)?|circa|ca|stretch to
    keep it|got|have|never over|not exceed(?:ing)?|somewhere between|between|like|say|region of|cap
""")
_FILLER = r"(?: (?:of|is|s|to|at|it|a|an|be|would|only|about|around|under|up|max|the|most|no|more|than|roughly|like|something))*"
_BEFORE = re.compile(rf"\b(?P<cue>{_LIMIT})\b{_FILLER}[ :=~]*$")
_PERIOD_BUDGET = re.compile(
    rf"\b(?P<period>month|year|annual|week)(?:ly)? (?:budget|limit|spend|max(?:imum)?|cap)\b{_FILLER}[ :=~]*$"
)
_AFTER = re.compile(
    r"^ ?(?:max(?:imum)?|tops|or (?:less|under|below|so)|at (?:the )?most|is (?:my|our|the) (?:limit|budget|max|most)|budget)\b"
)
_SPENDING = re.compile(r"\b(?:budget|spend|spending|afford|pay|cost|price|fork out|cheaper|limit|cap)\b")
# Amounts that were seen, paid or charged are no wish.
_SEEN = re.compile(
    r"\b(?:saw|seen|says|said|charged|charges?|costs?|paid|paying|currently|refund|quoted|was|fee|off|save|saved|saving|turnover|revenue|used to|advertised|expensive|now|website|invoice for|raised?|worth|at the moment|at present|already)\b"
)
_VAGUE = frozenset({"about", "around", "like", "say", "got"})  # no limit where the amount was only seen
_PRICED = re.compile(r"\bat $")
_BREAK = re.compile(r"[.!?\n,;](?:\s|$)")
_OVER = re.compile(
    r"\b(?<!not )(?<!no )(?<!nothing )(?<!never )(?<!go )(?<!spend )(?<!pay )(?:over|more than|above|at least|from)\b[^.,;]{0,12}$"
)
_UNIT = one_of(r"""
    months?|mon?|mth|years?|yr|annum|weeks?|wk|persons?|users?|seats?|heads?|employees?|members?|people|licen[cs]e|p\.?m\b\.?|p\.?a\b\.?
    pw|pp|pcm|monthly|yearly|annually|weekly|each|apiece|a head|in total|total|altogether|all in|overall
    for everyone|for all of us|for the (?:whole )?(?:team|lot|company|family|thing)|for us all|between us
""")
_SUFFIX = re.compile(rf"^[ ,]*(?:(?:/|per|a|an|each|every|p|by the|for the|in)[ ./]?)? ?(?P<unit>{_UNIT})\b\.?")
_PERIODS: Mapping[str, Period] = {"w": "week", "m": "month", "y": "year", "a": "year"}
_EACH = re.compile(r"person|user|seat|head|employee|member|people|licen|pp|each|apiece|a head")
_ALL = re.compile(r"in total|total|alto|all|overall|for|between")


@dataclass(frozen=True)
class Amount:
    """One amount of money in a message.

    Attributes:
        value: In major units, exact.
        currency: ISO-4217 code, where it was named.
        period: What it is paid each.
        per: Whom it is for.
        span: Where it stands in `read`, words that belong to it included.
        limit: Whether words around it make it a limit.
        wish: Whether it can be a wish: neither asked about nor seen elsewhere.
    """

    value: Decimal
    currency: str | None
    period: Period | None
    per: Per | None
    span: Span
    limit: bool
    wish: bool

    @property
    def text(self) -> str:
        """The amount as decimal text, without an exponent."""
        return format(self.value.quantize(Decimal(1)) if self.value == self.value.to_integral() else self.value, "f")


def amounts(message: Message, hints: Hints) -> list[Amount]:
    """Return the amounts of money in a message, in order.

    A bare number is money when words around it say so ("max 50 a month", "budget is 2k") or when the budget was
    asked for.
    """
    found = (
        _amount(match, message.read, hints) for match in _money(hints.country, hints.currency).finditer(message.read)
    )
    return [amount for amount in found if amount]


def budget(found: list[Amount], *, asked: bool) -> Amount | None:
    """Return the amount that is what the customer wants to spend, or None.

    Args:
        found: The amounts of a message.
        asked: Whether that was asked, so that any amount is the answer.
    """
    wished = [amount for amount in found if amount.limit or amount.wish or asked]
    limits = [amount for amount in wished if amount.limit] or wished
    return limits[-1] if limits else None


def _amount(match: re.Match[str], text: str, hints: Hints) -> Amount | None:
    named = (match["before"] or match["after"] or "").strip()
    value = Price.fromstring(match["high"] or match["amount"]).amount
    end, period, per = _units(text, match.end())
    words = _Around.of(text, (match.start(), end))
    if value is None or value > MOST or not (named or _is_money(words, hints, period=period)):
        return None
    return Amount(
        value=value * (1000 if match["thousand"] or match["thousands"] else 1),
        currency=currency_names(hints.country, hints.currency)[named] if named else None,
        period=period or words.period,
        per=per,
        span=(match.start() - words.lead, end + words.trail),
        limit=words.limit,
        wish=words.wish,
    )


# "The £1 offer" is called by its price; nobody wishes to spend that.
_NAMED = re.compile(r" ?(?:offer|deal|trial|plan|special|promotion)\b")


@dataclass(frozen=True)
class _Around:
    """The words around an amount.

    Attributes:
        before: Those right before it.
        after: Those after it.
        lead: How many characters before it belong to it: "no more than".
        trail: How many after it do: "at most".
        period: The period of a "monthly budget of".
        limit: Whether they make it a limit.
        wish: Whether it can be a wish: neither asked about nor seen elsewhere.
    """

    before: str
    after: str
    lead: int
    trail: int
    period: Period | None
    limit: bool
    wish: bool

    @classmethod
    def of(cls, text: str, span: Span) -> _Around:
        before, after = just_before(text, span[0]), text[span[1] : span[1] + NEAR]
        cue, whole, ends = _BEFORE.search(before), _PERIOD_BUDGET.search(before), _AFTER.match(after)
        clause = _clause(before, after)
        seen, over = bool(_SEEN.search(clause)), bool(_OVER.search(before))
        vague = cue is not None and cue["cue"] in _VAGUE
        starts = [found.start() for found in (cue, whole) if found]
        return cls(
            before=before,
            after=after,
            lead=len(before) - min(starts) if starts else 0,
            trail=ends.end() if ends else 0,
            period=_PERIODS[whole["period"][0]] if whole else None,
            limit=bool(cue or whole or ends) and not over and not (seen and vague),
            wish=not (over or seen or _PRICED.search(before) or _NAMED.match(after) or "?" in clause),
        )


def _clause(before: str, after: str) -> str:
    """The words of the same clause, with the mark that ends the sentence."""
    mark = re.search(r"[.!?\n](?=\s|$)", after)
    return _BREAK.split(before)[-1] + _BREAK.split(after)[0] + (mark[0] if mark else "")


def _is_money(words: _Around, hints: Hints, *, period: Period | None) -> bool:
    """Whether a number without a currency is money: what is limited, and paid by period or spoken of as spending."""
    if PERSON.match(words.after) or re.match(r" ?(?:%|percent|months?|years?|weeks?|days?)\b", words.after):
        return False
    if hints.expecting == "budget":
        return True
    alone = not re.search(r"[a-z]{4,}", words.before + words.after)
    spending = bool(_SPENDING.search(words.before))
    return (words.limit and (bool(period) or spending)) or (bool(period) and alone)


def _units(text: str, end: int) -> tuple[int, Period | None, Per | None]:
    period: Period | None = None
    per: Per | None = None
    while match := _SUFFIX.match(text[end:]):
        unit = match["unit"]
        if _EACH.match(unit):
            per = per or "person"
        elif _ALL.match(unit):
            per = per or "total"
        else:
            period = period or (
                "year" if re.match(r"p\.?a|annu|y", unit) else "week" if re.match(r"pw|w", unit) else "month"
            )
        end += match.end()
    return end, period, per


@cache
def _money(country: str | None, currency: str | None) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(currency_names(country, currency), key=len, reverse=True))
    return re.compile(
        rf"(?P<before>(?<![a-z])(?:{names}) ?)?(?<![\d.,])"
        rf"(?:{_AMOUNT}(?P<thousands>k\b)?(?: ?- ?| to | or | and )[£€$]?(?P<high>{_AMOUNT})|(?P<amount>{_AMOUNT}))"
        rf"(?P<thousand> ?(?:k|grand)\b)?(?P<after> ?(?:{names})(?![a-z]))?"
    )
