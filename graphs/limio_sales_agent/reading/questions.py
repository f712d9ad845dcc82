"""Questions: which of them ask for a fact, and which for an offer, a price for another number or another period."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from limio_sales_agent.reading.message import HOLE, Message, Span
from limio_sales_agent.reading.model import Intent
from limio_sales_agent.reading.patterns import one_of, whole_words
from limio_sales_agent.reading.sentences import sentences

_ASKING = one_of(r"""
    whats|what is|what are|what does|what do|what|whatre|whatd|which|when|where|wheres|who|why(?! not)|how|hows|does|do (?:you|i|we|they)
    did|is (?:it|there|this|that|the|my|vat|tax|an?|your)|are (?:there|you|the|they|we)|can (?:i|we|you|it|my|our|someone|they)
    cant (?:i|we|you)|could (?:i|we|you|someone)|would (?:it|you|i|we|that|they)|will (?:it|there|i|we|you|my|the)|am i
    should (?:i|we)|has|have you|may i|any chance|is|are|got (?:any|an?)
""")
_LEAD = one_of(r"""
    hi|hello|hey|ok|okay|yes|yeah|no|and|but|so|well|also|one (?:more )?(?:question|thing)|quick question|just wondering|thanks
    great|perfect|right|first|then|btw|by the way|erm?|hmm|oh|cool|sure|sounds good|wait|hold on|before i do|actually|please|lol
""")
_STARTS = re.compile(rf"^(?:[^\w{HOLE}]|\b{_LEAD}\b)*(?P<asked>{_ASKING}\b.*)", re.DOTALL)
# Words in the order of a question that open answers and statements as well.
_ANSWER = re.compile(
    r"\W*(?:have|has|is|are|did|do|which (?:is|means|would|will)|when|where|who|what a|how (?:nice|lovely)|why not|will do|can do|would be|is fine|got)\b"
)
_NO_ANSWER = re.compile(
    r"\W*(?:do (?:you|i|we|they)|is (?:it|there|this|that|the|vat|tax|an)|are (?:there|you|they)|have you|when (?:do|does|is|can|will)|"
    r"where (?:do|is|can|are|does)|who (?:is|are|do))\b"
)
_SPLIT = re.compile(rf"(?:[,:]| -|\b(?:but|and|so|also)\b) ?(?=(?:{_ASKING})\b)")
_INDIRECT = whole_words(r"""
    tell me (?:more |a bit |a little )?(?:about|what|how|if|whether)|(?:im |i was |was |just )?wondering (?:if|whether|what|how|about)
    (?:i want|i need|would like|id like) to know|more (?:info|information|details) (?:on|about)|explain|can you tell me
    do you know|curious (?:if|whether|about)|what about
""")
_WHAT_IF = whole_words(r"""
    what (?:would|will|about|if)|how (?:much|about)|what does|whats|what is|and (?:for|if)|(?:price|cost|pricing) (?:for|of)
    if (?:we|i|there) (?:were|was|had|grow|grew|become|went|go|added|add|have|are|get|hire)|suppose|hypothetically|say we
""")
_HYPOTHETICAL = whole_words(r"""
    what if|what would|how much would|would (?:it|that|they|\d+)|suppose|hypothetically|say we
    if (?:we|i|there) (?:were|was|had|grow|grew|become|went|go|added|add|hire|get)
""")
_CHANGE = re.compile(
    r"\b(?:can|could|would) (?:we|i|you) (?:please )?(?:do|make|have|change|go|get|switch|order|add|put|set|move)\b(?!.*\blater\b)"
)
_PRICE = whole_words(r"""
    how much|price[ds]?|pricing|costs?|expensive|rates?|fees?|charge|total|be|come to|work out
""")
_RECOMMEND = whole_words(r"""
    cheapest|lowest|recommend|suggest|suits?|best (?:one|plan|option|value|offer|deal for|for)|whats best|(?:right|good) (?:one|plan) for
    which (?:one|plan|of|package|offer|option|subscription|is (?:best|better|right|cheaper)|would)|what can you (?:offer|suggest|do)
    what (?:do you (?:have|offer|sell|got|suggest)|plans|options|subscriptions|packages|offers|have you got|would you|should)
    what (?:are|is) (?:the|your|my) (?:options|plans|packages|prices|offers|subscriptions)|should (?:i|we) (?:get|take|choose|buy|go)
    (?:got|have you|do you have|is there|are there) (?:anything|something|any plans?|a plan|plans|an option|any options)
    (?:dont|do not) (?:really )?know what (?:i|we) (?:need|want)|show me|anything (?:for|under|below|cheaper|else)|options (?:for|do|are)|dearest|top plan|something (?:cheaper|for|under)|cheaper
""")
_LOOKING = whole_words(r"""
    (?:looking|shopping|searching|hunting) for|(?:im|were|i am|we are) after|show me|recommend|suggest|what (?:do you have|have you got)|compare
    (?:need|want|like|get|require|interested in|fancy|find)(?: me| us)? (?:an?|some|your|the|access|something|to (?:get|have|find|see|read))
    (?:dont|do not) (?:really )?know what (?:i|we) (?:need|want)|help me (?:choose|find|pick|decide)|which (?:plan|one|package|subscription)|looking to|set up|something for
""")
_CHEAPEST = whole_words(r"""
    cheapest|lowest(?: price[ds]?)?|least expensive|most affordable|cheaper|cheap|budget (?:option|plan|one)|less expensive
    low(?:est)?[ -]cost|too (?:expensive|much|dear|pricey|costly)|smallest plan|entry[ -]level|inexpensive|economical
""")
_BEST = whole_words(r"""
    best(?: one| plan| option| package)? (?:you(?: have| ve)?|youve)(?: got)?|top (?:plan|tier|of the range|package|one)|the works
    most (?:expensive|complete|comprehensive)|everything included|full package|(?:your|the) best (?:plan|package|option|one)(?! for)
    highest (?:plan|tier)|all the features|premium (?:one|option)
""")
_COMPARING = whole_words(r"""
    or|vs|versus|compare[ds]?|comparison|cheaper|save|saving|savings|difference|instead|rather|better|against|also|both
    equivalent|work out|what about|how about|extra|more|less
""")
_CAN_PAY = re.compile(
    r"\b(?:can|could|may) (?:i|we) (?:[a-z]+ (?:[a-z]+ )?)?(?:pay|do|have|get|go|be billed|be invoiced|take)\b(?!.*\b(?:later|switch|change)\b)"
)
_SUPERLATIVE = re.compile(r"\b(?:cheapest|lowest|recommend|best (?:plan|one|option)|suggest)\b")
_PERIOD = re.compile(r"month|year|annual|annum|quarter|week|upfront|12 months")


@dataclass(frozen=True)
class Asked:
    """What a message asks.

    Attributes:
        intents: ``question``, ``what_if``, ``compare`` and ``recommend``, as far as they are there.
        question: The questions that ask for a fact, in the customer's words.
        about_billing: Whether the billing period it names is only asked about.
        only_marked: Whether the mark alone makes its questions questions: "I think 12 people?"
    """

    intents: list[Intent] = field(default_factory=list)
    question: str | None = None
    about_billing: bool = False
    only_marked: bool = False


def asked(message: Message, *, counted: bool, known: bool, periods: int) -> Asked:
    """Return what the questions of a message ask for.

    Args:
        message: The message, with its numbers still in it.
        counted: Whether it holds a number of people or copies.
        known: Whether that number was known before.
        periods: How many billing periods it names.
    """
    kinds: list[Intent] = []
    facts: list[str] = []
    about_billing = False
    for span in question_spans(message):
        kind = _kind(message.read[slice(*span)], counted=counted, known=known, periods=periods)
        kinds += [kind] if kind else []
        facts += [message.typed(span)] if kind == "question" else []
        about_billing = about_billing or (
            kind in {"compare", "question"} and bool(_PERIOD.search(message.read[slice(*span)]))
        )
    text = " ".join(" ".join(facts).replace(HOLE, "").split())
    only_marked = bool(facts) and not any(_STARTS.match(fact.lower()) for fact in facts)
    return Asked(list(dict.fromkeys(kinds)), text or None, about_billing, only_marked)


def question_spans(message: Message) -> list[Span]:
    """Return the spans of `read` that ask something, sentence by sentence, without what leads up to them."""
    found = (_asking(message.read[start:end], start) for start, end in sentences(message))
    return [span for span in found if span]


def fact_spans(message: Message) -> list[Span]:
    """Return the spans of questions in so many words that bear on nothing of the order."""
    about_order = (_CHANGE, _WHAT_IF, _PRICE, _RECOMMEND)
    asked = ((span, message.read[slice(*span)]) for span in question_spans(message))
    return [span for span, text in asked if _STARTS.match(text) and not any(one.search(text) for one in about_order)]


def _asking(text: str, offset: int) -> Span | None:
    marked, starts, end = "?" in text, _STARTS.match(text), offset + len(text)
    if starts and (marked or not _ANSWER.match(text) or _NO_ANSWER.match(text)):
        return offset + starts.start("asked"), end
    if cut := _SPLIT.search(text):
        return (offset + cut.end(), end) if marked or not _ANSWER.match(text[cut.end() :]) else None
    return (offset, end) if marked or _INDIRECT.search(text) else None


def _kind(text: str, *, counted: bool, known: bool, periods: int) -> Intent | None:
    number = counted and bool(re.search(r"\d", text))
    period = periods > 0 and bool(_PERIOD.search(text))
    if number and _CHANGE.search(text) and known:
        return None
    if number and _WHAT_IF.search(text) and (known or _HYPOTHETICAL.search(text)):
        return "what_if"
    if period and not (_CAN_PAY.search(text) or _CHANGE.search(text)) and not _SUPERLATIVE.search(text):
        if periods > 1 or _PRICE.search(text) or _COMPARING.search(text):
            return "compare"
    elif period and (_CAN_PAY.search(text) or _CHANGE.search(text)):
        return None
    return "recommend" if _RECOMMEND.search(text) or (number and _PRICE.search(text)) else "question"


def looking(message: Message) -> bool:
    """Return whether a message asks, as a statement, to be shown something."""
    return bool(_LOOKING.search(message.read))


def prefers(message: Message) -> Literal["cheapest", "best"] | None:
    """Return the end of the range the customer asks for."""
    if _CHEAPEST.search(message.read):
        return "cheapest"
    return "best" if _BEST.search(message.read) else None
