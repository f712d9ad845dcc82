"""What the agent takes for a yes at the last ask: whole turns, from the message to the basket."""

from dataclasses import dataclass, field

from blind.shops import BLIND, CATALOGUES, agent, playbook, read
from limio_langchain.sandbox import Sandbox
from limio_sales_agent.phrases import languages

LANGUAGES = {"en": "en_GB", "de": "de_DE", "fr": "fr_FR"}
# What is ordered where a file does not say it.
OPENING = "12 x Business Pro, yearly. jo@brand.example"
ORDER = {"/offers2/Business Pro Annual": 12}


@dataclass
class Consent:
    """One language's figures.

    Attributes:
        false: Replies that are no consent and were taken for it.
        missed: Replies that are consent and were not.
        changed: How many replies that are no consent changed the order, which is then asked about again.
    """

    no_consent: int
    consent: int
    false: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    changed: int = 0

    @property
    def share(self):
        """Consents taken as such, of all."""
        return 1 - len(self.missed) / self.consent


def consent(language, where=BLIND):
    """Play every reply of a language to the last ask."""
    replies = read(where / "consent" / f"{language}.yaml")
    locale = LANGUAGES[language] if language in languages() else None
    score = Consent(len(replies["no_consent"]), len(replies["consent"]))
    with Sandbox(CATALOGUES["tidewell"]) as limio:
        its_agent = agent(limio, playbook("tidewell", locale, add_ons="never"))
        at_the_ask = AtTheLastAsk(its_agent, replies.get("opening", OPENING), replies.get("order", ORDER))
        for reply in replies["no_consent"]:
            taken, changed = at_the_ask.answered(reply)
            score.changed += changed
            score.false += [reply] * taken
        score.missed += [reply for reply in replies["consent"] if not at_the_ask.answered(reply)[0]]
    return score


class AtTheLastAsk:
    """A conversation at the last ask of an order, answered anew with each reply."""

    def __init__(self, its_agent, opening, order):
        self.agent, self.order = its_agent, list(order.items())
        config = {"configurable": {"thread_id": "a thread"}}
        self.agent.invoke({"messages": [("user", opening)]}, config)
        known = self.agent.get_state(config)
        assert known.values["expecting"] == "confirm", known.values["messages"][-1].text
        assert ordered(known.values) == self.order
        self.config = known.config

    def answered(self, reply):
        """Return whether a reply was taken for the yes, and whether it changed the order."""
        after = self.agent.invoke({"messages": [("user", reply)]}, self.config)
        values = self.agent.get_state({"configurable": {"thread_id": "a thread"}}).values
        assert after["messages"][-1].text
        sold = (values.get("outcome") or {}).get("kind") in {"assisted_checkout", "purchase_link", "quote"}
        return sold or bool(values.get("agreed")), ordered(values) not in ([], self.order)


def ordered(values):
    return [(one["offer"], one["quantity"]) for one in values["selection"]]
