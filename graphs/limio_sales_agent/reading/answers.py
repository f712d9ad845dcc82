"""Yes and no, in the many ways people say them, and the signs that something said before was wrong."""

from __future__ import annotations

import re

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.message import HOLE, Message
from limio_sales_agent.reading.patterns import one_of, whole_words

ASKS = frozenset({"confirm", "add_on", "choice", "details", "email"})  # what can be answered with yes

_LEAD = r"""^(?:\W|\b(?:hi|hello|hey|erm?|um|uh|hmm+|mm+|oh|ah|well|so|haha|lol|thanks|thank you|cheers|i guess|i suppose|i think)\b)*"""
_FIRM = one_of(r"""
    yes|yeah|yea|yep|yup|ye|yess+|yah|aye|oui|ja|si|y|sure(?: thing)?|absolutely|definitely|certainly|of course|indeed|naturally
    please do|yes please|go ahead|please go ahead|go for it|go on(?: then)?|oh go on|do it|lets do (?:it|this|that)|proceed|book it
    lets go(?: ahead| for it| with (?:it|that))?|why not|confirm(?:ed)?|agreed|deal|sold|im in(?=\W*$)|count me in|make it so
    make the link|send (?:it|me the link|the link|it over)|(?:that )?sounds (?:good|great|fine|perfect|lovely|right|ideal|brilliant)
    (?:that |it )?sounds (?:about right|like a plan|ok|okay|excellent)|(?:that |it |all )?looks (?:good|great|fine|right|perfect|ok|okay)
    (?:thats|that is|all|its) (?:fine|right|correct|good|great|perfect|ok|okay|the one|ideal|agreed)|that works
    (?:that |it )?works for (?:me|us)|that(?: will|ll)? do|thatll do|(?:im |were |very )?happy (?:with|to)|(?:im|were) happy|i accept|i agree
    (?:ill|well) (?:take|have) (?:it|that|them|the|this|one|both)|(?:ill|well) go (?:for|with) (?:it|that|this|the)|take it
    sign (?:me|us) up|add (?:it|that|them)|throw it in|include (?:it|that|the)|please(?=\W*$)|correct|affirmative|roger
    too right|you bet|by all means|(?:may|might) as well|fire away|please (?:add|include|send|make)
""")
_SOFT = one_of(r"""
    ok(?:ay|ey|ie|s)?|okie dokie|k|kk|alright|all right|right|fine(?: by me| with me)?|great|perfect|good|cool|lovely|brilliant
    excellent|super|fab|wonderful|nice(?: one)?|awesome|sweet
""")
_YES = re.compile(rf"{_LEAD}(?:{_SOFT}\W+)*(?P<word>{_FIRM}|{_SOFT})(?!\w|-)")
_LATER = one_of(r"""
    yes please|yes|go ahead|sounds (?:good|great|fine|perfect|lovely)|lets do (?:it|this|that)|happy to go ahead|i accept|go on then
    (?:ill|well) take (?:it|that|them)|works for (?:me|us)|thats (?:fine|perfect|great|right|correct)|add (?:it|that)(?: too| please| as well)?
    happy with that|do it|all good|looks (?:good|right|fine)
""")
_YES_LATER = re.compile(rf"\b{_LATER}(?=\W*(?:$|please|thanks|then|{HOLE}))")
_SOFT_WORD = re.compile(_SOFT + "$")
_THUMBS = re.compile("[\U0001f44d\u2705\u2714\U0001f44c]")
_TURNED = re.compile(r"\W*(?:\w+\W+)?(?<!why )(?:not|no|nope|dont)\b(?! problem| worries)")
_NEGATED = re.compile(r"\b(?:not|dont|do not|never|wont|cant)\b(?! (?:mind|forget|worry|bad))")
_DO_NOT = re.compile(
    r"\b(?:dont|do not|not) (?:[a-z]+ ){0,3}?(?:buy|order|send|make|go ahead|proceed|book|charge|pay|take)\b"
)
_HEDGE = whole_words(r"but|only if|if|unless|as long as|provided|before|depends|maybe|until|once you")
_CONDITION = re.compile(
    r"\W*(?:but )?(?:only )?(?:if|as long as|provided|unless|depending|when|once)\b(?! thats (?:how|all|ok|fine))"
)
_NOT_YET = whole_words(
    r"only if|unless|not yet|before (?:i|we)|(?:need|have|want) to (?:think|ask|check|speak|talk|discuss)|let me (?:think|ask|check)|but not"
)

_NO_WORD = one_of(r"""
    no+(?! (?:problem|worries|rush|hurry|idea|matter|more than|budget|limit|preference|need to rush|wonder|wait|actually|sorry|i mean|doubt|fixed|particular|max|phone|email|clue|one else))
    nope|nah+|naw|non|nein|not (?:now|yet|really|this time|needed|necessary|for (?:me|us)|quite|interested|that(?: one)?|this(?: one)?|today|right|at the moment|just now)
    (?:i |we )?(?:dont|do not) think so|(?:i |we )?(?:dont|do not) (?:want|need|like|require) (?:it|that|them|any|this|those|either)(?! (?:more|to))
    (?:of course|absolutely|definitely|certainly|probably|better|maybe|thanks but|really) not|dont bother|neither|none(?: of (?:them|those|these))?|negative|never|leave (?:it|that|them)(?: out| off)?|skip (?:it|that)
    without(?: it| that)?|(?:thats|that is|its) (?:not (?:right|correct|it|what)|wrong|incorrect)|wrong|incorrect|n|id rather not|rather not
    (?:ill |well )?pass|hard pass|no thanks|no thank you|no ta
""")
_NO = re.compile(rf"{_LEAD}(?:(?:{_SOFT}|sorry|actually)\W+)*(?P<word>{_NO_WORD})\b(?!\w)")
_NO_ANYWHERE = whole_words(r"""
    no thanks|no thank you|not for (?:me|us)|without (?:the |any )?(?:add-?ons?|extras?)|just the (?:plan|subscription)|nothing else
    (?:dont|do not|wont) (?:want|need) (?:the |any |an? |that |those )?(?:add-?ons?|extras?|it|them)|not right now|not at the moment
    (?:remove|drop|take (?:off|out|away)|leave (?:out|off)|delete|lose|minus|no) (?:the |any |that |those |my )?(?:add-?ons?|extras?)
""")
_WAIT = re.compile(rf"{_LEAD}(?:no\W+)?(?:please )?(?:hold on|hang on|wait|stop|one (?:sec|second|moment|minute))\b")

_CORRECTING = whole_words(r"""
    no wait|wait no|no sorry|sorry no|no actually|actually no|actually|i mean|i meant|meant|scratch that|correction|make (?:that|it)|my mistake
    my bad|oops|whoops|hold on|hang on|typo|rather(?: than)?|instead|not \d+|i said|change (?:it|that|this|my|the)|changed my mind
    on second thoughts?|thinking about it|come to think|should (?:be|have been|read)|its really|in fact|not quite|lets say|wrong
    sorry(?! to| for| but| about| i)|no (?:its|it is|were|we are|im|the|my)|switch (?:it|that|me|us)|(?:go|put) (?:it )?back|are now|were now
""")


def said_yes(message: Message, hints: Hints, *, question: bool, other: bool) -> bool:
    """Return whether a message answers yes.

    Args:
        message: The message.
        hints: What was asked.
        question: Whether it also asks something: "yes, but does it renew?" is no yes to an order.
        other: Whether anything else was read from it: beside that a mere "ok" is no answer to an open question.
    """
    text = message.read
    if _THUMBS.search(text):
        return True
    if not (match := _YES.search(text)):
        said = hints.expecting in ASKS and _YES_LATER.search(text)
        return bool(said) and not (
            question
            or _HEDGE.search(text)
            or _NEGATED.search(text)
            or _NOT_YET.search(text)
            or _NO.search(text)
            or _WAIT.search(text)
        )
    rest, soft = text[match.end("word") :], bool(_SOFT_WORD.match(match["word"]))
    if (
        _CONDITION.match(rest)
        or rest.strip(" !.") == "?"
        or _TURNED.match(rest)
        or _NOT_YET.search(rest)
        or _DO_NOT.search(rest)
    ):
        return False
    if question and (soft or _HEDGE.search(rest)):
        return False
    return hints.expecting in ASKS or not (soft and other)


def said_no(message: Message, hints: Hints, *, changed: bool) -> bool:
    """Return whether a message answers no.

    Args:
        message: The message.
        hints: What was asked.
        changed: Whether it gives a new value: "no, 20 people" changes an order and refuses nothing.
    """
    if changed and hints.expecting != "add_on":
        return False
    if _NO.search(message.read):
        return True
    return hints.expecting in ASKS and bool(_NO_ANYWHERE.search(message.read) or _WAIT.search(message.read))


def correcting(message: Message) -> bool:
    """Return whether a message says that something said before was not right."""
    return bool(_CORRECTING.search(message.read)) or bool(re.match(r"\W*no\b", message.read)) or "*" in message.read[:1]


def hedged(message: Message) -> bool:
    """Return whether a message puts a condition on what it says, or turns it down."""
    return bool(
        _HEDGE.search(message.read)
        or _NEGATED.search(message.read)
        or _NOT_YET.search(message.read)
        or _NO.search(message.read)
    )
