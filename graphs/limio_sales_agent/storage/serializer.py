"""What writes conversations' states: JSON and messages alone, encrypted when a key is set, read back only as written.

And in the order in which they were made, whatever the clock does: LangGraph takes the checkpoint with the greatest id
for the latest, and an id begins with the time. Within a process it lets no id be below the one before. A clock that was
put back between two processes, or that differs between two servers, would have a conversation go back to an older
state; so ids go on behind the latest that was read, too.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from typing import Any

from langchain_core.messages import BaseMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver, CheckpointTuple
from langgraph.checkpoint.base import id as ids
from langgraph.checkpoint.serde.base import CipherProtocol
from langgraph.checkpoint.serde.encrypted import EncryptedSerializer
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

KEY = "LANGGRAPH_AES_KEY"
READS_PLAIN = "LIMIO_AGENT_READ_PLAIN"  # for the time of a migration: conversations from before the key are read too
KINDS = frozenset({"msgpack", "null"})  # of a row; we write no other, and pickled ones could run code
SCALARS = (str, int, float, type(None))
PLAIN = frozenset({*SCALARS, bool})


class UnreadableConversation(ValueError):
    """A stored row is not what this package writes with this key: changed, of another key, or of another program."""


class ConversationSerializer(JsonPlusSerializer):
    """Writes JSON values and messages, and refuses whatever else; a client or a secret in the state is a fault of code.

    Args:
        cipher: Encrypts and authenticates what is written; None to write in clear.
        reads_plain: Whether what was written in clear is read although there is a cipher.
    """

    def __init__(self, cipher: CipherProtocol | None = None, *, reads_plain: bool = False) -> None:
        super().__init__(allowed_msgpack_modules=None)
        self._cipher, self._reads_plain = cipher, reads_plain

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """Write a value.

        Raises:
            TypeError: It holds something else than JSON and messages; named by its type, never by its value.
        """
        if isinstance(obj, BaseException):
            obj = type(obj).__name__  # LangGraph keeps a failed task's error, whose text may quote a customer
        _check(obj)
        kind, data = super().dumps_typed(obj)
        if self._cipher is None:
            return kind, data
        name, sealed = self._cipher.encrypt(data)
        return f"{kind}+{name}", sealed

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        """Read a value; UnreadableConversation where it is not what `dumps_typed` wrote."""
        kind, _, cipher = data[0].partition("+")
        held = self._opened(cipher, data[1])
        # The kind stands beside what is sealed, and must not make nothing out of something.
        if kind not in KINDS or (kind == "null" and held):
            raise UnreadableConversation(f"a stored conversation has a row of the kind {kind!r}")
        return super().loads_typed((kind, held))

    def _opened(self, cipher: str, data: bytes) -> bytes:
        if not cipher and (self._cipher is None or self._reads_plain):
            return data
        if not cipher:
            raise UnreadableConversation(f"a stored conversation is in clear, and {KEY} is set; see {READS_PLAIN}")
        if self._cipher is None:
            raise UnreadableConversation(f"a stored conversation is encrypted, and {KEY} is not set")
        try:
            return self._cipher.decrypt(cipher, data)
        except (ValueError, AssertionError):
            why = f"was changed, or encrypted with another {KEY}"
            raise UnreadableConversation(f"a stored conversation {why}") from None


def is_encrypted() -> bool:
    """Return whether conversations are stored encrypted."""
    return bool(os.environ.get(KEY))


def serializer() -> ConversationSerializer:
    """Return what writes states, encrypted when ``LANGGRAPH_AES_KEY`` is set.

    Raises:
        ValueError: The key is not 16, 24 or 32 characters long.
    """
    key = os.environ.get(KEY)
    if not key:
        return ConversationSerializer()
    if len(key.encode()) not in {16, 24, 32}:
        raise ValueError(f"{KEY} must be 16, 24 or 32 characters long")
    cipher = EncryptedSerializer.from_pycryptodome_aes(key=key.encode()).cipher
    return ConversationSerializer(cipher, reads_plain=os.environ.get(READS_PLAIN, "").lower() in {"1", "true"})


def _check(value: Any) -> None:
    """Refuse what is neither JSON, nor a message, nor LangGraph's own wrapping of these."""
    kind = type(value)  # asked for first what most is: all of each state is written with each step
    for part in value if kind is list else (*value, *value.values()) if kind is dict else _parts(value):
        if type(part) not in PLAIN:
            _check(part)


def _parts(value: Any) -> Collection[Any]:
    match value:
        case dict():
            return (*value, *value.values())
        case list() | tuple():
            return value
        case _ if isinstance(value, SCALARS):
            return ()
        case BaseMessage():
            return (value.model_dump(),)
        case _ if type(value).__module__.partition(".")[0] == "langgraph":  # Interrupt, Send
            return [getattr(value, name) for name in _fields(value)]
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    raise TypeError(f"a {kind} is not to be kept in a conversation, which holds JSON and messages alone")


def _fields(value: Any) -> Iterable[str]:
    return vars(value) if hasattr(value, "__dict__") else getattr(type(value), "__slots__", ())


class InOrder(BaseCheckpointSaver[Any]):
    """Mixed into a saver: what is written after a checkpoint was read has a greater id than that one."""

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """Return a checkpoint, as the saver does."""
        return _followed(super().get_tuple(config))

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """Return a checkpoint, as the saver does."""
        return _followed(await super().aget_tuple(config))


class SqliteInOrder(InOrder, SqliteSaver):
    """LangGraph's saver to SQLite, in order."""


class AsyncSqliteInOrder(InOrder, AsyncSqliteSaver):
    """LangGraph's awaiting saver to SQLite, in order."""


def _followed(found: CheckpointTuple | None) -> CheckpointTuple | None:
    if found is not None:
        latest = ids.UUID(found.checkpoint["id"]).time
        # LangGraph's own guard; it has no public name, and a test notices should it go.
        ids._last_v6_timestamp = max(ids._last_v6_timestamp or 0, latest)  # type: ignore[assignment]  # noqa: SLF001
    return found
