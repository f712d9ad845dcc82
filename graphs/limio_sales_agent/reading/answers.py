"""Yes, no and "I'd rather not", in the many ways people say them."""

from __future__ import annotations

import re

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.message import HOLE, Message

_LEAD = rf"^(?:\W|{HOLE}|\b(?:hi|hello|hey|erm?|um|uh|hmm+|mm+|oh|ah|well|so|haha|lol|thanks|thank you|cheers|i guess|i suppose|i think|yeah well)\b)*"
_FIRM = (
    r"(?:yes|yeah|yea|yep|yup|ye|yess+|yah|aye|oui|ja|si|y|sure(?: thing)?|absolutely|definitely|certainly|of course|indeed|"
    r"please do|yes please|go ahead|go for it|go on(?: then)?|do it|lets do (?:it|this|that)|lets go(?: ahead| for it| with (?:it|that))?|"
    r"why not|confirm(?:ed)?|agreed|deal|sold|proceed|book it|im in(?=\W*$)|were in(?=\W*$)|count me in|make it so|make the link|send (?:it|me the link|the link|it over|away)|"
    r"(?:that )?sounds (?:good|great|fine|perfect|lovely|about right|right|like a plan|ok|okay|ideal|brilliant|excellent)|(?:that )?looks (?:good|great|fine|right|perfect|ok|okay)|"
    r"(?:thats|that is|all|its) (?:fine|right|correct|good|great|perfect|ok|okay|it|the one|ideal|agreed)|that works|(?:that |it )?works for (?:me|us)|that(?: will|ll)? do|"
    r"happy with (?:that|this)|im happy|were happy|i accept|i agree|(?:ill|well) (?:take|have) (?:it|that|them|the|this|one|both)|(?:ill|well) go (?:for|with) (?:it|that|this)|take it|sign (?:me|us) up|add (?:it|that|them)|throw it in|include it|"
    r"please$|please go ahead|correct|affirmative|roger|yolo|100%|too right|you bet|by all means|may as well|might as well|oh go on|fire away|naturally)"
)
_SOFT = r"(?:ok(?:ay|ey|ie|s)?|okie dokie|k|kk|alright|all right|right|fine(?: by me| with me)?|great|perfect|good|cool|lovely|brilliant|excellent|super|fab|wonderful|nice(?: one)?|awesome|sweet|happy)"
_YES = re.compile(rf"{_LEAD}(?P<word>{_FIRM}|{_SOFT})(?!\w|-)")
_YES_LATER = re.compile(
    r"\b(?:yes please|go ahead|please go ahead|sounds (?:good|great|fine|perfect|lovely)|lets do (?:it|this|that)|happy to go ahead|(?:ill|well) take (?:it|that|them)|works for (?:me|us)|thats (?:fine|perfect|great)|go on then|oh go on|i accept|add (?:it|that) (?:too|please|as well)|yes)(?=\W*(?:$|please|thanks|then))"
)
_SOFT_WORD = re.compile(_SOFT + "$")
_NO = re.compile(
    rf"{_LEAD}(?:(?:ok|okay|sorry|actually|thanks|thank you)\W+)*(?P<word>no+(?! (?:problem|worries|rush|hurry|idea|matter|more than|budget|limit|preference|need to rush|wonder|wait|actually|sorry|i mean|hold on|hang on|probs|doubt|fixed|particular|max))|nope|nah+|naw|non|nein|no thanks|no thank you|no ta|not (?:now|yet|really|this time|needed|necessary|for me|for us|quite|interested|that|today|right)|"
    r"i dont think so|dont think so|(?:i |we )?(?:dont|do not) (?:want|need|like) (?:it|that|them|the|any|this|an?)|dont bother|neither|none(?: of (?:them|those|these))?|negative|never|leave it(?: out)?|without(?: it| that)?|skip (?:it|that)|"
    r"(?:thats|that is) (?:not (?:right|correct|it|what)|wrong|incorrect)|wrong|incorrect|hold on|hang on|(?:please )?wait|stop|n|id rather not|rather not|ill pass|pass)\b(?!\w)"
)
_NO_ANYWHERE = re.compile(
    r"\b(?:no thanks|no thank you|not for (?:me|us)|without (?:the )?add-?ons?|dont (?:want|need) (?:the |any |an? )?(?:add-?ons?|extras?)|just the plan)\b"
)
_CORRECTING = re.compile(
    r"\b(?:no wait|wait no|no sorry|sorry no|no actually|actually no|actually|i mean|i meant|scratch that|correction|make that|my mistake|my bad|oops|whoops|hold on|hang on|typo|rather than|instead|"
    r"not \d+|i said|change (?:it|that|this|my|the)|changed my mind|on second thoughts?|thinking about it|come to think|should (?:be|have been)|its really|in fact|not quite|lets say|wrong|sorry(?! to| for| but| about| i)|make it|no (?:its|it is|were|we are|im|the|my)|"
    r"switch (?:it|that|me|us)|(?:go|put) (?:back|it back))\b|\*"
)
_HEDGED = re.compile(r"\b(?:but|only if|if|unless|as long as|provided|before|first|depends|maybe|until|once you)\b")

_DETAIL = {
    "email": r"e-?mail(?: address)?|mail address|address", "phone": r"phone|number|mobile|telephone|tel", "company": r"company|business|firm|organi[sz]ation|employer",
    "first_name": r"name|first name|names", "last_name": r"surname|last name|full name|family name",
}  # fmt: skip
_WONT = (
    r"(?:(?:id |i would |we would |wed )?(?:rather|prefer) not|(?:id |i would )?prefer to keep|(?:i |we )?(?:dont|do not|wont|will not|am not|cant|cannot) (?:want to |wish to |like to |like |going to |feel comfortable |be )?(?:give|giving|share|sharing|say|leave|leaving|provide|providing|tell|hand|"
    r"hand(?:ing)? out|type)|im not (?:going to |comfortable )?(?:giv\w+|shar\w+|tell\w*|say\w*|leav\w+|provid\w+)|not (?:giving|sharing|comfortable|telling|happy to give|going to give|leaving)|no way im|why do you (?:need|want)|(?:keep|keeping) my|without (?:giving|leaving|sharing|my|an?)|no need for (?:my|an?)|do i have to give|skip(?: the| my)?|dont (?:ask|email|call)|(?:i |we )?(?:dont|do not) (?:have|use|own) (?:an?|any|one)|no|not? (?:got )?(?:an?|my)|(?:i |we )?havent (?:got )?(?:an?|any))"
)
_DECLINE = {
    key: re.compile(rf"\b{_WONT}\b(?: [a-z]+){{0,3}}? (?:{words})\b(?! (?:is|of)\b)") for key, words in _DETAIL.items()
}
_SKIP = re.compile(
    r"\b(?:skip|pass|rather not(?: say)?|prefer not(?: to say| to)?|none of your business|not telling|not saying|id rather not|dont want to (?:say|share|tell|give)|no comment|not (?:giving|sharing)|private|next question|move on|why do you need|"
    r"(?:just|only) (?:give|send|want|get) (?:me )?(?:the|a) link|cant i just|wont (?:give|share|tell))\b"
)
_DONT_KNOW = re.compile(
    r"\b(?:not sure(?: yet)?|no idea|dont know|do not know|dunno|idk|unsure|havent decided|no clue|hard to say|cant say|depends|no preference|dont mind|do not mind|doesnt matter|whichever|whatever|either(?: is fine| way| one)?|any(?: is fine| of them|thing)?(?=\W*$)|no (?:real |fixed |particular |set |specific )?(?:budget|limit|preference|max(?:imum)?)|"
    r"(?:money|budget|price)s? (?:is |isnt )?(?:no object|not an issue|an issue|not important|flexible|open)|budgets? (?:is )?(?:flexible|open)|flexible|n/?a|not applicable|none of (?:them|those|these|the above)|something else|other|im easy|up to you|you (?:choose|decide)|nothing (?:special|in particular))\b"
)


def said_yes(message: Message, hints: Hints, *, question: bool, other: bool) -> bool:
    """Return whether a message answers yes.

    Args:
        message: The message.
        hints: What was asked.
        question: Whether it also asks something: "yes, but does it renew?" is no yes to an order.
        other: Whether anything else was read from it: beside that a mere "ok" is not an answer.
    """
    text = message.read
    match = _YES.search(text)
    if not match:
        return (
            bool(_YES_LATER.search(text))
            and hints.expecting in _ASKS
            and not question
            and not _HEDGED.search(text)
            and not _NO.search(text)
        )
    rest = text[match.end("word") :]
    if "?" in rest[:2] and len(rest.strip(" ?")) == 0:
        return False
    if question and (_HEDGED.search(rest) or _SOFT_WORD.match(match["word"])):
        return False
    if re.match(r"\W*(?:\w+\W+)?(?:not|no|nope|dont)\b", rest) and not re.match(r"\W*no (?:problem|worries)", rest):
        return False
    if _SOFT_WORD.match(match["word"]) and other and hints.expecting not in _ASKS:
        return False
    return not re.search(
        r"\b(?:only if|unless|not yet|before (?:i|we)|need to (?:think|ask|check)|have to (?:think|ask|check)|let me (?:think|ask|check))\b",
        rest,
    )


_ASKS = frozenset({"confirm", "add_on", "choice", "details", "email"})


def said_no(message: Message, hints: Hints, *, changed: bool) -> bool:
    """Return whether a message answers no.

    Args:
        message: The message.
        hints: What was asked.
        changed: Whether it gives a new value: "no, 20 people" changes an order and refuses nothing.
    """
    if changed and hints.expecting != "add_on":
        return False
    match = _NO.search(message.read)
    if match and match["word"] in {"wait", "hold on", "hang on", "stop", "please wait"}:
        return hints.expecting in _ASKS
    return bool(match) or (hints.expecting in _ASKS and bool(_NO_ANYWHERE.search(message.read)))


def correcting(message: Message) -> bool:
    """Return whether a message says that something said before was not right."""
    return bool(_CORRECTING.search(message.read)) or bool(re.match(r"\W*no\b", message.read))


def declined(message: Message, hints: Hints, *, answered: bool) -> list[str]:
    """Return the keys of questions and details the customer will not or cannot answer.

    Args:
        message: The message.
        hints: What was asked.
        answered: Whether what was asked was answered all the same.
    """
    keys = [key for key, pattern in _DECLINE.items() if pattern.search(message.read)]
    if "last_name" in keys and "first_name" in keys and "surname" in message.read:
        keys.remove("first_name")
    asked = hints.expecting
    if asked is None or answered or asked in {"confirm", "add_on", "choice"}:
        return keys if asked not in {"confirm", "add_on"} or keys else []
    if asked in {"details", "email"}:
        whole = bool(_SKIP.search(message.read)) and not keys
        return [*keys, "email"] if whole else keys
    no = bool(re.fullmatch(r"\W*(?:no|nope|nah|none|no thanks?|no thank you)\W*", message.read))
    if (no or _SKIP.search(message.read) or _DONT_KNOW.search(message.read)) and asked not in keys:
        keys.append(asked)
    return keys
