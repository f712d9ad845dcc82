"""The last stages: what the customer wants to happen, what they refuse, and what this message corrects."""

from __future__ import annotations

from limio_sales_agent.reading import answers, questions, refusals
from limio_sales_agent.reading.draft import Draft
from limio_sales_agent.reading.intents import intents
from limio_sales_agent.reading.message import HOLE
from limio_sales_agent.reading.model import Intent, Reading

CHANGES = (
    "people",
    "quantity",
    "budget",
    "billing",
    "payment",
    "country",
    "email",
    "offers",
    "attributes",
    "promo_code",
)
# What an order is made of; told with a question mark, it is told by somebody unsure, and asks for no fact.
_TOLD = ("people", "quantity", "billing", "budget", "email")
# Wishes that a question asks for by itself: "can I get a discount?" is no question of fact.
_ASKED_FOR: frozenset[Intent] = frozenset(
    {
        "bot_question",
        "human",
        "quote",
        "pay_now",
        "discount",
        "existing_customer",
        "link_broken",
        "another_order",
        "buy",
    }
)
_NO_SHOPPING: frozenset[Intent] = frozenset(
    {"quote", "human", "discount", "existing_customer", "not_buying", "another_order"}
)
_FOR_SALES: frozenset[Intent] = frozenset({"quote", "human", "discount"})
_NOT_SAID = frozenset({"understood", "corrected", "note"})
NOTE_LENGTH = 500  # characters


def read_wishes(draft: Draft) -> None:
    """Read intents, yes and no, refusals and questions."""
    said, hints = draft.said, draft.hints
    wants = intents(draft.whole, code_typed=said.promo_code is not None, shown=bool(hints.shortlist))
    said.prefer = questions.prefers(draft.whole)
    said.declined = refusals.declined(draft.whole, hints, answered=_answered(draft))
    refused = bool(set(said.declined) & set(refusals.DETAILS))
    wants += ["decline_details"] if "email" in said.declined else []
    unsure = draft.asked.only_marked and (_answered(draft) or any(getattr(said, name) for name in _TOLD))
    answers_itself = refused or bool(_ASKED_FOR & set(wants)) or unsure
    asks = [intent for intent in draft.asked.intents if intent != "question" or not answers_itself]
    if questions.looking(draft.whole) and not _NO_SHOPPING & set(wants):
        asks.append("recommend")
    wants += _answer(draft, wants, questioned=bool(draft.asked.intents))
    if draft.asked_for("add_on") and "no" in wants:
        wants = [intent for intent in wants if intent != "not_buying"]
    said.intents = list(dict.fromkeys([*wants, *asks]))
    said.question = draft.asked.question if "question" in asks else None


def _answer(draft: Draft, wants: list[Intent], *, questioned: bool) -> list[Intent]:
    """Yes, no or neither. Asking for the link when the order was read out is a yes to it."""
    changed = any(getattr(draft.said, name) for name in CHANGES)
    if "link_broken" in wants or "existing_customer" in wants:
        return []
    if "not_buying" not in wants and (
        answers.said_yes(draft.whole, draft.hints, question=questioned, other=changed or "thanks" in wants)
        or ("buy" in wants and draft.asked_for("confirm") and not (questioned or answers.hedged(draft.whole)))
    ):
        return ["yes"]
    leaves = "not_buying" in wants and not draft.asked_for("add_on")
    if leaves or draft.said.declined or "pay_now" in wants:
        return []
    return ["no"] if draft.left_out or answers.said_no(draft.whole, draft.hints, changed=changed) else []


def _answered(draft: Draft) -> bool:
    asked = draft.hints.expecting or ""
    if asked == "choice":
        return bool(draft.said.offers)
    if asked in {"details", "email"}:
        return draft.said.email is not None
    return asked in draft.keys or bool(getattr(draft.said, asked, None))


def close(draft: Draft, raw: str) -> None:
    """Mark what this message corrects, keep a note for a sales person, and say whether anything was understood."""
    said = draft.said
    only_asked = {"people", "quantity"} if "what_if" in said.intents else set()
    given = [name for name in Reading.model_fields if name not in _NOT_SAID and getattr(said, name)]
    said.corrected = sorted({*given, *draft.keys} & draft.hints.known - only_asked)
    if _FOR_SALES & set(said.intents):
        said.note = " ".join(raw.replace(HOLE, " ").split())[:NOTE_LENGTH]
    said.understood = bool(given)
