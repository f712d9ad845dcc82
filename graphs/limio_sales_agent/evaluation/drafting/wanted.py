"""An offer that a customer comes for, and how they would put it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from limio_langchain import Offer
from limio_langchain.eligibility import Sale, reasons
from limio_sales_agent.playbook import Playbook

PEOPLE = 5
HOME = "GB"  # where a customer is whom nothing says to be elsewhere
EMAIL, OTHER_EMAIL = "sam.taylor@fieldstone.example.com", "sam.taylor@home.example.com"
NAME = "Sam Taylor"
PAID = {"weekly": "paid weekly", "monthly": "paid monthly", "quarterly": "paid quarterly", "yearly": "paid yearly"}


@dataclass(frozen=True)
class Wanted:
    """One offer somebody comes for.

    Attributes:
        offer: The offer.
        country: Where the customer is.
        playbook: Its questions tell what the customer answers.
    """

    offer: Offer
    country: str
    playbook: Playbook
    people: int = PEOPLE

    @property
    def title(self) -> str:
        """The offer's name with how it is paid, which no other offer that is sold has."""
        paid = PAID.get(self.offer.billing or "")
        return f"{self.offer.display_name}, {paid}" if paid else self.offer.display_name

    @property
    def wish(self) -> str:
        """What they want, with the number of people where it is sold by the seat."""
        return f"{self.title}, for {self.people} people" if self.offer.sold_per_seat else self.title

    @property
    def quantity(self) -> int:
        """How many of it are ordered."""
        return self.people if self.offer.sold_per_seat else 1

    @property
    def items(self) -> dict[str, int]:
        """The order's items."""
        return {self.offer.path: self.quantity}

    @property
    def context(self) -> dict[str, str]:
        """What the host knows: the country and, where the offer has one, the currency."""
        currency = self.offer.price.currency if self.offer.price else None
        return {"country": self.country} | ({"currency": currency} if currency else {})

    @property
    def answers(self) -> dict[str, str]:
        """What they say to each ask."""
        return {
            "open": f"I'd like {self.wish}.",
            "choice": self.title,
            "confirm": "yes please",
            "add_on": "no thanks",
            "email": f"my email is {EMAIL}",
            "first_name": f"{NAME}, {EMAIL}",
            "last_name": f"{NAME}, {EMAIL}",
            "company": f"{NAME} of Fieldstone, {EMAIL}",
            "phone": "+44 20 7946 0958",
            "people": f"{self.people} people" if self.offer.sold_per_seat else "just me",
            "quantity": str(self.quantity),
            "billing": PAID.get(self.offer.billing or "", "whatever is usual"),
            "country": self.country,
            **dict(self._own_questions()),
        }

    def _own_questions(self) -> Iterator[tuple[str, str]]:
        """Yield the answers to the team's own questions, in the words that its playbook understands."""
        for question in self.playbook.questions:
            if question.attribute is None:
                continue
            for value, words in question.values.items():
                if self.offer.carries(question.attribute, value):
                    yield question.key, f"it's {next(iter(words), value)}"
                    break

    def for_people(self, people: int) -> Wanted:
        """Return the same for another number of people."""
        return replace(self, people=people)


def wanted_offers(offers: Sequence[Offer], playbook: Playbook) -> tuple[list[Wanted], dict[str, str]]:
    """Return the offers that scenarios can be drafted for, and why the others are left out, by path.

    Args:
        offers: Everything in the catalogue.
        playbook: What of it is sold.
    """
    plain = [offer for offer in offers if offer.kind == "offer"]
    found, left_out = [], {}
    for offer in plain:
        one = Wanted(offer, next(iter(offer.countries), HOME), playbook)
        if fault := _fault(one):
            left_out[offer.path] = fault
        else:
            found.append(one)
    named = Counter(one.title.casefold() for one in found)
    for one in found:
        if named[one.title.casefold()] > 1:
            left_out[one.offer.path] = f"another offer is called {one.title!r} too, so that no customer could name it"
    return [one for one in found if one.offer.path not in left_out], left_out


def _fault(one: Wanted) -> str | None:
    offer = one.offer
    sale = Sale(scope=one.playbook.scope, country=one.country, at=datetime.now(UTC))
    if against := reasons(offer, sale):
        return f"it {against[0].words}"
    if offer.price is None or offer.price.amount is None:
        return "it has no single price in the catalogue"
    return None


def customer(one: Wanted, goal: str, **more: Any) -> Mapping[str, Any]:
    """Return who the customer is, for one that a model plays."""
    knowledge = [f"you want {one.wish}", f"your name is {NAME}", f"your e-mail address is {EMAIL}"]
    known = {"persona": f"{NAME}, who is in {one.country}", "goal": goal, "knowledge": knowledge}
    return {**known, "country": one.country, "buys": one.items, **more}
