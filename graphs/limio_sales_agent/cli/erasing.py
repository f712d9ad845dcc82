"""Erases a conversation, or a person's, from all that is kept of them; and writes out what is."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import BaseMessage

from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.outcomes.decisions import DecisionLog
from limio_sales_agent.outcomes.store import OutcomeStore
from limio_sales_agent.storage.kept import Kept, open_kept
from limio_sales_agent.storage.sqlite import forget_anywhere, shown


def forget_said(place: str, thread: str | None, email: str | None) -> None:
    """Erase what was named, and print what came of it.

    Raises:
        Unusable: Neither or both were named, or there is no such conversation.
    """
    if (thread is None) == (email is None):
        raise Unusable("name a conversation, or --email")
    if thread is not None:
        if not forget_everywhere(place, thread):
            raise Unusable(f"There is no conversation {thread} in {shown(place)}.")
        print(f"Conversation {thread} is erased from {shown(place)}.")  # noqa: T201  a command's own words
    else:
        count = forget_person(place, email or "")
        print(f"{count} conversation{'' if count == 1 else 's'} erased from {shown(place)}.")  # noqa: T201


def forget_everywhere(place: str, thread: str) -> bool:
    """Erase a conversation: what it came to, then its states and transcript; return whether there was anything."""
    with OutcomeStore.open(place) as outcomes:
        counted = outcomes.forget(thread)
    return forget_anywhere(place, thread) or counted


def forget_person(place: str, email: str) -> int:
    """Erase every conversation in which an address stands; return how many there were.

    Raises:
        UnreadableConversation: Something cannot be read, so nobody can say whose it is; nothing is erased then.
    """
    with open_kept(place) as kept:
        threads = kept.threads_of(email)
    return sum(forget_everywhere(place, thread) for thread in threads)


def export_person(place: str, email: str) -> list[dict[str, Any]]:
    """Return all that is kept of the conversations in which an address stands, as JSON values."""
    with open_kept(place) as kept, OutcomeStore.open(place) as outcomes:
        return [_exported(kept, outcomes, thread) for thread in kept.threads_of(email)]


def _exported(kept: Kept, outcomes: OutcomeStore, thread: str) -> dict[str, Any]:
    state = {name: _plain(held) for name, held in kept.state(thread).items() if not name.startswith(("__", "branch:"))}
    return {
        "conversation": thread,
        "last_used": kept.last_used(thread).isoformat(timespec="seconds"),
        "transcript": kept.transcript(thread),
        "waits_for_approval_since": kept.waits_since(thread),
        "state": state,
        "decisions": list(DecisionLog(outcomes).read(thread)),
        **{name: [_plain(dict(row)) for row in rows] for name, rows in outcomes.kept_of(thread).items()},
    }


def _plain(held: Any) -> Any:
    match held:
        case BaseMessage():
            return {"type": held.type, "id": held.id, "text": held.text}
        case dict():
            return {str(name): _plain(value) for name, value in held.items()}
        case list() | tuple():
            return [_plain(value) for value in held]
        case str() | int() | float() | None:
            return held
    return str(held)
