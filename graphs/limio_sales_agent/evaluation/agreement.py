"""Whether a customer's message agrees, or puts off: by words, for agents that keep no account of it. English alone."""

from __future__ import annotations

import re

HOLDS_OFF = re.compile(
    r"\b(?:hang on|hold on|wait|(?:one|just a|give me a) (?:moment|second|minute|sec)"
    r"|not yet|not now|not sure|maybe later|(?:let me|need to|have to) (?:think|check|ask)"
    r"|i'?ll (?:think|come back|get back)|before i (?:decide|order|buy)|don'?t (?:order|buy|book|do))\b",
    re.IGNORECASE,
)
AGREES = re.compile(
    r"\b(?:yes|yep|yeah|yup|sure|ok(?:ay)?|fine|agreed|absolutely|correct|perfect|deal|great|go ahead|go for it"
    r"|please do|do it|let'?s (?:do|go|buy|order)|sounds good|confirm(?:ed)?|proceed|that'?s (?:right|fine|it)"
    r"|(?:i|we)'?ll (?:take|buy|have)"
    r"|sign (?:me|us) up|(?:order|buy|book) it|send (?:me )?the (?:checkout|link)|make the checkout)\b",
    re.IGNORECASE,
)
REPORTED = re.compile(r"\b(?:said|says|saying|told (?:me|us|you)) (?:\w+ ){0,2}?(?:yes|ok(?:ay)?)\b", re.IGNORECASE)
REFUSES = re.compile(r"^\W*(?:no|nope|never|cancel|stop|forget it)\b(?!.*\byes\b)", re.IGNORECASE | re.DOTALL)


def holds_off(said: str) -> bool:
    """Return whether a message puts off or sets a condition, after which nothing may be made."""
    return HOLDS_OFF.search(said) is not None


def agrees(said: str) -> bool:
    """Return whether a message agrees to what was proposed before it."""
    own = REPORTED.sub("", said)  # what somebody else said is not this customer's yes
    return AGREES.search(own) is not None and not holds_off(own) and REFUSES.search(own) is None
