"""An offer that serves, measured: how many, what it comes to, what it gives, and what is not known of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from limio_langchain.models.offer import Offer
from limio_langchain.recommendation.contents import Contents
from limio_langchain.recommendation.cost import NOTHING, Cost
from limio_langchain.recommendation.needs import Needs
from limio_langchain.recommendation.quantity import Quantity, quantity_for
from limio_langchain.recommendation.selling import Selling
from limio_langchain.recommendation.serving import is_for_others
from limio_langchain.recommendation.sums import cost_of_line
from limio_langchain.recommendation.words import Wanted
from limio_langchain.recommendation.year import Year, with_add_ons, year_of

MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Wish:
    """What the ranking is for: the needs, how the team sells, and what follows from them for every offer."""

    needs: Needs
    selling: Selling
    contents: Contents
    wanted: Wanted
    add_ons: tuple[Year | None, ...] = ()


class Candidate:
    """An offer that serves, measured against a wish.

    Attributes:
        offer: The offer.
        wish: What it is measured against.
        people: For how many it is measured: the number it is ordered in where that is people, else all of them.
        quantity: How many they would order.
        cost: What that costs.
        year: What it comes to in a year with the add-ons they take, or None where that is not known.
        words: Their words that it answers to.
        currency: The currency it is priced in.
        unknown: How little is known of its year: 0 for a year's price, 1 for a single payment, 2 for none.
        other_billing: Whether it is paid in another rhythm than they asked for, or in none that is known.
        coverage_unknown: Whether a flat price does not say that it is for as many people as they are.
        lacks_room: Whether it is for fewer than they are, as far as one can tell: it says neither for how many nor that
            it is for work, where one price may be for everybody; or one order cannot hold so many.
        doubts: How little it is known to serve: 0 well, 1 the number misfits, 2 it does not say for how many, 3 it is
            for others.
        for_several: Whether it is for several people and they are one.
    """

    __slots__ = (
        "cost",
        "coverage_unknown",
        "currency",
        "doubts",
        "for_several",
        "lacks_room",
        "offer",
        "other_billing",
        "people",
        "quantity",
        "unknown",
        "wish",
        "words",
        "year",
    )

    def __init__(self, offer: Offer, wish: Wish) -> None:
        needs = wish.needs
        by_number = wish.selling.sells_by_number(offer)
        copies = needs.each.get(offer.path) or needs.quantity
        self.offer, self.wish = offer, wish
        self.quantity: Quantity = quantity_for(offer, needs.people, wish.selling, copies=copies)
        self.people: int | None = (copies or needs.people) if by_number else needs.people
        self.cost: Cost = cost_of_line(offer, self.quantity.ordered, wish.selling)
        self.year: Year | None = with_add_ons(year_of(self.cost), wish.add_ons)
        self.words = wish.wanted.found_in(offer, self.gives) if wish.wanted else ()
        price = offer.price
        self.currency = price.currency if price else self.cost.currency
        self.unknown = 2 if self.year is None else int(not self.year.recurs)
        self.other_billing = needs.billing is not None and offer.billing != needs.billing
        self.coverage_unknown = (self.people or 1) > 1 and not by_number and offer.people_covered is None
        for_one = self.coverage_unknown and offer.for_whom != "work"
        self.lacks_room = for_one or self.quantity.misfit == "maximum"
        self.doubts = 1 if self.quantity.misfit else 2 * self.coverage_unknown
        if is_for_others(offer, needs):
            self.doubts = 3
        self.for_several = self.people == 1 and (offer.people_covered or 1) > 1

    @property
    def gives(self) -> frozenset[str]:
        """What a customer gets."""
        return self.wish.contents.of(self.offer)

    @property
    def holds(self) -> int:
        """How many products and features it holds; labels tell things apart and are not had."""
        return sum(not one.startswith("label: ") for one in self.gives)

    @property
    def over_budget(self) -> Decimal:
        """What its dearer year is beyond the budget, a month; nought where there is none or the price is not known."""
        budget = self.wish.needs.budget
        if budget is None or self.year is None:
            return NOTHING
        return max(NOTHING, self.year.dearer / MONTHS_A_YEAR - budget)

    def stands_before(self, other: Candidate) -> bool:
        """Return whether it gives no less than another, costs no more in all, serves as well, and is not the same."""
        ours, theirs = self.year, other.year
        if other is self:  # before what it gives is read, which takes longest
            return False
        if ours is None or theirs is None or ours.first > theirs.first or ours.later > theirs.later:
            return False
        if ours.currency != theirs.currency or not self._serves_as_well(other) or not self._may_give_as_much(other):
            return False
        mine, its = self.gives, other.gives
        return mine >= its and (len(mine) > len(its) or ours.first < theirs.first or ours.later < theirs.later)

    def _serves_as_well(self, other: Candidate) -> bool:
        return (
            self.lacks_room <= other.lacks_room
            and self.other_billing <= other.other_billing
            and self.doubts <= other.doubts
            and self.for_several <= other.for_several
            and self.unknown <= other.unknown
        )

    def _may_give_as_much(self, other: Candidate) -> bool:
        # Labels and products are cheap to read and seldom the same; features are neither.
        return set(self.offer.labels).issuperset(other.offer.labels) and set(self.offer.products).issuperset(
            other.offer.products
        )
