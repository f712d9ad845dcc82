"""A customer that a second model plays, with a persona, a goal, what they know and a temper. The judge stays code."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from limio_sales_agent.evaluation.record import Exchange
from limio_sales_agent.evaluation.schema import Customer

ENDS = "DONE"
PROMPT = """\
You play a customer who writes to a shop's assistant. You are {persona}. You want {goal}. You are {temper}.
What you know, and tell only when it is asked for: {knowledge}.
Answer with the customer's next message alone, short, in the first person. You are never the assistant.
When you have what you came for, or will not get it, answer {ends} and nothing else."""


def next_message(model: BaseChatModel, customer: Customer, exchanges: Sequence[Exchange]) -> str | None:
    """Return what the customer says next; None when they are done.

    Args:
        model: Plays the customer.
        customer: Who they are.
        exchanges: What was said so far, the customer's own first.
    """
    known = {**customer.model_dump(include={"persona", "goal", "temper"}), "ends": ENDS}
    prompt = PROMPT.format(knowledge="; ".join(customer.knowledge) or "nothing", **known)
    messages: list[BaseMessage] = [SystemMessage(prompt)]
    for one in exchanges:  # the roles are turned round: the customer is the model here
        messages += [AIMessage(one.said), HumanMessage(one.reply or "(nothing)")]
    said = str(model.invoke(messages).text).strip()
    return None if not said or ENDS in said else said
