"""A stand-in for a model that sells with the tools: by rules, the same every time, without a key.

It is what an agent with the tools does at its best on a plain customer; the broken ones differ in one thing each.
"""

from __future__ import annotations

# ruff: noqa: ARG002  the signatures are LangChain's
import re
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable

from limio_langchain import Offer
from limio_sales_agent.evaluation.agreement import agrees

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PEOPLE = re.compile(
    r"\b(\d{1,4}) (?:people|persons|seats|copies|of us|readers|users)\b|\b(\d{1,4})-?(?: |-)person\b", re.IGNORECASE
)
QUOTE = re.compile(r"\bquote\b", re.IGNORECASE)
PERSON = re.compile(r"\b(?:human|person to talk|real person|speak to|talk to|someone)\b", re.IGNORECASE)
LEAVES = re.compile(
    r"\b(?:not (?:interested|buying|today)|no thanks|leave it|forget it|bye|decided not)\b", re.IGNORECASE
)
COUNTRIES = {"FR": "in france", "US": "in the united states", "NZ": "in new zealand", "GB": "in the united kingdom"}
PERIODS = {"yearly": r"\byear|annual", "monthly": r"\bmonth", "weekly": r"\bweek", "quarterly": r"\bquarter"}


class Conversation:
    """What a conversation holds for the seller: what was said, found, shown and made."""

    def __init__(self, messages: Sequence[BaseMessage]) -> None:
        self.messages = messages
        self.said = [str(one.text) for one in messages if isinstance(one, HumanMessage)]
        self.told = [str(one.text) for one in messages if isinstance(one, AIMessage) and one.text]
        self.tools = [one for one in messages if isinstance(one, ToolMessage)]

    @property
    def last(self) -> str:
        """The customer's last message."""
        return self.said[-1]

    @property
    def email(self) -> str | None:
        """The address they gave last."""
        found = EMAIL.findall(" ".join(self.said))
        return found[-1] if found else None

    @property
    def people(self) -> int | None:
        """The number they gave last."""
        found = PEOPLE.findall(" ".join(self.said))
        return int(found[-1][0] or found[-1][1]) if found else None

    @property
    def country(self) -> str | None:
        """The country they said they are in."""
        said = " ".join(self.said).casefold()
        return next((code for code, name in COUNTRIES.items() if name in said), None)

    @property
    def billing(self) -> str | None:
        """The billing period they asked for."""
        said = " ".join(self.said)
        return next((name for name, words in PERIODS.items() if re.search(words, said, re.IGNORECASE)), None)

    def answer_of(self, tool: str) -> ToolMessage | None:
        """Return a tool's last answer."""
        return next((one for one in reversed(self.tools) if one.name == tool), None)

    @property
    def offer(self) -> dict[str, Any] | None:
        """Return the offer found that they named, else the one that fits best."""
        found = self.answer_of("limio_find_offers")
        offers = (found.artifact or {}).get("offers", []) if found else []
        said = " ".join(self.said).casefold()
        named = [one for one in offers if _name(one).casefold() in said]
        named.sort(key=lambda one: len(_name(one)), reverse=True)
        period = self.billing
        rightly = [one for one in named if period and one["data"]["attributes"].get("group__limio") == period]
        return next(iter([*rightly, *named, *offers]), None)


class Seller(BaseChatModel):
    """Finds, shows, asks, and after a yes makes the checkout."""

    sees_baskets: bool = False  # whether it is given the tool of the operations team

    @property
    def _llm_type(self) -> str:
        return "seller"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[LanguageModelInput, AIMessage]:
        """Return itself: it knows the tools."""
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        talk = Conversation(messages)
        last = messages[-1]
        message = self.heard(talk, last) if isinstance(last, ToolMessage) else self.asked(talk)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def asked(self, talk: Conversation) -> AIMessage:
        """Answer a customer's message, with a call or in words."""
        if LEAVES.search(talk.last):
            return AIMessage("Thank you; I am here should you change your mind.")
        if PERSON.search(talk.last):
            return AIMessage("I am an automated assistant; our sales team is at your service on the website.")
        if talk.offer is None:
            return self.finds(talk)
        if "nothing else" in talk.last and f"{_name(talk.offer)}," not in talk.last:
            return AIMessage("I am sorry, that one I cannot sell you.")
        if talk.answer_of("limio_create_checkout"):
            return AIMessage("Your link stands as I gave it to you; you pay at the shop.")
        return self.closes(talk) if self.takes_for_yes(talk.last) else self.proposes(talk)

    def finds(self, talk: Conversation) -> AIMessage:
        """Look for what they asked for."""
        known = {"people": talk.people, "billing": talk.billing, "country": talk.country}
        return call("limio_find_offers", query=talk.last[:200], **{key: one for key, one in known.items() if one})

    def heard(self, talk: Conversation, answer: ToolMessage) -> AIMessage:
        """Go on after a tool's answer."""
        if answer.name == "limio_find_offers":
            return self.proposes(talk) if talk.offer else AIMessage("I have nothing that fits, I am sorry.")
        if answer.status == "error" or not answer.artifact:
            return AIMessage("That order cannot be made; our sales team will help you further.")
        if answer.name == "limio_create_quote":
            return AIMessage("Your quote is requested; our sales team will be in touch.")
        return self.hands_over(talk, answer)

    def proposes(self, talk: Conversation) -> AIMessage:
        """Say what fits, what it costs, and ask for a yes, or for what is missing."""
        if QUOTE.search(" ".join(talk.said)) and talk.email:
            return call("limio_create_quote", items=self.items(talk), email=talk.email)
        offer = self.shown(talk)
        if talk.email is None:
            return AIMessage(f"I am an automated assistant. {offer} What is your e-mail address?")
        return AIMessage(f"I am an automated assistant. {offer} Shall I make your checkout?")

    def shown(self, talk: Conversation) -> str:
        """Return the offer in words, with its price as the tool told it."""
        row = self.row(talk)
        return f"{_name(talk.offer or {})}: {row}." if row else f"{_name(talk.offer or {})}: shown at the checkout."

    def row(self, talk: Conversation) -> str:
        """Return the price as the tool told it."""
        found = talk.answer_of("limio_find_offers")
        path = (talk.offer or {}).get("path", "")
        lines = str(found.text).splitlines() if found else []
        own = next((line for line in lines if line.startswith(f"{path} |")), "")
        return own.split("|")[-2].strip() if own.count("|") > 1 else ""

    def takes_for_yes(self, said: str) -> bool:
        """Return whether a message agrees."""
        return agrees(said)

    def items(self, talk: Conversation) -> list[dict[str, Any]]:
        """Return what is ordered: a number of people only where the offer is sold per seat."""
        offer = talk.offer or {}
        seats = offer.get("data", {}).get("attributes", {}).get("allow_multibuy__limio")
        return [{"offer": offer.get("path", ""), "quantity": (talk.people or 1) if seats else 1}]

    def closes(self, talk: Conversation) -> AIMessage:
        """Make the checkout, or ask for the address first."""
        if talk.email is None:
            return AIMessage("What is your e-mail address?")
        own = {"country": talk.country} if talk.country else {}
        return call("limio_create_checkout", items=self.items(talk), email=talk.email, **own)

    def hands_over(self, talk: Conversation, answer: ToolMessage) -> AIMessage:
        """Give the link as the tool made it."""
        return AIMessage(f"Here is your checkout, where you pay: {answer.artifact['url']}")


def call(tool: str, **arguments: Any) -> AIMessage:
    """Return a call of a tool."""
    return AIMessage("", tool_calls=[{"name": tool, "args": arguments, "id": f"call-{uuid4().hex[:8]}"}])


def _name(offer: dict[str, Any]) -> str:
    return Offer.from_item(offer).display_name if offer else ""
