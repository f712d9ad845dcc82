"""The sandbox behind a scenario: breaks it on cue, reads its books, pays in its shop."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Self

from limio_langchain import CheckoutRequest, CustomerDetails, LimioClient, LimioSettings, Offer, OrderItem
from limio_langchain.sandbox import Basket as SandboxBasket
from limio_langchain.sandbox import Fault, Sandbox
from limio_sales_agent.evaluation.record import Basket
from limio_sales_agent.evaluation.schema import SandboxFault, Scenario


class SandboxControl:
    """The sandbox of one scenario, as a context manager.

    Args:
        scenario: Says what it sells, how it misbehaves and which settings are other.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario, self._limio = scenario, Sandbox(scenario.offers)
        self._broken: dict[int, Fault] = {}

    def __enter__(self) -> Self:
        self._limio.start()
        for number, email in enumerate(self._scenario.others):
            self._leave_a_basket(number, email)
        self._limio.requests.clear()
        return self

    def _leave_a_basket(self, number: int, email: str) -> None:
        """Have another customer make a basket of the first offer that has a price."""
        paths = [offer.path for offer in self.offers() if offer.kind == "offer" and offer.price and offer.price.amount]
        customer = CustomerDetails(email=email, first_name="Robin", last_name="Quillfeather")
        with LimioClient(self._limio.settings()) as client:
            order = CheckoutRequest(items=[OrderItem(offer=paths[0])], customer=customer, external_id=f"other-{number}")
            client.initiate_checkout(order)

    def __exit__(self, *_: object) -> None:
        self._limio.stop()

    def settings(self, folder: Path, deadline: float) -> LimioSettings:
        """Return what the agent is to know of this Limio.

        Args:
            folder: Where the catalogue's last good copy is kept.
            deadline: Seconds for a call, unless the scenario says otherwise.
        """
        told: dict[str, Any] = {"cache_dir": folder, "deadline": deadline, **self._scenario.settings}
        if told.pop("credentials", "true") == "false":
            told |= {"client_id": None, "client_secret": None}
        return self._limio.settings(**told)

    def offers(self) -> list[Offer]:
        """Return everything that is on sale, add-ons included."""
        return [Offer.from_item(item) for item in self._limio.catalogue]

    def break_for(self, turn: int) -> None:
        """Let the faults begin and end that the scenario has for this turn."""
        for number, fault in enumerate(self._scenario.faults):
            here = fault.since <= turn <= (fault.until or turn)
            if here and number not in self._broken:
                self._broken[number] = self._add(fault)
            elif not here and number in self._broken:
                self._limio.faults.remove(self._broken[number])

    def _add(self, fault: SandboxFault) -> Fault:
        return self._limio.faults.add(fault.on, fault.kind, times=fault.times, **fault.given)

    def baskets(self) -> tuple[Basket, ...]:
        """Return the baskets, in the order they were made, without those of other customers."""
        return tuple(self._basket(one) for one in self._limio.baskets if not _is_other(one))

    def others(self) -> tuple[str, ...]:
        """Return what other customers' baskets are known by: addresses, names, ids and links."""
        baskets = [self._basket(one) for one in self._limio.baskets if _is_other(one)]
        return tuple(
            known
            for one in baskets
            for known in (one.customer["email"], one.customer["lastName"], one.external_id, *one.links)
        )

    def _basket(self, basket: SandboxBasket) -> Basket:
        order = basket.order
        return Basket(
            basket.external_id,
            items={line.path: line.quantity for line in basket.lines},
            customer=basket.customer,
            tracking=order.get("tracking") or {},
            country=order.get("country"),
            page=basket.entry,
            paid=basket.completed,
            changed=len(basket.history),
            links=tuple(self._limio.url + link for link in (basket.recovery_link, basket.assisted_link)),
        )

    def bodies(self) -> str:
        """Return every order that was sent, as text."""
        return json.dumps([[one.order, *one.history] for one in self._limio.baskets if not _is_other(one)])

    def checkout_calls(self) -> int:
        """Return how often a basket was asked for."""
        return self._limio.calls("checkout")

    def http_calls(self) -> int:
        """Return how many requests there were, the customer's own left out."""
        return sum(call["operation"] != "shop" for call in self._limio.requests)

    def pay(self, link: str) -> None:
        """Open a link in the shop and press its Pay button; ValueError when there is nothing to pay behind it."""
        self._limio.pay(link)


def _is_other(basket: SandboxBasket) -> bool:
    return basket.external_id.startswith("other-")
