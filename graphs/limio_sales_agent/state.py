"""What a conversation keeps between turns: JSON and messages only, so that any checkpointer can store it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, NotRequired, Required

from langchain_core.messages import AnyMessage
from langgraph.graph.message import Messages, add_messages
from typing_extensions import TypedDict

KEPT_MESSAGES = 12
IS_IN = frozenset({"submitted", "completed"})  # how far a sale came whose order is in
# Asks before which an order stands: a yes to one is a yes to that.
ORDERED = frozenset({"confirm", "details", "add_on"})
COLLEAGUE = "colleague"  # the name of a message that tells what a person and the customer wrote to each other


class Line(TypedDict):
    """One line of an order: an offer's catalogue path, how many, and whether it is an ``offer`` or an ``add_on``."""

    offer: str
    quantity: int
    kind: Literal["offer", "add_on"]


class Figure(TypedDict):
    """What Limio itself says an order is charged first, beside ours; null where it does not say, or ours is not known.

    ``differs`` is whether the two do, ``on`` the day, amounts are texts with all their digits.
    """

    first_payment: str | None
    currency: NotRequired[str]
    on: NotRequired[str]
    differs: bool | None
    ours: NotRequired[str | None]


class Disclosure(TypedDict):
    """The terms a customer was shown, and the order they were shown for.

    ``versions`` says of each offer, by path, which version was shown; ``held``, what it held (`eligibility.terms_of`).
    """

    items: list[Line]
    text: str
    locale: NotRequired[str]
    shown_at: NotRequired[str]
    versions: NotRequired[dict[str, str | None]]
    held: NotRequired[dict[str, dict[str, str]]]
    figure: NotRequired[Figure]


class Yes(TypedDict):
    """Words that were taken for a yes, and when."""

    words: str
    at: str


class Receipt(TypedDict):
    """What shows that a customer agreed: the terms as shown, their yes, both times, and the order it was for.

    ``versions`` holds the version of each offer as it was shown, by path; ``order_key`` is the order's ``external_id``.
    """

    outcome_id: str
    items: list[Line]
    terms: str
    shown_at: str | None
    yes: list[Yes]
    versions: dict[str, str | None]
    order_key: str | None


class Approval(TypedDict, total=False):
    """What a colleague looked at and let go.

    Attributes:
        cards: The orders shown to them since their last decision, each by its digest.
        allowed: The order they let go, or proposed, by its digest.
        proposed: The lines they would rather sell, until the customer was told of them.
    """

    cards: list[str]
    allowed: str
    proposed: list[Line]


class Order(TypedDict, total=False):
    """The order as fixed before anything is written.

    Its number is part of its key, so a rerun finds the same basket. ``customer`` holds the details and the country it
    was fixed with. ``pending`` while a colleague looks at it; ``closed`` once it was handed over. ``url`` is the
    basket's link, kept back where it is a quote.
    """

    number: int
    items: list[Line]
    customer: dict[str, str]
    mode: str
    closed: bool
    pending: bool
    url: str | None
    basket_id: str | None
    external_id: str | None
    prefilled: bool


class Failure(TypedDict, total=False):
    """Why the last write failed.

    ``changed``: the ``offer`` is no longer what was agreed to, in what ``changed`` names. ``gone``: it is not sold here
    any more. ``refused``: the order itself
    is at fault. ``failed``: the API is. ``no_link``: not even a purchase link could be made. ``reason`` is one of the
    closed list of them.
    """

    kind: Required[Literal["changed", "gone", "refused", "failed", "no_link"]]
    reason: Required[str | None]
    offer: str
    changed: list[str]


class MadeLink(TypedDict):
    """A purchase link, why it is one, whether it is for the team's ``label``, and whether the promo code is in it."""

    url: str
    reason: str | None
    label: bool
    carries_code: bool


class HeldSubscription(TypedDict):
    """A subscription an authenticated customer has; its offer's path and its amount where Limio tells them."""

    id: str
    name: str
    offer: str | None
    quantity: int
    amount: str | None
    currency: str | None


class SaidFacts(TypedDict):
    """What a message says.

    Attributes:
        text: What the customer said, its beginning.
        intents: What they want to happen.
        understood: Whether anything of it was.
        commits: Whether it may conclude an order: all of it is accounted for, and it neither asks nor hesitates.
        invalid: Details given in a form nobody can use.
        answer: The answer to their question, where it is known.
        unanswered: Whether they ask something that showing offers does not answer.
        about: The offers and add-ons they speak of, by path.
        number: The number they name, ordered or not.
        billing: The period they name, ordered or not.
        news: What the message gives a value for.
        passed: The questions they will not answer, or whose answer is none of the choices.
        unlisted: That answer, in their words.
        unsold_currency: The currency of their budget, where nothing is sold in it.
        more: Whether a yes came with more than can be ordered here.
        foreign: Whether it is in a language that nobody here reads.
        corrected: Whether it takes something back.
        changed: Whether it changed what is to be ordered.
        card: Whether a card number was taken out of it.
    """

    text: str
    intents: list[str]
    understood: bool
    commits: bool
    invalid: list[str]
    answer: str | None
    unanswered: bool
    about: list[str]
    passed: list[str]
    unlisted: str | None
    unsold_currency: str | None
    more: bool
    foreign: bool
    number: int | None
    billing: str | None
    news: list[str]
    corrected: bool
    changed: bool
    card: bool


class TurnFacts(SaidFacts):
    """What is known in one turn only, worked out once by the node that reads; no other node writes here.

    Attributes:
        shop: The `Shop` of this turn, by its key.
        source: Where that is from.
        age: How old that is, in seconds.
        stands: Whether the order that was handed over is still what they want, for whom they want it.
        waits: Whether a colleague is looking at what they want.
        missing: Required details that nobody knows yet.
        wanted: Others to ask for beside them.
        link: Why the sale will end in a purchase link, or None.
        ask: The next question worth asking, by its key.
        add_on: The add-on to offer, by path.
        free_mail: Whether a work address is to be asked for.
        lead_first: Whether details are asked for before anything is recommended.
        account: Whether the playbook has a link for subscribers.
        label: Whether the playbook has one for when there is no catalogue.
        approval: Whether a colleague decides on checkouts.
        credentials: Whether there are any for the API.
        subscriptions: What an authenticated customer has.
        sale: How far the order came whose link was handed over last, where anything is known of one.
    """

    shop: str
    source: str
    age: float
    stands: bool
    waits: bool
    missing: list[str]
    wanted: list[str]
    link: str | None
    ask: str | None
    add_on: str | None
    free_mail: bool
    lead_first: bool
    account: bool
    label: bool
    approval: bool
    credentials: bool
    subscriptions: list[HeldSubscription]
    sale: str | None


Next = Literal["approve", "assisted_checkout", "purchase_link", "confirm", "recommend", "handoff", "wait"]


class Outcome(TypedDict):
    """What a conversation came to; a later one names the one it supersedes.

    ``outcome_id`` is the same each time this very outcome is told, and no other's. ``consent`` stands beside a sale,
    ``figure`` where Limio was asked for its own.
    """

    outcome_id: str
    kind: Literal["assisted_checkout", "purchase_link", "quote", "handoff", "existing_customer", "not_buying"]
    url: str | None
    reason: str | None
    basket_id: str | None
    external_id: str | None
    items: list[Line]
    not_carried: list[str]
    disclosure: str | None
    summary: str | None
    supersedes: str | None
    expires_at: str | None
    consent: Receipt | None
    figure: NotRequired[Figure]


def latest(held: Messages, added: Messages) -> list[AnyMessage]:
    """Merge messages as LangGraph does and keep the last twelve.

    Inside another graph the whole transcript is handed in each time; its order is then the one that counts, because
    messages forgotten here would otherwise come back behind the newest.
    """
    merged = add_messages(held, added)
    given = added if isinstance(added, list) else [added]
    places = {getattr(message, "id", None): place for place, message in enumerate(given)}
    known: Sequence[Any] = held if isinstance(held, list) else [held]
    if known and all(getattr(message, "id", None) in places for message in known):
        merged = sorted(_listed(merged), key=lambda message: places.get(message.id, len(places)))
    return _listed(merged)[-KEPT_MESSAGES:]


def _listed(messages: Messages) -> list[Any]:
    return list(messages) if isinstance(messages, list) else [messages]


class Input(TypedDict):
    """What a caller may hand in: messages, and nothing that only code decides."""

    messages: Annotated[list[AnyMessage], latest]


class Output(TypedDict, total=False):
    """What a caller gets back; a quote's link and the customer's details stay inside."""

    messages: Annotated[list[AnyMessage], latest]
    outcome: Outcome | None
    refused_context: list[str]


class SalesState(TypedDict, total=False):
    """The whole of a conversation.

    Attributes:
        locale: The customer's, as the host named it with their last message.
        language: ISO-639 code of the language they write, where the playbook has it.
        messages: The last twelve; a page that shows the whole conversation keeps its own transcript.
        past: What came before them, condensed, a line a message.
        conversation: Chosen at random with the first message: what makes this conversation's orders its own.
        customer: first_name, last_name, email, phone, company, country, as far as the customer said them.
        needs: attributes, billing, budget, budget_period, budget_per, currency, people, quantity, each, payment,
            keywords, prefer, note, for_whom, for_either, denied (for how many messages their number was wrong).
        asked: How often each ask was made, by its key.
        declined: Keys of questions and details the customer will not answer.
        expecting: What the last message asked for.
        shortlist: Paths last shown, in the order shown.
        selection: What is to be ordered.
        chosen: Whether the customer named the selection themselves; else it is a recommendation.
        agreed: The lines the customer said yes to.
        consent: The words that were their yes; the order's own and, behind it, the add-on's.
        offered: The add-on last offered.
        offered_terms: The terms told with it, of both.
        promo_code: A code they gave.
        mode: ``buy`` or ``quote``.
        order_number: Of the order last fixed.
        order: The order last fixed.
        approval: What a colleague decided, where one decides.
        another: Whether the customer is starting a further order.
        changing: What a subscription of theirs may be changed to, as they were told: paths, each with its id.
        disclosure: The terms they were last shown.
        attempts: How often something went wrong: ``unclear``, ``link``, ``refused``.
        handoff_reason: Why a person is to take over, while their details are asked for.
        failure: Why the last write failed.
        made_link: The purchase link made in this turn.
        next: Where the node that ran last sends the conversation, where it has a choice; ``wait`` for the customer.
        outcome: What the conversation came to, last.
        outcomes: How many there were.
        receipts: Of the sales, the latest last.
        refused_context: What the caller set of this run's context and may not, by name.
        unfinished: What was known before the message that is being answered; None between turns. A message sent again
            after a crash is folded into this, so that it counts once.
        turn: What is known in this turn only.
    """

    messages: Annotated[list[AnyMessage], latest]
    locale: str | None
    language: str | None
    past: list[str]
    conversation: str
    customer: dict[str, str]
    needs: dict[str, Any]
    asked: dict[str, int]
    declined: list[str]
    expecting: str | None
    shortlist: list[str]
    selection: list[Line]
    chosen: bool
    agreed: list[Line] | None
    consent: list[Yes]
    offered: str | None
    offered_terms: Disclosure | None
    promo_code: str | None
    mode: Literal["buy", "quote"]
    order_number: int
    order: Order | None
    approval: Approval | None
    another: bool
    changing: dict[str, str]
    disclosure: Disclosure | None
    attempts: dict[str, int]
    handoff_reason: str | None
    failure: Failure | None
    made_link: MadeLink | None
    next: Next
    outcome: Outcome | None
    outcomes: int
    receipts: list[Receipt]
    refused_context: list[str]
    unfinished: dict[str, Any] | None
    turn: TurnFacts


Update = dict[str, Any]
