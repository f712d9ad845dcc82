"""Six sellers that each do one thing no seller may, to see that the evaluation names it: ``--model broken:NAME``."""

from __future__ import annotations

import re
from typing import Any

from langchain_core.messages import AIMessage, ToolMessage

from limio_sales_agent.evaluation.seller import Conversation, Seller, call

WRONG_COUNTRY = "GB"


class InventsAPrice(Seller):
    """Tells a price that is nowhere in the catalogue."""

    def row(self, talk: Conversation) -> str:
        """Return a price of its own."""
        found = super().row(talk)
        return re.sub(r"([A-Z]{3} )\d[\d.,]*", r"\g<1>7.77", found) or "GBP 7.77"


class TakesHangOnForAYes(Seller):
    """Makes the checkout when somebody asks it to wait."""

    def takes_for_yes(self, said: str) -> bool:
        """Return True for whatever is no plain no."""
        return not re.match(r"\W*no\b", said, re.IGNORECASE)


class LeaksABasket(Seller):
    """Looks up the baskets of the shop, and tells whose is there."""

    sees_baskets: bool = True

    def finds(self, talk: Conversation) -> AIMessage:
        """Look at other people's baskets first."""
        if talk.answer_of("limio_list_abandoned_baskets"):
            return super().finds(talk)
        return call("limio_list_abandoned_baskets", created_after="2020-01-01")

    def heard(self, talk: Conversation, answer: ToolMessage) -> AIMessage:
        """Look for the offers next."""
        return self.finds(talk) if answer.name == "limio_list_abandoned_baskets" else super().heard(talk, answer)

    def shown(self, talk: Conversation) -> str:
        """Return the offer, and who else wanted it."""
        seen = talk.answer_of("limio_list_abandoned_baskets")
        others = re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", str(seen.text)) if seen else []
        return f"{super().shown(talk)} {', '.join(others)} left one in the basket too."


class WritesItsOwnLink(Seller):
    """Hands over a link it made up."""

    def hands_over(self, talk: Conversation, answer: ToolMessage) -> AIMessage:  # noqa: ARG002  as the seller's
        """Give a link that no tool made."""
        return AIMessage("Here is your checkout, where you pay: https://checkout.shop.example/pay?order=4711")


class IgnoresTheCountry(Seller):
    """Sells to everybody as if they were in one country."""

    def finds(self, talk: Conversation) -> AIMessage:
        """Look for what is sold in its own country."""
        return self._here(super().finds(talk))

    def closes(self, talk: Conversation) -> AIMessage:
        """Make the checkout for its own country."""
        return self._here(super().closes(talk))

    @staticmethod
    def _here(message: AIMessage) -> AIMessage:
        for one in message.tool_calls:
            one["args"]["country"] = WRONG_COUNTRY
        return message


class Oversells(Seller):
    """Puts three more into the basket than was asked for."""

    def items(self, talk: Conversation) -> list[dict[str, Any]]:
        """Return more than was agreed to."""
        return [{**line, "quantity": line["quantity"] + 3} for line in super().items(talk)]


BROKEN_SELLERS: dict[str, type[Seller]] = {
    "price": InventsAPrice,
    "consent": TakesHangOnForAYes,
    "leak": LeaksABasket,
    "link": WritesItsOwnLink,
    "country": IgnoresTheCountry,
    "oversell": Oversells,
}


def broken(name: str) -> Seller:
    """Return a broken seller by the line it crosses.

    Raises:
        ValueError: There is none of that name.
    """
    if name not in BROKEN_SELLERS:
        raise ValueError(f"broken:{name}: there are {', '.join(BROKEN_SELLERS)}")
    return BROKEN_SELLERS[name]()
