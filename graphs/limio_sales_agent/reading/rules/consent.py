"""Consent, which is a closed thing: a yes, a no or a goodbye counts only where the whole message is accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import ASKING, Intent, Reading
from limio_sales_agent.reading.rules.clauses import Clauses
from limio_sales_agent.reading.rules.message import Message

Verdict = Literal["yes", "no", "not_buying"]
Accounted = Literal["whole", "partly", "against"]
# Wishes that go before an order: who has one does not conclude it in the same breath.
FIRST: frozenset[Intent] = frozenset(
    {"quote", "human", "discount", "existing_customer", "link_broken", "another_order"}
)
CONCLUDING = frozenset({"confirm", "add_on", "details"})
# Who says one of these at the ask for an add-on, and nothing that takes it, wants the order as it stands.
LEAVING_OUT = ("no", "nothing_more", "negators", "fewer", "only", "offer", "offer_word")
POLITE = frozenset({"thanks", "greeting"})
# What would change an agreed order.
CHANGES = (
    *("people", "quantity", "each", "added", "billing", "budget", "prefer"),
    *("keywords", "offers", "add_ons", "attributes", "unwanted"),
)
COMMITTING: frozenset[Intent] = frozenset({"yes", "no", "not_buying", "buy", "pay_now"})


def read_commitment(message: Message, hints: Hints, said: Reading) -> None:
    """Read whether the message agrees, refuses or leaves, and whether all of it is accounted for.

    What else it tells at the last asks is a doubt where it is no change in so many words: "yes, if it can be monthly".
    """
    if hints.expecting == "add_on" and _only_puts_off(message):
        said.accounted, said.intents = "whole", [*said.intents, "no"]
        return
    clauses = Clauses(message, hints)
    last = _last(clauses) if hints.expecting != "add_on" else _last_of_the_add_on(clauses)
    said.accounted = _accounted(clauses, said, hints.expecting, last)
    last = None if last == "yes" and _only_thanks(clauses, hints, said) else _meant(last, message, hints, said)
    at_the_ask = hints.expecting in {"confirm", "add_on"} and not ASKING & set(said.intents)
    hedged = at_the_ask and not _may_change(clauses)
    _read_verdict(last, clauses, hints, said)
    told, nothing = said.model_copy(), Reading()
    for name in CHANGES if hedged else ():
        setattr(said, name, getattr(nothing, name))
    if said != told and "unsure" not in said.intents:
        said.intents = [*said.intents, "unsure"]


def _read_verdict(last: Verdict | None, clauses: Clauses, hints: Hints, said: Reading) -> None:
    message = clauses.message
    if said.accounted == "whole":
        last = last or ("yes" if hints.expecting == "confirm" and _agrees_otherwise(message, hints, said) else None)
        said.intents += [last] if last else []
        nothing_more = clauses.without or message.named("nothing_more")
        said.declined += ["add_on"] if nothing_more else []  # "yes please, no extras"
        if not said.intents and hints.expecting in CONCLUDING and message.named("praise", "approves", "receipts"):
            said.intents.append("thanks")  # "Perfect!" behind an answer orders nothing, and is no riddle
        return
    said.more = last == "yes" and not message.named("conditions", "doubt")
    doubts = [one for one in message.named("doubt", "conditions", "do_not_know") if one.value("corrections") is None]
    instead = FIRST & set(said.intents) and message.named("corrections")  # "machen Sie lieber ein Angebot"
    agrees = last is not None and not instead
    held_back = agrees or bool(COMMITTING & set(said.intents)) or bool(doubts)
    said.intents = [one for one in said.intents if one not in COMMITTING - {"buy", "pay_now"}]
    if held_back:
        said.intents.append("unsure")


def _meant(last: Verdict | None, message: Message, hints: Hints, said: Reading) -> Verdict | None:
    """Return what is said of what was asked, which a no or a goodbye to something else is not."""
    adding = hints.expecting == "add_on"
    if last == "not_buying" and _wants_instead(message):
        return None  # "forget it, the other one monthly"
    if last == "yes" and hints.offers_a_person and message.named("no"):
        said.intents = [*said.intents, "buy"]  # "no thanks. Yes, go ahead" wants the order, and no person
        return None
    if last == "no" and ("decline_details" in said.intents or (not adding and _changes(said))):
        last = None  # "no, 15" takes nothing back, nor does "no, you do not get my address"
    if adding and _names_another(message):
        if said.accounted == "whole":
            return None  # "no, just the locker"
        said.add_ons = []  # "no thank you, I bring my own towel"
    return last


def _only_puts_off(message: Message) -> bool:
    """Whether "maybe later, thanks" is all there is."""
    later = message.places(message.named("later"))
    rest = message.telling() - later
    return bool(later) and message.places(message.named("nods", "intents")).issuperset(rest)


def _last_of_the_add_on(clauses: Clauses) -> Verdict | None:
    """Return what is said of an add-on; "send me the link" asks to get on without it: nothing is sold that nobody took."""
    message = clauses.message
    refused = {message.clauses[one.first]: one.first for one in message.named("no")}  # "please don't | add it"
    takes = [
        one
        for one in message.named("adds", "add_on", "add_on_word")
        if message.is_free(one) and refused.get(message.clauses[one.first], one.last) >= one.first
    ]
    adding = {message.clauses[one.first] for one in takes}
    if not takes and (clauses.refusing or message.named(*LEAVING_OUT)):
        return "not_buying" if message.named("leaving") and not clauses.refusing else "no"
    paying = message.alone("goods", "paying")
    on = {message.clauses[place] for place in paying} - adding
    clauses.together = {clause: place for clause, place in clauses.together.items() if clause not in on}
    clauses.yes = [one for one in clauses.yes if paying.isdisjoint(one.places)]
    return _last(clauses) or ("no" if on and not list(_verdicts(clauses)) else None)


def _agrees_otherwise(message: Message, hints: Hints, said: Reading) -> bool:
    """Whether it names the link, or praises the order it was just told: "perfect" behind an answer praises that."""
    otherwise = message.named("receipts", "topics", "negators", "no", "leaving")  # "passt leider nicht"
    praises = hints.tells_the_order and message.named("approves") and not otherwise
    return _names_the_link(message, said) or bool(praises and POLITE.issuperset(said.intents))


def _names_the_link(message: Message, said: Reading) -> bool:
    """Whether all there is names what the last ask would make: "checkout please"."""
    goods = message.places(message.named("goods"))
    return bool(goods) and not said.intents and goods >= message.telling()


def _wants_instead(message: Message) -> bool:
    """Whether an offer is named behind the words that leave."""
    left = [one.last for one in message.named("leaving")]
    wanted = [one.first for one in message.named("offer") if message.is_free(one)]
    return bool(left and wanted) and max(wanted) > max(left)


def _names_another(message: Message) -> bool:
    """Whether an add-on is named behind every no, and is not refused itself."""
    refusals = [one.last for one in message.named("no")]
    named = message.named("add_on", "add_on_word")
    wanted = [one.first for one in named if message.is_free(one)]
    refused = {message.clauses[one.first] for one in named if not message.is_free(one)}
    own = refused.issuperset(message.clauses[place] for place in refusals)  # "towels would be nice. No locker"
    return bool(wanted and refusals) and (own or min(wanted) > max(refusals))


def _changes(said: Reading) -> bool:
    return bool(said.people or said.quantity or said.offers or said.attributes or said.billing or said.budget)


def _last(clauses: Clauses) -> Verdict | None:
    """Return what the last sentence that says anything says; None where two of them are in one."""
    message = clauses.message
    said: dict[int, set[Verdict]] = {}
    for verdict, place in _verdicts(clauses):
        said.setdefault(message.sentences[place], set()).add(verdict)
    if not said:
        if _only_asks_for_it(message):
            return "yes"
        named = message.named("add_on", "add_on_word", "offer")
        # At the last ask it refuses what the order does not hold.
        refuses = message.named("nothing_more") and not named and not clauses.is_last_ask
        return "no" if refuses else None
    verdicts = said[max(said)]
    if verdicts == {"no", "not_buying"}:
        return "not_buying"
    return next(iter(verdicts)) if len(verdicts) == 1 else None


def _verdicts(clauses: Clauses) -> Iterator[tuple[Verdict, int]]:
    message = clauses.message
    for match in clauses.yes:
        if match.value("no") is None and match.value("leaving") is None:
            yield ("yes" if message.is_free(match) else "no"), match.first
    for match in message.named("leaving", "no"):
        if message.clauses[match.first] in clauses.without:
            continue
        yield ("no" if match.value("leaving") is None else "not_buying"), match.first
    for place in clauses.together.values():
        yield ("no" if place in message.negated else "yes"), place


def _only_asks_for_it(message: Message) -> bool:
    """Whether all there is is a "please"."""
    polite = message.places(
        one for one in message.matches if one.value("please") is not None or one.value("intents") in POLITE
    )
    return bool(message.named("please")) and polite.issuperset(message.words())


def _accounted(clauses: Clauses, said: Reading, expecting: str | None, last: Verdict | None) -> Accounted:
    """Return whether all is accounted for, or what is not at least does not speak against it."""
    message, rest = clauses.message, clauses.left_over
    # "too expensive, so no" is as plain as a refusal gets, and so is an address that is kept back.
    refuses = last in {"no", "not_buying"} or (expecting == "details" and "decline_details" in said.intents)
    if not refuses and (message.named("doubt", "conditions") or _only_leaves(clauses, said)):
        return "against"
    if said.invalid or said.unlisted or (ASKING | FIRST) & set(said.intents):
        return "against"
    if not rest:
        return "partly" if _breaks_off(message) else "whole"
    numbers = any(message.tokens[place].is_number for place in rest)
    foreign = 2 * len(rest - message.ordinary) >= sum(1 for _ in message.words())
    return "against" if numbers or foreign or rest & message.negated else "partly"


def _only_leaves(clauses: Clauses, said: Reading) -> bool:
    """Whether "ok, bye" is said; "please make it, goodbye" agrees."""
    nods = not clauses.together and all(one.value("nods") is not None or clauses.praises(one) for one in clauses.yes)
    return nods and "goodbye" in said.intents


def _only_thanks(clauses: Clauses, hints: Hints, said: Reading) -> bool:
    """Whether it says "ok thanks", or behind an answer "perfect, thanks"."""
    nods = all({"praise", "nods"} <= one.values.keys() for one in clauses.yes)
    mild = clauses.is_last_ask and not clauses.together and nods
    praises = hints.tells_the_order and clauses.message.named("approves")
    return mild and "thanks" in said.intents and not praises


def _breaks_off(message: Message) -> bool:
    """Whether the last word calls for another: "yes and"."""
    last = max(message.words(), default=-1)
    joined = last > 0 and message.text[message.tokens[last].start - 1] == "-"  # "préparez-le"
    return not joined and any(one.last == last for one in message.named("unfinished"))


def _may_change(clauses: Clauses) -> bool:
    """Whether what a message tells may change an agreed order: it corrects, or a clause of it is all of a change."""
    message = clauses.message
    hedged = {message.sentences[one.first] for one in message.named("conditions")}
    corrects = {message.clauses[one.first] for one in message.named("corrections", "no")}
    corrects |= {one + step for one in corrects for step in (-1, 1)}  # "no, | 15 for the office", "monthly | instead"
    if clauses.changing & corrects - {
        message.clauses[place] for place, one in enumerate(message.sentences) if one in hedged
    }:
        return True
    if message.named("offer") and any(one.first in message.glue for one in message.named("people")):
        return False  # "2 of them Essential"
    doubts = message.places(one for one in message.named("doubt") if one.value("breaks") is None)  # "but 10" is none
    rest = clauses.left_over - message.places(message.named("negators", "prefer"))  # "monthly instead of yearly"
    rest -= clauses.headcounts | {place for place in message.glue if message.clauses[place] in clauses.changing}
    unclear = {message.clauses[place] for place in rest | doubts} | clauses.allowing
    unclear |= {message.clauses[place] for place, one in enumerate(message.sentences) if one in hedged}
    return not (rest or doubts or hedged) or bool(clauses.changing - unclear)
