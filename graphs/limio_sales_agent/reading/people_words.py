"""The patterns by which numbers of people and of copies are known."""

from __future__ import annotations

import re

from limio_sales_agent.reading.patterns import one_of

NUMBER = r"(?:\d+(?:[,.]\d{3})*(?:k\b)?|(?<!any )(?<!the )(?<!every )one)"
_NOUN = one_of(r"""
    people|persons?|ppl|peeps|folks?|users?|seats?|staff|employees?|(?:team )?members?|colleagues?|logins?|heads?|pax|humans?
    of us|man|woman|men|women|strong|others|guys|bods|workers?|team ?mates?|adults?|grown-?ups?|kids?|child|children|teens?
    teenagers?|parents?|friends?|flatmates?|housemates?|devs?|developers?|engineers?|designers?|students?|pupils?|teachers?
    nurses?|doctors?|pharmacists?|lawyers?|solicitors?|accountants?|analysts?|managers?|directors?|partners?|consultants?
    freelancers?|contractors?|assistants?|receptionists?|admins?|interns?|trainees?|apprentices?|marketers?|salespeople|reps
    agents?|researchers?|scientists?|librarians?|readers?|journalists?|editors?|volunteers?
""")
_VAGUE = one_of(r"""
    about|around|roughly|approx(?:imately)?|some|circa|ca|maybe|perhaps|probably|nearly|almost|up to|at least|at most|max
    over|under|like|say|~|just|only|now|currently|actually|more like|fewer than|less than|now|between|somewhere
""")
_ABOUT = rf"""(?:{_VAGUE}\.? ?)*"""
_RANGE = rf"(?:(?P<low>{NUMBER}) ?(?:-|to|or|and|/) ?)?(?P<number>{NUMBER})(?:\+| or so| ?ish| odd)?"
# What makes a number something else than people.
_OTHER_UNIT = one_of(r"""
    months?\b|years?\b|yrs?\b|weeks?\b|wks?\b|days?\b|hours?\b|hrs?\b|minutes?\b|mins?\b|am\b|pm\b|%|percent\b|gb\b|tb\b|mb\b
    th\b|st\b|nd\b|rd\b|sites?\b|offices?\b|locations?\b|branches\b|products?\b|orders?\b|times?\b|more\b|extra\b|invoices?\b
    projects?\b|devices?\b|screens?\b|options?\b|questions?\b|things?\b|reasons?\b|plans?\b|copies\b|licen[cs]es?\b
    subscriptions?\b|units?\b|packs?\b|keys?\b|of (?:each|those|these)\b|pounds?\b|quid\b|euros?\b|dollars?\b|[:£€$@\d]|[.,]\d
""")
_NOT_UNIT = rf"""(?! ?(?:-? ?{_OTHER_UNIT}))"""
_DONE = (
    r"(?=\s*(?:$|[.,;!?)\n\ufffc]|please\b|and\b|but\b|thanks\b|in total\b|all in\b|altogether\b|now\b|here\b|{more}))"
)
_NO_ADJECTIVE = one_of(r"""
    (?:for|per|each|and|or|a|of|to|more|extra|in|with|but|at|so|are|is|need|on|by|from|as|months?|years?|offices?|sites?)\b
    licen|subscri|cop(?:y|ies)\b
""")
_ADJECTIVE = rf"""(?:(?!{_NO_ADJECTIVE})[a-z]+[ -])"""

PERSON = re.compile(rf" ?-?(?:[a-z]+[ -])?{_NOUN}\b")
COUNTED = re.compile(rf"(?<![\w.,£€$]){_RANGE}[ -]?{_ADJECTIVE}{{0,2}}?{_NOUN}\b")
PLUS = re.compile(rf"^ ?(?:and|plus|\+|&|,) (?:another )?(?P<number>{NUMBER}|an?)[ -]{_ADJECTIVE}{{0,2}}?{_NOUN}\b")
ME_PLUS = re.compile(rf"\b(?:me|myself|i) ?(?:and|plus|\+|&) (?P<number>\d+)[ -]{_ADJECTIVE}{{0,2}}?{_NOUN}\b")
_GROUP_NOUN = one_of(r"""
    team|group|family|household|company|firm|staff|crew|department|headcount|party|office|practice|agency|business|studio|size
    startup|charity|school|fintech|clinic|of us|users?|people|seats?|number of (?:people|users|seats|staff)|bank|college|university|pharmacy|surgery|department
""")
GROUP = re.compile(
    rf"""\b{_GROUP_NOUN}(?: size)?(?: of| is|:| =| would be| are| with|:)? ?{_ABOUT}{_RANGE}{_NOT_UNIT}(?!\w)"""
)
_HAVING = one_of(r"""
    were|we are|id be|wed be|well be|we will be|there are|theres|there is|there will be|therell be|we have|weve got|got
    buying for|its for|it is|its|need
""")
WE = re.compile(rf"""\b{_HAVING}(?: a)? {_ABOUT}{_RANGE}{_NOT_UNIT}{_DONE.format(more="strong")}""")
FOR = re.compile(
    rf"\b(?:for|of) {_ABOUT}{_RANGE}{_NOT_UNIT}"
    + _DONE.format(more=r"on\b|paid\b|then\b|cost\b|instead\b|yearly\b|monthly\b|annually\b|with\b")
)
_CHANGING = one_of(r"""
    make (?:it|that)|change (?:it |that |this )?to|go (?:up |down |back )?(?:to|with|for)|lets (?:say|do|go (?:with|for))
    (?:bump|up|put|drop|cut|reduce|increase|bring|move|set|switch) (?:it|that|this|us)(?: up| down)?(?: to)?
    (?:can|could) (?:we|i|you) (?:do|have|make it|get)|call it|more like|would be|would|is now|now|were now|if we were|what about|how about|and|(?:i )?meant?|should be
""")
MAKE = re.compile(
    rf"""\b{_CHANGING} {_ABOUT}{_RANGE}{_NOT_UNIT}"""
    + _DONE.format(more=r"instead\b|then\b|not\b|cost\b|be\b|rather\b|come\b")
)
BARE = re.compile(rf"(?<![\w.,£€$#]){_RANGE}{_NOT_UNIT}(?!\w)")

# Of several numbers the one that is said to need it.
NEED = (
    re.compile(
        rf"\b(?:only|but|just) {_ABOUT}(?P<number>{NUMBER})(?: of (?:us|them))?(?: [a-z]+){{0,2}}? (?:will |would )?(?:need|require|use|want)s?\b"
    ),
    re.compile(
        rf"(?<![\w.,£€$])(?P<number>{NUMBER})(?: of (?:us|them)| {_NOUN})?(?: who| that| will| would| actually| really)* (?:need|require)s? (?:it|access|an?|to|this|one|logins?)\b"
    ),
    re.compile(rf"(?<![\w.,£€$])(?P<number>{NUMBER}) of (?:my|our|the|those|them|these) \d+(?: [a-z]+)?"),
    re.compile(rf"\bonly (?P<number>{NUMBER}) of us\b"),
)

_ALONE = one_of(r"""
    (?:just|only) (?:for )?(?:me|myself|one|the one|1)(?! of| and| plus| &| \+|,? my)|on my own|by myself|for myself|solo
    (?:its |just |only )?for me(?! and| plus| &| \+|,? my)|one[- ](?:man|woman|person)|sole trader|myself only|me only|me alone
""")
ONE = re.compile(rf"""\b{_ALONE}\b(?! or)""")
# "That works for me" counts nobody.
DONE_FOR = re.compile(
    r"\b(?:works?|working|broken|fine|good|great|ok|okay|perfect|right|best|better|much|expensive|choose|pick|decide|check|find|do|done|send|open|sense|easier|enough|possible|load|it out) $"
)
_RELATIVE = one_of(r"""
    wife|husband|hubby|missus|spouse|other half|partner|girlfriend|boyfriend|fiancee?|mum|mom|dad|mother|father|gran|son|daughter
    brother|sister|cousin|kid|baby|child|mate|friend|flatmate|housemate|assistant|pa|boss|colleague|business partner|co-?founder
""")
_SEVERAL = (
    r"(?:kids?|children|sons|daughters|friends|colleagues|flatmates|housemates|teenagers|assistants|partners|others)"
)
_AND = r"(?:,| and| &| plus| \+|, and)"
_MY = r"(?:my|the|our|a|one|1)"
KIN = re.compile(
    rf"\b(?:me|myself|i|us)(?:{_AND} {_MY} {_RELATIVE}\b|{_AND} (?:my |the |our )?\d+ (?:[a-z]+ )?{_SEVERAL}\b)+"
)
KIN_SINGLE = re.compile(rf"\b{_MY} {_RELATIVE}\b")
TWO = (
    re.compile(rf"\bmy {_RELATIVE}(?: and| &) (?:i|me|myself)\b"),
    re.compile(r"\b(?:(?:were|we are|as|for) a couple(?! of)|both of us|us both|a couple of us)\b"),
)
COPIES = re.compile(
    rf"(?<![\w.,£€$])(?P<number>{NUMBER}) (?:[a-z]+ )?(?:copies|licen[cs]es|subscriptions|subs|units|packs|keys|of (?:each|those|these|them))\b"
    r"|(?<!\w)(?P<times>\d+) ?x\b|\bx ?(?P<by>\d+)\b"
)
