"""The patterns by which wishes are known, an alternative a line."""

from __future__ import annotations

import re
from collections.abc import Mapping

from limio_sales_agent.reading.model import Intent
from limio_sales_agent.reading.patterns import one_of, whole_words

_SUBSCRIPTION = (
    r"(?:[a-z]+ )?(?:subscriptions?|plans?|accounts?|memberships?|contract|renewal|direct debit|auto[- ]?renew(?:al)?)"
)
_A_PERSON = one_of(r"""
    humans?|(?:real|actual|live) (?:person|human|people|someone|somebody|agent)|(?:an? |some|the )(?:person|colleague|human|agent)
    some(?:body|one)|sales ?(?:team|rep|reps|person|people|guy|department)?|representative|advis[eo]r|account manager|operator
    support(?: agent| team)?|colleagues?|people
""")
_REACH = one_of(r"""
    speak|talk|chat|connect(?: me)?|put me|get me|transfer(?: me)?|pass me|hand me|contact|reach|(?:want|need|prefer|like|get|have) an? (?=real|live|actual|human|person|agent)
    (?:is|anybody|anyone) there|get hold of|deal with
""")
_BROKEN = r"""(?:doesnt|does not|isnt|is not|not|wont|will not|didnt|did not|cant|cannot|never|dont|stopped|says|said|gives|gave|shows|just|keeps|is|has)"""
_THE_LINK = r"\b(?:link|url|page|checkout|site|website|button|it|that)s?\b"
_GO = r"(?:go ahead|proceed|sign up|subscribe|order|buy|purchase|check ?out|join|get started)"

_NOT = r"(?:dont|do not|not|wont|will not|never|didnt|no longer|cant|cannot|wouldnt|decided against)"
_NOT_SO = r"(?: (?:want|wish|intend|need|like|going|planning|looking|ready|really|think|yet|be|to|gonna))*"
# "I don't want to buy it": the wish, refused.
REFUSED = re.compile(
    rf"\b{_NOT}{_NOT_SO} (?:{_GO}|buying|ordering|subscribing|signing up|take it|go ahead|proceeding|making an order)\b(?! (?:without|until))"
)

_LINES: Mapping[Intent, str] = {
    "thanks": r"""
        thanks|thank you|thx|cheers|ta|much appreciated|appreciate (?:it|that|your)|thank u|ty|great help
    """,
    "goodbye": r"""
        good ?bye|bye|bye bye|see (?:you|ya)|cya|have a (?:good|nice|great|lovely) (?:day|one|evening|weekend|week)|take care
        farewell|so long|cheerio|thats (?:all|everything|it)(?: for now| i need(?:ed)?| from me| then)?(?=\W*(?:$|thank|cheers|bye))
        talk soon|speak soon|good ?night|have a good one|signing off
    """,
    "bot_question": r"""
        (?:are (?:you|u)|r u|is this|is that|am i (?:talking|speaking|chatting|writing)(?: to| with)?|you(?:re| are)|who am i (?:talking|speaking|chatting) (?:to|with)|is there)\b[^.!\n]{0,25}\b(?:a bot|bots?|robot|human|a machine|real(?: person| human| one)?|ai|chat ?gpt|gpt|automated|a computer|artificial|a person|chat ?bot|llm|actual person)\b(?! intelligence| agent)(?=[^.!\n]*(?:\?|$|\n))
        who am i (?:talking|speaking|chatting) (?:to|with)|who are you|what are you|(?:whats|what is) your name|do you have a name
    """,
    "human": rf"""
        {_REACH}\b[^.!?\n]{{0,30}}\b{_A_PERSON}
        (?:want|need|prefer|have|get|fetch|bring|like|rather have|for|send)(?: me)? an? (?:real |live |actual )?(?:human|person|agent|salesperson|colleague|call ?back|phone call)
        (?:can|could|would|will|please)? ?(?:someone|somebody|anyone|you|sales|a colleague)(?: please)? (?:call|ring|phone|contact|get in touch with|email|get back to)(?: me| us)(?= (?:back|about|on|at|today|tomorrow|later|later|please|now|this|\W)|\W*$)
        call me back|ring me|give (?:me|us) a (?:call|ring|bell)|put me through|talk to sales|call ?back(?= please|\W*$)|(?:real |live )?(?:human|agent|operator|person) please
        call me(?= on| at| tomorrow| today| later| please)
    """,
    "quote": r"""
        (?:an?|the|formal|written|get|send|need|want|prepare|have|for|our|my|proper|official)(?: me| us)?(?: an?| the)?(?: formal| written| official| proper)? (?:quotes?|quotation|proposal|estimate|pro[- ]?forma)
        quote (?:me|us|for|please|this|it)|please quote
    """,
    "pay_now": r"""
        (?:just|simply|rather|instead|prefer to) pay(?= *(?:$|[.,!?]|now|it|for it|that|this|online|straight|directly|instead|please|right|by card))|take my money
        pay (?:now|right (?:now|away)|straight ?away|immediately|today|online now|for it now|it now)|ready to pay|skip the quote
        pay (?:for )?(?:it|that|this|the quote)(?: now| directly| online| right away)?(?=\W*(?:$|instead|please))
    """,
    "buy": rf"""
        (?:want|like|ready|happy|going|love|keen|prepared|looking|decided) to {_GO}|(?:id|wed) (?:like|love) to {_GO}|lets {_GO}
        (?:ill|well) (?:take|have)(?! (?:to|a look|think|my|the weekend|time))|(?:ill|well|lets) go (?:for|with|ahead)|go ahead|sign (?:me|us) up|take it|book it
        where (?:do|can) (?:i|we) (?:sign up|pay|buy|order|subscribe)|how (?:do|can|would) (?:i|we) (?:{_GO}|pay(?! less)|get it)
        (?:send|give|get)(?: me| us)?(?: just)? (?:the|a|that|your) (?:[a-z]+ )?link|check ?out (?:please|now|link)|the check ?out link
        get (?:me|us) started|order (?:it|that|this)|buy (?:it|that|this|now|one|the)|just (?:want|need) the link|count (?:me|us) in
        lets (?:do (?:it|this|that)|get (?:it|this|started))|add (?:it )?to (?:my )?(?:basket|cart)|can i (?:buy|order) (?:it|that|this|one)|proceed
    """,
    "discount": r"""
        discounts?|discounted|money off|\d+ ?(?:%|percent) off|percent off|knock (?:[a-z0-9%]+ ){0,3}off|special (?:price|offer|deal|rate)s?|best (?:price|deal|offer) (?:you|that)
        (?:do|offer|give)(?: me| us)? (?:an? |any )?(?:better|good|best) (?:price|deal|rate)|better (?:price|deal|rate)|do (?:any )?better(?: on)?
        (?:any|have|got|some|an|a|do you do|is there|are there|need|get)(?: you)?(?: got)?(?: an?y?)? (?:promos?|promotions?|vouchers?|coupons?|deals?|special offers)(?: codes?)?(?=\W*(?:$|going|available|on\b|for\b|at\b|i can|to use))
        (?:any|are there any|is there an?|do you have an?y?) (?:promo |voucher |coupon )?codes?(?= i can| going| available| to use|\W*$)
        (?:student|charity|charities|non-?profit|education(?:al)?|startup|volume|bulk|academic|ngo|senior|pensioner)s? (?:rates?|pric(?:e|es|ing)|deals?|offers?|reduction)
        haggle|negotiat(?:e|ion)|negotiable|match (?:their|that|the) (?:price|offer)|price match|wiggle room|cheaper if (?:we|i)|reduced (?:price|rate)|sale on|throw in .{0,15}free
    """,
    "existing_customer": rf"""
        cancel(?:l?ing|l?ed)? (?:my|our|the|a|this|his|her) {_SUBSCRIPTION}|(?:(?:i|we) (?:want|need|would like|wish)|id like|wed like|how do i|trying) to cancel(?! (?:any ?time|that|it|this|the order))|how (?:do|can) (?:i|we) cancel (?:my|our)
        (?:end|stop|terminate|pause|change|upgrade|downgrade|renew|manage|update|amend|unsubscribe from|close|switch|edit|move) (?:my|our) {_SUBSCRIPTION}
        (?:change|update|amend|replace|edit|the) (?:my |our |the )?(?:[a-z]+ )?(?:card|payment (?:details|method)|billing (?:details|address)|bank details|address|password) (?:on|for|in) (?:my|our)
        (?:change|update|amend|replace|edit) (?:my|our) (?:[a-z]+ )?(?:card|payment (?:details|method)|billing (?:details|address)|bank details|address|password|login)
        unsubscribe me|stop charging|(?:was|been|got|were|being|keep getting) (?:double |over)?charged|charged (?:me|us|twice)|charging (?:me|us)|refund (?:me|my|us|please)|(?:want|need|get|like|due) (?:a|my|our) (?:[a-z]+ )?refund|want my money back
        where ?(?:s|is) (?:my|our) (?:[a-z]+ )?(?:invoice|receipt|order|password|refund|account|paper|delivery|bill)|(?:my|our) (?:last|latest|next|previous|january|february|march|april|may|june|july|august|september|october|november|december) (?:invoice|receipt|bill|payment)|(?:copy of|resend|lost|find|download|missing) (?:my|our) (?:[a-z]+ )?(?:invoices?|receipts?)
        already (?:an? |an? paying |your )?(?:subscribe[drs]?|subscribing|customers?|members?|have (?:an?|one|your|the) (?:[a-z]+ )?(?:subscription|account|plan)|pay(?:ing)? (?:for|you)|signed up|with you|on (?:the|your))|existing (?:customer|subscriber|member|subscription|account)|current (?:customer|subscriber|subscription)
        (?:im|we are|were|i am|ive been|weve been) (?:[a-z]+ )?(?:an? )?(?:subscribers?|customers?|members?)(?: of yours| already| since)?|have (?:an? )?(?:subscription|account|membership) with you
        (?:cant|cannot|unable to|wont let me|trouble|problem|couldnt)(?: [a-z]+)? (?:log|sign|get)(?:ging|ing)? ?in(?:to)?|forg[eo]t(?:ten)? my (?:password|login)|reset my password|lost my (?:password|login)|locked out
        (?:my|our) (?:current )?(?:subscription|membership|account|login|plan) (?:is|was|has|expires?|renews?|ends?|doesnt|still|not|got|runs|didnt|wont|isnt)|(?:my|our) paper (?:didnt|hasnt|never|is|was)|add (?:[a-z0-9]+ )?(?:more )?(?:users?|seats?|people|licen[cs]es?) to (?:my|our) (?:existing|current|account|plan|subscription)
    """,
    "link_broken": rf"""
        {_THE_LINK}[^.!?\n]{{0,25}}\b{_BROKEN} ?(?:seem to |been )?(?:me )?(?:an? )?(?:work|works|working|open|opens|opening|load|loads|loading|expired|broken|dead|valid|error|404|errors|invalid|spins|spinning|hangs|hanging|blank|crash(?:es|ing)?|down|bust|go(?:es)? (?:anywhere|nowhere))
        (?:broken|dead|expired|invalid|faulty) (?:link|page)|404|500 error|(?:page|link|checkout|site) (?:blank|empty|error|down|not found|broken|failed|fails|expired)|link (?:doesnt|dont|not) work
        (?:cant|cannot|couldnt|unable to) (?:open|access|click|load|use|get (?:into|to|on)) (?:the |that |your |this )?(?:link|page|checkout|url|site)|error (?:when|on|at|page|message)|nothing happens|(?:get|got|gett?ing|shows|see) an? (?:[a-z0-9]+ )?error
    """,
    "another_order": r"""
        another (?:order|subscription|purchase|one (?:for|too|as well)|basket|plan for|plan too)|(?:new|separate|second|additional|further|different|extra) (?:order|purchase|subscription|basket)
        one more (?:subscription|order|purchase|for)|order (?:another|again|something else|more)|buy (?:another|something else|one more|a second)|start (?:over|again|a new order|afresh)
        also (?:need|want|like|buy|order) (?:to (?:buy|order|get) )?(?:one|another|something|an? (?:second|separate|subscription))|(?:place|make) (?:another|a second|a new|one more)|same again|do it again for
    """,
    "not_buying": r"""
        not (?:really )?interested(?! in (?:the|your|a)\b)|no longer (?:interested|need|want|required)|not (?:going to|gonna) (?:buy|order|bother|do|subscribe)|not (?:today|buying)|wont be (?:buying|ordering|needing)
        (?:dont|do not|didnt) want (?:it|this|that|any(?: of (?:it|this))?|anything|to (?:buy|subscribe|order|proceed))(?=\W*(?:$|any ?more|now|after|thanks|sorry|but))
        forget (?:it|about it|the whole|this)|changed my mind(?=\W*(?:$|dont|i dont|no longer|not|leave|forget|sorry|thanks))|never ?mind(?! the)|maybe (?:later|another time|next (?:year|month|week))|another time|some other time
        (?:ill|well|we will|i will|let me|need to|have to|going to|want to) (?:pass|leave it|think(?: about it| it over| on it)?|get back to you|come back(?: later)?|look elsewhere|sleep on it|try elsewhere|mull it over)(?! there| with you on monday)|think it over
        leave it(?: for now| then| there)?(?=\W*(?:$|thank|cheers|sorry))|just (?:browsing|looking|curious)(?: around| really| thanks)?(?=\W*(?:$|thank|for now|at the moment|around))|not (?:right now|for (?:me|us)|at the moment|at this time|this time|for now)
        going elsewhere|go(?:ing)? (?:with|for) (?:someone|somebody|something|another|a different|a competitor)(?: else| company| provider)?|gone with|went with|(?:chosen|picked|decided on) (?:someone|somebody|another|a different|a competitor)
        (?:fuck|piss|sod|bugger|eff|f\W*) off|go away|get lost|leave me alone|stop (?:messaging|bothering|contacting|writing|spamming|emailing)|cancel (?:it|that|this|the order|my order|everything|the whole thing|the lot)|waste of (?:my )?time|im (?:out|off)|im leaving|were out(?=\W*$)
    """,
}
_WHOLE: Mapping[Intent, str] = {
    "greeting": r"^\W*(?:hi|hiya|hello|hey|heya|good (?:morning|afternoon|evening|day)|greetings|howdy|yo|dear|morning|evening|afternoon)\b",
    "bot_question": r"^\W*(?:an? )?(?:bot|robot|ai|machine|chatbot)\W*\?\W*$|\b(?:bot|robot|machine|ai),? are you\b|\b(?:still|just|really|only|talking to) an? (?:bot|robot|machine|ai)\b[^.!]*\?",
    "human": r"^\W*(?:human|person|agent|operator|representative|sales)\W*$",
    "quote": r"^\W*(?:quote|quotation)\W*$",
    "buy": r"^\W*(?:buy|order|subscribe|checkout|purchase|link)(?: (?:it|now|please|this|that))?\W*$",
    "not_buying": r"^\W*(?:cancel|stop|quit|exit|abort)\W*$",
}


def _compiled(intent: Intent) -> re.Pattern[str]:
    parts = [rf"\b{one_of(_LINES[intent])}\b"] if intent in _LINES else []
    return re.compile("|".join([*parts, *([_WHOLE[intent]] if intent in _WHOLE else [])]))


PATTERNS: Mapping[Intent, re.Pattern[str]] = {intent: _compiled(intent) for intent in ("greeting", *_LINES)}

# "Can I cancel any time?" is asked by somebody who has nothing to cancel yet.
POSSIBILITY = re.compile(
    r"\b(?:can|could|may|do|if|how|what if|able to|when|is it possible|what happens|am i|are we|easy|free to)\b[^.!\n]{0,40}\b"
    r"(?:cancel|refund|change|upgrade|downgrade|switch|pause)\b"
)
ALREADY_THEIRS = re.compile(
    r"\b(?:my|our) (?:existing |current |[a-z]+ )?(?:subscription|plan|account|membership|invoice|card|password)\b|\balready\b"
)
THEIR_CODE = whole_words(
    r"(?:i have|ive got|ive|i got|we have|weve got) (?:an? |your |this )?(?:promo|discount|voucher|coupon)|my (?:promo|discount|voucher|coupon)(?: code)?"
)
