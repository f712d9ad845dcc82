"""Whether an order can be paid as the customer wants to; where it cannot, and a quote would do, that is offered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from limio_langchain.models.offer import Offer
from limio_langchain.recommendation.needs import PAYMENTS, Payment
from limio_langchain.recommendation.serving import takes
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import RunContext
from limio_sales_agent.replies.compose import listing, sentences
from limio_sales_agent.state import Line, SalesState

QUOTED = frozenset({"invoice"})  # ways to pay that a sales team can grant where the checkout does not


def payment_answer(payment: Payment, offer: Offer, run: RunContext) -> str:
    """Return whether an offer can be paid in a way, as far as the catalogue says."""
    words = {"name": offer.display_name, "payment": run.say(f"payment_{payment}")}
    if not offer.payment_types:
        return run.say("payment_unknown", **words)
    if takes(offer, payment) and payment not in run.playbook.quote.payments:
        return run.say("payment_taken", **words)
    others = (run.say(f"payment_{one}") for one in PAYMENTS if takes(offer, one) and one != payment)
    return run.say("payment_not_taken", **words, others=listing(others, run, "or") or run.say("payment_otherwise"))


def payment_told(lines: Sequence[Line], state: SalesState, shop: Shop, run: RunContext) -> str | None:
    """Return what is said of the way to pay that the customer names in this message, of the offer it matters to."""
    payment = state.get("needs", {}).get("payment")
    if payment is None or "payment" not in state["turn"]["news"]:
        return None
    offers = list(_offers(lines, shop))
    refusing = [offer for offer in offers if not _can_be_paid(offer, payment, run)]
    return payment_answer(payment, (refusing or offers)[0], run) if offers else None


def billing_told(lines: Sequence[Line], state: SalesState, shop: Shop, run: RunContext) -> str | None:
    """Return that an offer is not paid as often as the customer says in this message, where it is not."""
    asked = state.get("needs", {}).get("billing")
    if asked is None or "billing" not in state["turn"]["news"]:
        return None
    told = (billed_otherwise(one, asked, shop, run) for one in _offers(lines, shop) if one.billing)
    words = next(filter(None, told), None)
    return None if words == state["turn"]["answer"] else words  # a question about it has it told already


def billed_otherwise(offer: Offer, asked: str, shop: Shop, run: RunContext) -> str | None:
    """Return that an offer is not paid as often as they ask, where neither it nor its other plan is."""
    plan = shop.other_period(offer)
    if asked in {offer.billing, plan.billing if plan else None}:
        return None
    names = {"billing": run.say(f"billing_{offer.billing}"), "asked": run.say(f"billing_{asked}")}
    return run.say("billed_otherwise", name=offer.display_name, **names)


def quote_offer(lines: Sequence[Line], state: SalesState, shop: Shop, run: RunContext) -> str | None:
    """Return the offer of a quote, once an order, where the order cannot be paid as they want to and a quote can."""
    payment = state.get("needs", {}).get("payment")
    if payment not in QUOTED | set(run.playbook.quote.payments) or state.get("asked", {}).get("quote_offer"):
        return None
    wanted = cast("Payment", payment)
    refusing = next((one for one in _offers(lines, shop) if not _can_be_paid(one, wanted, run)), None)
    return sentences(payment_answer(wanted, refusing, run), run.say("quote_offer")) if refusing else None


def _can_be_paid(offer: Offer, payment: Payment, run: RunContext) -> bool:
    return takes(offer, payment) and payment not in run.playbook.quote.payments


def _offers(lines: Sequence[Line], shop: Shop) -> Iterable[Offer]:
    return filter(None, (shop.offers.get(one["offer"]) for one in lines))
