"""Consent, which is a closed thing: a yes, a no or a goodbye counts only where the whole message is accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import ASKING, Intent, Reading, is_denied
from limio_sales_agent.reading.rules.clauses import BUYING, POLITE, Clauses
from limio_sales_agent.reading.rules.message import Match, Message

Verdict = Literal["yes", "no", "not_buying"]
Accounted = Literal["whole", "partly", "against"]
# Wishes that go before an order: who has one does not conclude it in the same breath.
FIRST: frozenset[Intent] = frozenset(
    {"quote", "human", "discount", "existing_customer", "link_broken", "another_order"}
)
# Who says one of these at the ask for an add-on, and nothing that takes it, wants the order as it stands.
LEAVING_OUT = ("no", "nothing_more", "negators", "fewer", "only", "offer", "offer_word")
# What is said where an order stands, and something of it is to be changed all the same.
CHANGING = (
    "acts",
    "adds",
    "corrections",
    "requests",
    "no",
    "also",
    "more",
    "fewer",
    "copies",
    "people",
    "option_words",
)
GRATEFUL = frozenset({"thanks", "goodbye"})
# What would change an agreed order.
CHANGES = (
    *("people", "quantity", "each", "added", "billing", "budget", "prefer"),
    *("keywords", "offers", "add_ons", "attributes", "unwanted"),
)
ANSWERS: frozenset[Intent] = frozenset({"yes", "no", "not_buying"})


def read_commitment(message: Message, hints: Hints, said: Reading) -> None:
    """Read whether the message agrees, refuses or leaves, and whether all of it is accounted for.

    What else it tells at the last asks is a doubt where it is no change in so many words: "yes, if it can be monthly".
    """
    others = message.places(message.named("other", "negators")) if hints.expecting == "choice" else set()
    if others and others >= message.telling():
        said.accounted, said.intents = "whole", [*said.intents, "no"]  # "none of these"
        return
    clauses = Clauses(message, hints)
    last = _of_the_add_on(clauses, said, hints) if hints.expecting == "add_on" else _last(clauses, hints)
    said.accounted = _accounted(clauses, said, hints.expecting, last)
    last = _meant(last, clauses, hints, said)
    if said.accounted == "whole":
        said.intents += [last] if last else []
        if clauses.without or message.named("nothing_more"):
            said.declined.append("add_on")  # "yes please, no extras"
        if not said.intents and message.named("praise", "approves", "receipts"):
            said.intents.append("thanks")  # "Perfect!" behind an answer or the link orders nothing, and is no riddle
    elif hints.expecting or not hints.order_stands or GRATEFUL.isdisjoint(said.intents):
        _hold_back(last, message, hints, said)  # "thanks, off to the office" behind the link is no doubt
    if hints.expecting in {"confirm", "add_on"} and ASKING.isdisjoint(said.intents) and not _may_change(clauses):
        _set_aside_changes(said)
    if hints.order_stands and not message.named(*CHANGING):
        _keep_apart(said, hints)


def _hold_back(last: Verdict | None, message: Message, hints: Hints, said: Reading) -> None:
    said.more = last == "yes" and not message.named("conditions", "doubt")
    doubts = [one for one in message.named("doubt", "conditions", "do_not_know") if one.value("corrections") is None]
    if hints.expecting == "people" and not said.people and (message.digits or message.named("numbers")):
        doubts = []  # "we're 6 but two are part time" knows how many, and was not understood
    instead = message.named("corrections") and not FIRST.isdisjoint(said.intents)  # "I would rather talk to a person"
    if (last and not instead) or doubts or not (ANSWERS | BUYING).isdisjoint(said.intents):
        said.intents = [*(one for one in said.intents if one not in ANSWERS), "unsure"]


def _keep_apart(said: Reading, hints: Hints) -> None:
    """Leave out what tells who they are, and no change: "I'm in marketing, yes", "Jo Bell, Head of Marketing"."""
    grateful = hints.expecting is None and not GRATEFUL.isdisjoint(said.intents)
    if grateful or "yes" in said.intents or hints.expecting == "details":
        said.attributes, said.keywords = [], []
    if hints.expecting == "details":
        said.offers, said.add_ons = [], []


def _set_aside_changes(said: Reading) -> None:
    nothing = Reading()
    changed = [name for name in CHANGES if getattr(said, name) != getattr(nothing, name)]
    denied = [one for one in said.unwanted if one.key == "people"]
    for name in changed:
        setattr(said, name, getattr(nothing, name))
    said.unwanted = denied  # which changes nothing, and asks
    if changed and "unsure" not in said.intents:
        said.intents.append("unsure")


def _meant(last: Verdict | None, clauses: Clauses, hints: Hints, said: Reading) -> Verdict | None:
    """Return what is said of what was asked, which a no or a goodbye to something else is not."""
    message, adding = clauses.message, hints.expecting == "add_on"
    if last == "yes" and _only_thanks(clauses, hints, said):
        return None
    if last == "yes" and hints.offers_a_person and message.named("no"):
        said.intents.append("buy")  # "no thanks. Yes, go ahead" wants the order, and no person
        return None
    if last == "no" and ("decline_details" in said.intents or is_denied(said)):
        return None  # "no, you do not get my address", "no, 12 is wrong"
    changes = said.people or said.quantity or said.offers or said.attributes or said.billing or said.budget
    if last in {"no", "not_buying"} and not adding and changes:
        return None  # "no, 15" takes nothing back, nor does "forget it, the other one monthly"
    if adding and _names_another(clauses):
        if said.accounted == "whole":
            return None  # "no, just the locker"
        said.add_ons = []  # "no thank you, I bring my own towel"
    return last or ("yes" if said.accounted == "whole" and _asks_for_it(message, hints, said) else None)


def _names_another(clauses: Clauses) -> bool:
    """Whether an add-on is named behind every no, or beside the one a no is of, and is not refused itself."""
    message, refusals = clauses.message, clauses.message.named("no")
    wanted = [one.first for one in message.named("add_on", "add_on_word") if message.is_free(one)]
    own = clauses.refusing.issuperset(message.clauses[one.first] for one in refusals)  # "a towel please. No locker"
    return bool(refusals and wanted) and (own or max(wanted) > refusals[-1].last)


def _asks_for_it(message: Message, hints: Hints, said: Reading) -> bool:
    """Whether all there is is a "please" or "order", names the link, or praises the order just told."""
    if not POLITE.issuperset(said.intents) or message.named("receipts", "topics", "negators", "no", "leaving"):
        return False  # "passt leider nicht"
    at_last = hints.expecting == "confirm"
    asked = message.named("please", *(("ordering",) if at_last else ()))
    beside = message.places([*asked, *message.named("intents")]) | message.alone("fillers")
    if asked and beside.issuperset(message.words()):
        return True  # "order please", and not "the order"
    praises = hints.tells_the_order and message.named("approves")  # behind an answer it praises that
    goods = message.places(message.named("goods"))
    return at_last and bool(praises or (goods and goods >= message.telling()))


def _last(clauses: Clauses, hints: Hints) -> Verdict | None:
    """Return what the last sentence that says anything says; None where it says yes and no."""
    sentences, found = clauses.message.sentences, list(_verdicts(clauses, hints))
    last = max((sentences[place] for _, place in found), default=None)
    verdicts = {verdict for verdict, place in found if sentences[place] == last}
    if verdicts == {"no", "not_buying"}:
        return "not_buying"
    return verdicts.pop() if len(verdicts) == 1 else None


def _verdicts(clauses: Clauses, hints: Hints) -> Iterator[tuple[Verdict, int]]:
    message = clauses.message
    for match in clauses.yes:
        yield ("yes" if message.is_free(match) else "no"), match.first
    for match in message.named("leaving", "no"):
        if message.clauses[match.first] not in clauses.without:
            leaves = match.value("leaving") is not None or _calls_off(match, hints)
            yield ("not_buying" if leaves else "no"), match.first
    for place in clauses.together.values():
        yield ("no" if place in message.negated else "yes"), place


def _calls_off(match: Match, hints: Hints) -> bool:
    """Whether "cancel" calls the order off, and no add-on alone: "cancel that"."""
    alone = hints.expecting == "details" or (hints.expecting == "add_on" and match.first == match.last)
    return alone and match.value("cancels") is not None


def _keeps_details_back(message: Message) -> bool:
    """Whether more is kept back than what was asked about: "without my e-mail"."""
    refusals = [one for one in message.matches if one.value("intents") == "decline_details"]
    return any(one.value("no") is None for one in refusals)


def _of_the_add_on(clauses: Clauses, said: Reading, hints: Hints) -> Verdict | None:
    """Return what is said of an add-on; "send me the link" and "continue" want to get on: nothing is sold that nobody took.

    "Go ahead" and "yes, go ahead with the order" may mean either, and are a doubt; said once more they go on without.
    """
    message, of = clauses.message, clauses.message.clauses_of
    if not _keeps_details_back(message):
        said.intents = [one for one in said.intents if one != "decline_details"]  # "continue without" it, that is
    takes = of(filter(message.is_free, message.named("adds", "add_on", "add_on_word"))) - of(message.named("no"))
    later = message.named("later")
    puts_off = later and message.telling() <= message.places(
        [*later, *message.named("nods", "intents")]
    )  # "later, thanks"
    if not takes and (clauses.refusing or puts_off or message.named(*LEAVING_OUT)):
        leaves = not clauses.refusing and _last(clauses, hints) == "not_buying"
        return "not_buying" if leaves else "no"
    going = message.alone("goods", "paying", "onward") | message.places(message.named("onward"))
    going -= message.alone("please")  # "yes please | go ahead"
    on = {message.clauses[place] for place in going} - takes
    clauses.together = {clause: place for clause, place in clauses.together.items() if clause not in on}
    clauses.yes = [one for one in clauses.yes if going.isdisjoint(one.places)]
    last = _last(clauses, hints)
    either = {one.value("onward") for one in message.named("onward") if message.clauses[one.first] in on}
    if takes or not on or (last == "yes" and not either):
        return last
    if last is None and (hints.asks_again or not any(either)):
        return "no"
    if last != "yes" or not _only_says_yes(clauses, on):
        said.intents.append("unsure")
        return None
    return last


def _only_says_yes(clauses: Clauses, on: set[int]) -> bool:
    """Whether there is an outright yes, and nothing else beside the words for going on: "yes please, go ahead"."""
    message = clauses.message
    outright = clauses.together or any(not {"praise", "nods"} <= one.values.keys() for one in clauses.yes)
    held = message.places(message.named("onward", "yes", "please", "intents")) | message.alone("fillers")
    beside = set(message.words()) - held - message.taken
    return bool(outright) and not any(message.clauses[place] in on for place in beside)


def _accounted(clauses: Clauses, said: Reading, expecting: str | None, last: Verdict | None) -> Accounted:
    """Return whether all is accounted for, or what is not at least does not speak against it."""
    message, rest = clauses.message, clauses.left_over
    # "too expensive, so no" is as plain as a refusal gets, and so is an address that is kept back.
    keeps_back = expecting == "details" and "decline_details" in said.intents
    refuses = keeps_back or last == "not_buying" or (last == "no" and expecting != "details")
    if not refuses and (message.named("doubt", "conditions", "later") or _only_leaves(clauses, said)):
        return "against"
    if said.invalid or said.unlisted or not (ASKING | FIRST).isdisjoint(said.intents):
        return "against"
    if not rest:
        return "partly" if _breaks_off(message) or clauses.tells_how_many else "whole"
    numbers = any(message.tokens[place].is_number for place in rest)
    foreign = 2 * len(rest - message.ordinary) >= len(message.words())
    return "against" if numbers or foreign or rest & message.negated else "partly"


def _only_leaves(clauses: Clauses, said: Reading) -> bool:
    """Whether "ok, bye" is said; "please make it, goodbye" agrees."""
    nods = not clauses.together and all(one.value("nods") is not None or clauses.praises(one) for one in clauses.yes)
    return nods and "goodbye" in said.intents


def _only_thanks(clauses: Clauses, hints: Hints, said: Reading) -> bool:
    """Whether it says "ok thanks", or behind an answer "perfect, thanks"."""
    nods = all({"praise", "nods"} <= one.values.keys() for one in clauses.yes)
    praises = hints.tells_the_order and clauses.message.named("approves")
    return nods and clauses.is_last_ask and not clauses.together and "thanks" in said.intents and not praises


def _breaks_off(message: Message) -> bool:
    """Whether the last word calls for another: "yes and"."""
    last = max(message.words(), default=-1)
    joined = last > 0 and message.text[message.tokens[last].start - 1] == "-"  # "préparez-le"
    return not joined and any(one.last == last and one.value("no") is None for one in message.named("unfinished"))


def _may_change(clauses: Clauses) -> bool:
    """Whether what a message tells may change an agreed order: it corrects, or a clause of it is all of a change."""
    message = clauses.message
    hedged = {message.sentences[one.first] for one in message.named("conditions")}
    hedging = {message.clauses[place] for place, one in enumerate(message.sentences) if one in hedged}
    corrects = message.clauses_of(message.named("corrections", "replaces", "no"))
    corrects |= {one + step for one in corrects for step in (-1, 1)}  # "no, | 15 for the office", "monthly | instead"
    if clauses.changing & corrects - hedging:
        return True
    if message.named("offer") and any(one.first in message.glue for one in message.named("people")):
        return False  # "2 of them Essential"
    doubts = message.places(one for one in message.named("doubt") if one.value("breaks") is None)  # "but 10" is none
    aside = message.named("negators", "prefer", "groups", "breaks")  # "monthly instead of yearly"
    rest = clauses.left_over - message.places(aside) - message.alone("paying", "glue")
    unclear = {message.clauses[place] for place in rest | doubts} | hedging
    return not (clauses.left_over or doubts or hedged) or bool(clauses.changing - unclear)
