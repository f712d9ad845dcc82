"""Questions: which of them ask for a fact, and which for an offer, a price for another number or another period."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from limio_sales_agent.reading.message import Message, Span
from limio_sales_agent.reading.model import Intent
from limio_sales_agent.reading.sentences import sentences

_ASKING = (
    r"(?:whats|what is|what are|what does|what do|what|which|when|where|who|why|how|hows|does|do (?:you|i|we|they)|did|is (?:it|there|this|that|the|my|vat|tax)|are (?:there|you|the|they|we)|can (?:i|we|you|it|my|our)|could (?:i|we|you)|would (?:it|you|i|we)|"
    r"will (?:it|there|i|we|you|my)|should (?:i|we)|am i|has|have you|may i|any chance|is|are)"
)
_STARTS = re.compile(
    rf"^(?:\W|\b(?:hi|hello|hey|ok|okay|yes|yeah|no|and|but|so|well|also|one (?:more )?(?:question|thing)|quick question|just wondering|thanks|great|perfect|right|first|then|btw|by the way|erm?|hmm|oh|cool|sure|sounds good|wait|hold on|before i do|actually)\b)*(?P<asked>{_ASKING}\b.*)",
    re.DOTALL,
)
_SPLIT = re.compile(rf"(?:[,:]| -|\b(?:but|and|so|also)\b) (?=(?:{_ASKING})\b)")
_INDIRECT = re.compile(
    r"\b(?:tell me (?:more |a bit |a little )?(?:about|what|how|if|whether)|(?:im |i was |was |just )?wondering (?:if|whether|what|how|about)|i (?:want|need|would like|d like) to know|id like to know|more (?:info|information|details) (?:on|about)|explain|can you tell me|do you know|curious (?:if|whether|about))\b"
)
_WHAT_IF = re.compile(
    r"\b(?:what (?:would|will|about|if)|how (?:much|about)|what does|whats|what is|and (?:for|if)|price (?:for|of)|cost (?:for|of)|pricing for|if (?:we|i|there) (?:were|was|had|grow|grew|become|went|go|added|add|have|are|get|hire)|suppose|hypothetically|say we)\b"
)
_HYPOTHETICAL = re.compile(
    r"\b(?:what if|what would|how much would|would (?:it|that|they|\d+)|if (?:we|i|there) (?:were|was|had|grow|grew|become|went|go|added|add|hire|get)|suppose|hypothetically|say we)\b"
)
_PRICE = re.compile(r"\b(?:how much|price[ds]?|pricing|costs?|expensive|rate|rates|fee|fees|charge|pay|total)\b")
_RECOMMEND = re.compile(
    r"\b(?:cheapest|lowest|recommend|suggest|suits?|best (?:one|plan|option|value|offer|deal for|for)|which (?:one|plan|of|package|offer|option|subscription|is (?:best|right))|whats best|right (?:one|plan) for|what (?:do you (?:have|offer|sell|got|suggest)|plans|options|subscriptions|packages|offers|can you (?:offer|suggest|do)|have you got|would you|are (?:the|your) (?:options|plans|packages|prices|offers)|should (?:i|we) (?:get|take|choose|buy))|"
    r"(?:got|have you|do you have|is there|are there) (?:anything|something|any plans?|a plan|plans|an option|any options)|show me|anything (?:for|under|below|cheaper)|options (?:for|do|are)|dearest|top plan|something (?:cheaper|for|under)|cheaper)\b"
)
_LOOKING = re.compile(
    r"\b(?:(?:looking|shopping|searching|hunting) for|(?:im|were|i am|we are) after|(?:need|want|like|get|require|interested in|fancy|find)(?: me| us)? (?:a|an|some|your|the|access|something|to (?:get|have|find|see))\b|show me|recommend|suggest|what (?:do you have|have you got)|help me (?:choose|find|pick|decide)|which (?:plan|one|package|subscription)|looking to|set up|something for)"
)
_CHEAPEST = re.compile(
    r"\b(?:cheapest|lowest(?: price[ds]?)?|least expensive|most affordable|cheaper|cheap|budget (?:option|plan|one)|less expensive|low(?:est)? cost|too (?:expensive|much|dear|pricey)|smallest plan|entry level|as little as)\b"
)
_BEST = re.compile(
    r"\b(?:best(?: one| plan| option)? you(?: have|ve got)|top (?:plan|tier|of the range|package|one)|most (?:expensive|complete|comprehensive)|the works|everything included|full package|best (?:plan|package|option)(?! for)|highest (?:plan|tier)|all the features|premium (?:one|option))\b"
)
_COMPARE = re.compile(
    r"\b(?:or|vs|versus|compare[ds]?|comparison|cheaper|save|saving|savings|difference|instead|rather|better|against|also|both|equivalent|work out)\b"
)
_CAN_PAY = re.compile(
    r"\b(?:can|could|may) (?:i|we) (?:\w+ )?(?:pay|do|have|get|go|be billed|be invoiced|take)\b(?!.*\b(?:later|switch|change)\b)"
)


@dataclass(frozen=True)
class Asked:
    """What a message asks."""

    intents: list[Intent] = field(default_factory=list)
    question: str | None = None
    billing_only_asked: bool = False


def questions(message: Message) -> list[Span]:
    """Return the spans of `read` that ask something, sentence by sentence, without what leads up to them."""
    found: list[Span] = []
    for start, end in sentences(message):
        text = message.read[start:end]
        marked = "?" in text
        cut = [match.end() for match in _SPLIT.finditer(text)]
        starts = _STARTS.match(text)
        if starts and (marked or not _statement(text)):
            found.append((start + starts.start("asked"), end))
        elif cut:
            found.append((start + cut[0], end))
        elif marked or (_INDIRECT.search(text)):
            found.append((start, end))
    return found


def _statement(text: str) -> bool:
    """Whether words in the order of a question are none: "have", "is" and "are" open answers too."""
    return bool(
        re.match(
            r"\W*(?:have|has|is|are|did|do|which is|when|where|who|what a|how (?:nice|lovely)|why not|will do|can do|would be|is fine)\b",
            text,
        )
    ) and not re.match(
        r"\W*(?:do (?:you|i|we)|is (?:it|there|this|that|the|vat|tax)|are (?:there|you)|have you|when (?:do|does|is|can|will)|where (?:do|is|can|are|does)|who (?:is|are|do))\b",
        text,
    )


def asked(message: Message, spans: list[Span], *, people: bool, known_people: bool, billing: int) -> Asked:
    """Return what the questions of a message ask for.

    Args:
        message: The message.
        spans: Its questions.
        people: Whether a number of people stands in it.
        known_people: Whether that number is known already.
        billing: How many billing periods it names.
    """
    intents: list[Intent] = []
    facts: list[str] = []
    only_billing = False
    for span in spans:
        text = message.read[slice(*span)]
        if people and _WHAT_IF.search(text) and re.search(r"\d", text) and (known_people or _HYPOTHETICAL.search(text)):
            intents.append("what_if")
        elif (
            billing
            and not _CAN_PAY.search(text)
            and not _superlative(text)
            and (billing > 1 or _PRICE.search(text) or _COMPARE.search(text))
            and _period(text)
        ):
            intents.append("compare")
            only_billing = True
        elif _RECOMMEND.search(text) or (people and _PRICE.search(text) and re.search(r"\d", text)):
            intents.append("recommend")
        elif billing and _CAN_PAY.search(text) and _period(text):
            continue
        else:
            intents.append("question")
            facts.append(message.typed(span))
            only_billing = only_billing or bool(billing and _period(text))
    return Asked(list(dict.fromkeys(intents)), " ".join(facts).replace("\ufffc", "").strip() or None, only_billing)


def _superlative(text: str) -> bool:
    return bool(re.search(r"\b(?:cheapest|lowest|recommend|best (?:plan|one|option))\b", text))


def _period(text: str) -> bool:
    return bool(re.search(r"month|year|annual|quarter|week|upfront|12 months", text))


def looking(message: Message) -> bool:
    """Return whether a message asks, as a statement, to be shown something."""
    return bool(_LOOKING.search(message.read))


def prefers(message: Message) -> str | None:
    """Return ``cheapest`` or ``best`` where the customer asks for that end of the range."""
    if _CHEAPEST.search(message.read):
        return "cheapest"
    return "best" if _BEST.search(message.read) else None
