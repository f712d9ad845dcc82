"""What the customer wants to happen, apart from answering."""

from __future__ import annotations

import re
from collections.abc import Mapping

from limio_sales_agent.reading.message import Message
from limio_sales_agent.reading.model import Intent

_SUB = r"(?:subscriptions?|plans?|accounts?|memberships?|contract|renewal|direct debit|auto[- ]?renew(?:al)?)"
_PATTERNS: Mapping[Intent, str] = {
    "greeting": r"^\W*(?:hi|hiya|hello|hey|heya|good (?:morning|afternoon|evening|day)|greetings|howdy|yo|dear|morning|evening|afternoon)\b(?! price)",
    "thanks": r"\b(?:thanks|thank you|thx|cheers|ta|much appreciated|appreciate (?:it|that)|thank u|ty|many thanks)\b",
    "goodbye": r"\b(?:good ?bye|bye|bye bye|see (?:you|ya)|cya|have a (?:good|nice|great|lovely) (?:day|one|evening|weekend|week)|take care|farewell|so long|cheerio|thats (?:all|everything)(?: for now| i need(?:ed)?)?(?=\W*(?:$|thank|cheers|bye)))\b",
    "bot_question": (
        r"\b(?:are (?:you|u)|r u|is this|am i (?:talking|speaking|chatting|writing)(?: to| with)?|you(?:re| are)?|who am i (?:talking|speaking) to)\b[^.!\n]{0,25}\b"
        r"(?:a bot|bots?|robot|human|a machine|real(?: person)?|ai|a\.i|chat ?gpt|automated|a computer|artificial|a person|chatbot|actual person)\b(?! intelligence)"
        r"|\bwho am i (?:talking|speaking|chatting) (?:to|with)\b"
    ),
    "human": (
        r"\b(?:speak|talk|chat|connect|put me|get me|transfer|pass me|hand me|need|want|prefer|reach|contact|have|give me|let me|like|rather have|can i|is there|get|fetch|bring)\b[^.!?\n]{0,30}\b"
        r"(?:humans?|(?:real|actual|live) (?:person|human|people|someone|somebody|agent)|(?:a|some|with|to|the) (?:person|colleague|human)|somebody|someone|salesperson|sales ?(?:team|rep|person|people|guy)|sales|representative|advisor|adviser|account manager|support agent|an agent|operator|colleague)\b"
        r"|\b(?:call me(?: back)?(?! [A-Z])\b(?=.*(?:\d|please|back|later|tomorrow|today|on))|call ?back|ring me|human please|real person please|agent please|(?:can|could) (?:someone|somebody|you) (?:call|ring|phone|contact)|give me a (?:call|ring)|put me through|speak to sales)\b|^\W*(?:human|person|agent|operator|representative)\W*$"
    ),
    "quote": (
        r"\b(?:a |an |the |formal |written |get |send |need |want |prepare |have |for )(?:me |us )?(?:a |an |the )?(?:formal |written |official |proper |pro[- ]?forma )?(?:quotes?|quotation|proposal|estimate|pro[- ]?forma)\b|\bquote (?:me|us|for|please)\b|^\W*(?:quote|quotation)\b"
    ),
    "pay_now": r"\b(?:(?:just|simply|rather|instead) pay\b|pay (?:now|right (?:now|away)|straight away|immediately|today|online now|for it now|it now)|take my money|ready to pay|skip the quote|pay (?:for )?(?:it|that|this|the quote)(?: now| directly| online| right away)?(?=\W*(?:$|instead|please|\?)))",
    "buy": (
        r"\b(?:(?:want|like|ready|happy|going|love|keen|prepared|looking) to (?:buy|order|purchase|subscribe|sign up|go ahead|proceed|check ?out|join|start)|id (?:like|love) to (?:buy|order|subscribe|sign up|go ahead|join)|"
        r"ill take|well take|ill have|well have|ill go (?:for|with)|well go (?:for|with)|lets go (?:for|with|ahead)|go ahead|sign (?:me|us) up|check ?out (?:please|now|link)|the check ?out|checkout|where (?:do|can) (?:i|we) (?:sign up|pay|buy|order|subscribe)|how (?:do|can) (?:i|we) (?:buy|order|subscribe|sign up|pay|get started|purchase|proceed|get it)|"
        r"(?:send|give|get) (?:me |us )?(?:the|a|that|your) (?:\w+ )?link|get (?:me |us )?started|book it|order (?:it|that|this|one)|buy (?:it|that|this|now|one|the)|just (?:want|give me|send me) (?:the|a) link|lets (?:do (?:it|this|that)|buy|order|proceed|get (?:it|this|started))|take it|count (?:me|us) in|add (?:it )?to (?:my )?(?:basket|cart)|can i (?:buy|order|get) (?:it|that|this|one)|proceed|shut up and)\b"
        r"|^\W*(?:buy|order|subscribe|checkout|purchase|link)(?: (?:it|now|please|this|that))?\W*$"
    ),
    "discount": (
        r"\b(?:discounts?|money off|\d+ ?(?:%|percent) off|percent off|knock (?:\w+ )?(?:\d+|something|a bit|anything)?[^.?!]{0,10}off|special (?:price|offer|deal|rate)s?|best (?:price|deal) (?:you|that)|(?:do|offer|give) (?:me |us )?(?:a |any )?(?:better|good|best) (?:price|deal|rate)|better (?:price|deal|rate)|do (?:any )?better|(?:any|have|got|some|a|do you do|is there|are there)(?: you)?(?: an?y?)? (?:promo(?:tions?)?|vouchers?|coupons?|deals?|offers on)(?: codes?)?(?=\W*(?:$|\?|going|available|on|for))|(?:any|got|have an?y?|an?|are there|is there|give me a|get a|need a|for a) (?:promo|discount|voucher|coupon)s?(?: codes?)?|non-?profit (?:rate|price|pricing)|charity (?:rate|price|pricing|discount)|student (?:rate|price|pricing)|haggle|negotiate|negotiable|match (?:their|that|the) (?:price|offer)|price match)\b"
    ),
    "existing_customer": (
        rf"\b(?:cancel(?:l?ing|l?ed)? (?:my|our|the|a|this|his|her) (?:\w+ )?{_SUB}|(?:i|we) (?:want|need|would like|wish|id like) to cancel(?! (?:any ?time|that|it|this|the order))|(?:end|stop|terminate|pause|change|upgrade|downgrade|renew|manage|update|amend|unsubscribe from|close|switch|edit) (?:my|our) (?:\w+ )?(?:{_SUB}|card|payment (?:details|method)|billing (?:details|address)|details|address|password|email)|"
        r"unsubscribe me|stop charging|(?:was|been|got|were|being|keep getting) (?:double |over)?charged|charged (?:me|us|twice)|charging (?:me|us)|refund (?:me|my|us|please|for)|(?:want|need|get|like) (?:a|my|our) (?:\w+ )?refund|money back(?! guarantee)|wheres? (?:is )?(?:my|our) (?:\w+ )?(?:invoice|receipt|order|password|refund|account)|(?:my|our) (?:last |latest |next |march |april )?(?:invoice|receipt|bill)\b|"
        r"already (?:a |an |your )?(?:subscribe[drs]?|subscribing|customers?|members?|have (?:a|an|one|your|the) (?:\w+ )?(?:subscription|account|plan)|pay(?:ing)? (?:for|you)|signed up|with you|on (?:the|your))|existing (?:customer|subscriber|member|subscription|account)|current (?:customer|subscriber|subscription)|(?:im|we are|were|i am) (?:\w+ )?(?:a )?(?:subscribers?|customers?|members?)(?: of yours| already)?\b|"
        r"(?:cant|cannot|unable to|wont let me|trouble|problem|couldnt) (?:\w+ )?(?:log|sign|get)(?:ging|ing)? ?in(?:to)?|forg[eo]t(?:ten)? my (?:password|login)|reset my password|(?:my|our) (?:current )?(?:subscription|membership|account|login)\b(?= (?:is|was|has|expire|renew|end|doesn|still|not|got|runs|didn))|add (?:\w+ )?(?:users?|seats?|people|licen[cs]es?) to (?:my|our) (?:existing|current|account|plan|subscription))\b"
    ),
    "link_broken": (
        r"\b(?:link|url|page|checkout|site|it|that|button)s?\b[^.!?\n]{0,25}\b(?:doesnt|does not|isnt|is not|not|wont|will not|didnt|cant|cannot|never|dont|stopped|says|gives|shows|just|keeps) ?(?:seem to )?(?:me )?(?:work|works|working|open|opening|load|loading|loads|expired|broken|valid|an? error|404|error|errors|invalid|spins|spinning|hangs|blank|crash(?:es|ing)?|go(?:es)? (?:anywhere|nowhere))\b"
        r"|\b(?:broken|dead|expired|invalid|faulty) link\b|\blink (?:is |has |has been )?(?:broken|dead|expired|invalid|bust|down)\b|\b404\b|\b(?:page|link|checkout) (?:is |was )?(?:blank|empty|error|down|not found|broken|failed|fails)|\b(?:cant|cannot|couldnt|unable to) (?:open|access|click|load|use|get (?:into|to|on)) (?:the |that |your |this )?(?:link|page|checkout|url|it)\b|\b(?:error|nothing happens) (?:when|on|at|if|page)\b|\bgett?ing an? error\b|\bget an error\b"
    ),
    "another_order": r"\b(?:another (?:order|subscription|purchase|one for|basket|plan for)|(?:new|separate|second|additional|further|different|extra) (?:order|purchase|subscription|basket)|one more (?:subscription|order|purchase|for)|order (?:another|again|something else|more)|buy (?:another|something else|one more|a second)|also (?:need|want|like|buy|order) (?:to (?:buy|order|get) )?(?:one|another|something|a (?:second|separate|subscription))|start (?:over|again|a new order|afresh))\b",
    "not_buying": (
        r"\b(?:not interested|no longer (?:interested|need|want)|not (?:going to|gonna) (?:buy|order|bother|do)|(?:dont|do not|didnt) want (?:it|this|that|any(?: of (?:it|this))?|anything|to (?:buy|subscribe|order|proceed))(?=\W*(?:$|any ?more|now|after|thanks|sorry|but))|forget (?:it|about it|the whole)|changed my mind(?=\W*(?:$|dont|i dont|no longer|not|leave|forget|sorry|thanks))|never ?mind|ill (?:pass|leave it|think about it|get back|come back|look elsewhere|sleep on it|try elsewhere)|well (?:pass|leave it|think about it|get back|come back)|leave it(?: for now| then| there)?(?=\W*(?:$|thank|cheers|sorry))|maybe (?:later|another time|next (?:year|month|week))|another time|not (?:today|right now|for (?:me|us)|at the moment|at this time|this time|buying)|just (?:browsing|looking|curious)(?: around| really| thanks)?|going elsewhere|go(?:ing)? with (?:someone|somebody) else|gone with|(?:fuck|piss|sod|bugger|eff) off|go away|leave me alone|stop (?:messaging|bothering|contacting|writing|spamming)|need to think|have to think|think it over|cancel (?:it|that|this|the order|my order|everything|the whole thing))\b|^\W*(?:cancel|stop|quit|exit|abort)\W*$"
    ),
}
_COMPILED = {intent: re.compile(pattern) for intent, pattern in _PATTERNS.items()}
_POSSIBILITY = re.compile(
    r"\b(?:can|could|may|do|if|how|what if|able to|when|is it possible|what happens|am i|are we|easy)\b[^.!\n]{0,40}\b(?:cancel|refund|change|upgrade|downgrade|switch|pause)\b"
)
_MINE = re.compile(
    r"\b(?:my|our) (?:existing |current |\w+ )?(?:subscription|plan|account|membership|invoice|card|password)\b|\balready\b"
)
_NO_DISCOUNT = re.compile(
    r"\bi (?:have|ve got|got) a (?:promo|discount|voucher|coupon)\b|\bive (?:got )?a? ?(?:promo|discount|voucher|coupon)\b"
)


def intents(message: Message, *, code_typed: bool, shown: bool) -> list[Intent]:
    """Return what a message wants to happen; yes, no and questions are read elsewhere.

    Args:
        message: The message, e-mail addresses and codes punched out.
        code_typed: Whether it holds a promo code, which makes "discount" a word for the code.
        shown: Whether offers have been shown, so that "cancel" means this order and not a subscription.
    """
    found: list[Intent] = [intent for intent, pattern in _COMPILED.items() if pattern.search(message.read)]
    drop: set[Intent] = set()
    if code_typed or _NO_DISCOUNT.search(message.read):
        drop.add("discount")
    if _POSSIBILITY.search(message.read) and not _MINE.search(message.read):
        drop |= {"existing_customer", "not_buying"}
    if "bot_question" in found and not re.search(r"\b(?:can|could|want|need|let|speak|rather|like) ", message.read):
        drop.add("human")
    if "human" in found and "bot_question" in found and re.search(r"\b(?:can|could) (?:i|we|you)\b", message.read):
        drop.add("bot_question")
    if "existing_customer" in found:
        drop |= {"not_buying", "another_order"} if not shown else {"another_order"}
    if "link_broken" in found or "not_buying" in found or "existing_customer" in found:
        drop |= {"buy", "pay_now"}
    if "quote" in found and not re.search(r"\bjust pay\b", message.read):
        drop.add("buy")
    return [intent for intent in found if intent not in drop]
