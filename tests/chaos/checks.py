"""What must hold of each conversation of a run, whatever failed and whoever was killed meanwhile."""

import json
import re
from collections import Counter
from dataclasses import dataclass

from chaos.ledger import items_of
from limio_sales_agent.evaluation.invariants import always
from limio_sales_agent.evaluation.personas import PEOPLE_NAMES
from limio_sales_agent.evaluation.record import Exchange, Played
from limio_sales_agent.web.chat_service import GREETING

WITH_BASKET = frozenset({"assisted_checkout", "quote"})
SOLD = WITH_BASKET | {"purchase_link"}
REFUSED = "The shop did not accept that order"
UNASKED = "a basket was made "  # without a yes to the order and its terms, or at what is none
WIRE = {
    "email": "email",
    "first_name": "firstName",
    "last_name": "lastName",
    "company": "companyName",
    "phone": "phone",
}
DECLINED = "details_declined"  # the one reason for a purchase link that is the customer's doing


@dataclass(frozen=True)
class Written:
    """One conversation, from all sides.

    Attributes:
        customer: Who said and heard what.
        state: What the agent keeps of it at the end, read from the store.
        entries: The page's transcript at the end, read from the store.
        reported: The outcomes the host was told of.
        ledger: The sandbox's books.
    """

    customer: object
    state: dict
    entries: list
    reported: list
    ledger: object

    @property
    def baskets(self):
        """The customer's baskets, by their address."""
        return self.ledger.of(self.customer.domain)

    def details(self, basket):
        """Who the customer had said they are when a basket was first seen, as an order tells it."""
        seen = (one.customer for one in self.customer.exchanges if basket.external_id in one.baskets)
        said = next(seen, self.state.get("customer", {}))
        return {wire: said[name] for name, wire in WIRE.items() if name in said}

    def ordered(self, basket):
        """Return whether a basket's key is made of this conversation's orders, and of nobody else's."""
        return self.ledger.is_of(basket, self.state["conversation"], self.state.get("order_number", 0))

    @property
    def outcomes(self):
        """Each outcome that stood after some message, once."""
        stood = [one.outcome for one in self.customer.exchanges if one.outcome]
        return [one for place, one in enumerate(stood) if place == 0 or one != stood[place - 1]]

    @property
    def chose_anew(self):
        """Whether they were told that the shop did not accept their order, or shown the shop for want of a catalogue."""
        unread = any(one["reason"] == "catalogue_unavailable" for one in self.outcomes)
        return unread or any(REFUSED in one.reply for one in self.customer.exchanges)

    @property
    def texts(self):
        """What the customer said."""
        return [one.said for one in self.customer.exchanges]


def went_through(told):
    """The talk itself went well: each message was answered, once and in one way."""
    return told.customer.failures


def ends_with_an_outcome(told):
    """The conversation came to something."""
    return [] if told.state.get("outcome") else ["it ended without an outcome"]


def loses_no_message(told):
    """The transcript holds each message and the answer that the customer got, once and in order."""
    talk = [text for one in told.customer.exchanges for text in (one.said, one.reply)]
    kept = [one["text"] for one in told.entries]
    return [] if kept == talk else [f"the transcript holds {len(kept)} entries and differs from the {len(talk)} said"]


def loses_nothing_said(told):
    """The state holds who the customer is and how many they are, as they said it."""
    held, text = told.state.get("customer", {}), "\n".join(told.texts)
    said = {}
    if address := re.search(r"[\w.]+@[\w.]+\w", text):
        said["email"] = address[0]
    for first, last, company in PEOPLE_NAMES:
        # A name that stands without "I'm" or the like is one the reader may leave alone; the others it knows for one.
        if any(f"{word} {first} {last}" in text for word in ("I'm", "This is")):
            said |= {"first_name": first, "last_name": last}
        if f"{first} {last} from {company}" in text:
            said["company"] = company
    return [f"lost {key}: {value}" for key, value in said.items() if held.get(key) != value] + _people(told)


def _people(told):
    numbers = [int(one) for one in re.findall(r"\b\d{1,2}\b", re.sub(r"\S+@\S+", "", "\n".join(told.texts)))]
    needs = told.state.get("needs", {})
    lost = numbers and numbers[-1] not in {needs.get("people"), needs.get("quantity")}
    return [f"lost the number of people: {numbers[-1]}"] if lost else []


def sells_what_was_said(told):
    """What was handed over is what the customer wanted; a link for want of details only where they kept them.

    An order that the shop refused (400, 404) is another matter, and so is a catalogue that could not be read: the
    customer is told, is shown other offers or all of them, and says yes to what they are shown.
    """
    outcome, wanted = told.state.get("outcome") or {}, told.customer.scenario.sandbox.items
    found = {line["offer"]: line["quantity"] for line in outcome.get("items", ())}
    if outcome.get("reason") == DECLINED and "keeps their address" not in told.customer.scenario.name:
        return ["it says that the customer declined to give their details"]
    sold = outcome.get("kind") in SOLD and not told.chose_anew
    return [f"sold {found} for {dict(wanted)}"] if sold and wanted and found != dict(wanted) else []


def makes_one_basket_an_order(told):
    """No more baskets than orders the customer gave, and no order in two baskets."""
    found, most = [items_of(one) for one in told.baskets], told.customer.scenario.sandbox.baskets
    most = max(most, 1) if "down" in told.customer.scenario.name else most  # its faults gave way to the run's
    most = max(most, told.state.get("order_number", 0)) if told.chose_anew else most  # they said yes once more
    twice = [items for place, items in enumerate(found) if items in found[:place]]
    many = [f"{len(found)} baskets, for {most} orders"] if len(found) > most else []
    return many + [f"two baskets for one order of {items}" for items in twice]


def agrees_with_the_ledger(told):
    """Each basket holds exactly what its customer said of themselves; each outcome with a basket names one that is there."""
    known = {one.external_id: one for one in told.baskets}
    faults = [
        f"basket {one.external_id} holds {one.customer}, not {told.details(one)}"
        for one in told.baskets
        if _foreign(one, told)
    ]
    faults += [f"a basket {key} that is none of its orders" for key, one in known.items() if not told.ordered(one)]
    faults += [f"basket {one.external_id} was changed to another order" for one in told.baskets if _changed(one)]
    for outcome in told.outcomes:
        if outcome["kind"] in WITH_BASKET:
            faults += _of_outcome(outcome, known.get(outcome["external_id"]))
    return faults


def _foreign(basket, told):
    """Whether a basket holds another detail than its customer gave in so many words, or lacks one."""
    said = "\n".join(told.texts)
    return basket.customer != told.details(basket) or not all(one in said for one in basket.customer.values())


def _changed(basket):
    """Whether another order was ever sent under this one's key, whichever of the two Limio kept."""
    return any(other != basket.order for other in (*basket.history, *basket.ignored))


def _of_outcome(outcome, basket):
    if basket is None:
        return [f"the outcome's basket {outcome['external_id']} is not in the ledger"]
    pairs = {
        "id": (outcome["basket_id"], basket.id),
        "items": ({one["offer"]: one["quantity"] for one in outcome["items"]}, items_of(basket)),
        "link": ((outcome["url"] or basket.recovery_link)[-len(basket.recovery_link) :], basket.recovery_link),
    }
    return [f"the outcome's {what} is {ours}, the ledger's {its}" for what, (ours, its) in pairs.items() if ours != its]


def hands_the_link_over(told):
    """The answer after which an outcome stands holds its link; nobody is left with the outcome and without it."""
    faults, before = [], None
    for one in told.customer.exchanges:
        new = one.outcome if one.outcome != before else None
        if new and new["kind"] != "quote" and new["url"] and new["url"] not in one.reply:
            faults.append(f"answer {one.turn} came to {new['kind']} and does not hold its link")
        before = one.outcome
    return faults


def tells_the_host(told):
    """The host is told of each outcome; of one twice only where a process was killed in between."""
    told_of = Counter(map(_key, told.reported))
    faults = [f"the host was never told of {one['kind']}" for one in told.outcomes if not told_of[_key(one)]]
    if sum(told_of.values()) - len(told_of) > told.customer.interrupted:
        faults.append("the host was told of an outcome twice, and nothing was killed in between")
    return faults


def _key(outcome):
    return json.dumps([outcome[key] for key in ("kind", "url", "external_id", "items")])


def keeps_the_agents_rules(told, replies, offers, shop_url):
    """What no conversation may ever do, whatever its scenario; the scenarios' own rules."""
    baskets = tuple(map(told.ledger.shown, told.baskets))
    # A process killed in that moment may report an outcome again, which `tells_the_host` counts.
    once = tuple({_key(one): one for one in told.reported}.values())
    # What the page showed before anything was said; of a long conversation the agent keeps it condensed.
    kept = [one.text for one in told.state["messages"][:1] if one.id == GREETING]
    condensed = [line for line in told.state.get("past", [])[:1] if line.startswith("agent:")]
    shown = [Exchange(0, "", text) for text in kept or condensed]
    played = Played(exchanges=(*shown, *told.customer.exchanges), baskets=baskets, reported=once)
    found = [one.what for one in always(told.customer.scenario, played, replies, offers, shop_url)]
    # The basket of a quote whose answer was lost: asking for the quote was the yes, and a colleague takes over.
    is_quote = (told.state.get("order") or {}).get("mode") == "quote"
    return [what for what in found if not (is_quote and what.startswith(UNASKED))]


CHECKS = (
    went_through,
    ends_with_an_outcome,
    loses_no_message,
    loses_nothing_said,
    sells_what_was_said,
    makes_one_basket_an_order,
    agrees_with_the_ledger,
    hands_the_link_over,
    tells_the_host,
)
