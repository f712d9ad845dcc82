"""The last stages: what the customer wants to happen, what they refuse, and what this message corrects."""

from __future__ import annotations

from limio_sales_agent.reading import answers, questions
from limio_sales_agent.reading.draft import Draft
from limio_sales_agent.reading.intents import intents
from limio_sales_agent.reading.message import HOLE
from limio_sales_agent.reading.model import Intent, Reading

DETAILS = ("first_name", "last_name", "email", "phone", "company")
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
REQUESTS: frozenset[Intent] = frozenset({"quote", "human", "discount"})
NOTE_LENGTH = 500  # characters
_SILENT = frozenset({"understood", "corrected", "note"})


def read_wishes(draft: Draft) -> None:
    """Read intents, yes and no, refusals and questions."""
    said, hints, whole = draft.said, draft.hints, draft.whole
    wants = intents(whole, code_typed=said.promo_code is not None, shown=bool(hints.shortlist))
    asks = draft.asked
    wants += [intent for intent in asks.intents if intent != "question" or not _answered_otherwise(wants)]
    said.question = asks.question if "question" in wants else None
    said.prefer = questions.prefers(whole)
    if questions.looking(whole) and not set(wants) & {
        "quote",
        "human",
        "discount",
        "existing_customer",
        "not_buying",
        "another_order",
    }:
        wants.append("recommend")
    said.declined = answers.declined(whole, hints, answered=_answers_ask(draft))
    changed = any(getattr(said, name) for name in CHANGES)
    if answers.said_yes(whole, hints, question=bool(asks.intents), other=changed):
        wants.append("yes")
    elif "not_buying" not in wants and not said.declined and answers.said_no(whole, hints, changed=changed):
        wants.append("no")
    if set(said.declined) & set(DETAILS):
        wants.append("decline_details")
        wants = [intent for intent in wants if intent != "question"]
    said.intents = list(dict.fromkeys(wants))
    said.question = said.question if "question" in said.intents else None


def _answered_otherwise(wants: list[Intent]) -> bool:
    return bool(
        set(wants)
        & {
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


def _answers_ask(draft: Draft) -> bool:
    asked = draft.hints.expecting
    if asked in {"details", "email"}:
        return draft.said.email is not None
    return asked in draft.keys or bool(getattr(draft.said, asked or "", None))


def close(draft: Draft, raw: str) -> None:
    """Mark what this message corrects, keep a note for a sales person, and say whether anything was understood."""
    said = draft.said
    asked_only = {"people", "quantity"} if "what_if" in said.intents else set()
    given = [name for name in Reading.model_fields if name not in _SILENT and getattr(said, name)]
    said.corrected = sorted({*given, *draft.keys} & draft.hints.known - asked_only)
    if REQUESTS & set(said.intents):
        said.note = " ".join(raw.replace(HOLE, " ").split())[:NOTE_LENGTH]
    said.understood = bool(given)
