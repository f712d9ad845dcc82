"""Whether a tool fails as it did before: a model that is told the same again calls the same again, for ever."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar

from pydantic import ValidationError

from limio_langchain.errors import LimioError
from limio_langchain.operation import Flow
from limio_langchain.tools.envelope import Envelope, LimioToolError, envelope_of_call, faults

T = TypeVar("T")
MOST = 1000  # conversations with a failed call; the oldest is forgotten
KEPT = 4  # failures of a tool since it last worked, so that one who goes from one wrong call to another is noticed too


@dataclass(frozen=True)
class Attempts:
    """The last failures of each tool in each conversation."""

    _failures: OrderedDict[tuple[str | None, str], tuple[Envelope, ...]] = field(
        default_factory=OrderedDict, repr=False
    )
    _lock: Lock = field(default_factory=Lock, repr=False)

    def failed(self, thread: str | None, tool: str, envelope: Envelope) -> Envelope:
        """Return what to say of a failure: the envelope, or, where it came since the last success, to ask the customer.

        Args:
            thread: The conversation, where it is known; else all calls of one toolkit count as one, and only the
                failure just before counts, which is less likely to be another's.
            tool: The tool's name.
            envelope: The failure.
        """
        with self._lock:
            before = self._failures.pop((thread, tool), ())
            self._failures[thread, tool] = (*before, envelope)[-(KEPT if thread else 1) :]
            if len(self._failures) > MOST:
                self._failures.popitem(last=False)
        return envelope.again(tool) if envelope in before else envelope

    def worked(self, thread: str | None, tool: str) -> None:
        """Forget the failures before a call that worked."""
        with self._lock:
            self._failures.pop((thread, tool), None)

    def flow(self, work: Flow[T], thread: str | None, tool: str, *, makes_links: bool) -> Flow[T]:
        """Do a tool's work, and turn its failure into what the tool raises for a model to read.

        Args:
            work: The tool's flow, its arguments not read yet.
            thread: The conversation, where it is known.
            tool: The tool's name.
            makes_links: Whether a tool for purchase links is at hand beside it.

        Raises:
            LimioToolError: The work failed, or its arguments do not fit.
        """
        try:
            answer = yield from work
        except (LimioError, ValidationError) as failure:
            error = faults(failure) if isinstance(failure, ValidationError) else failure
        else:
            self.worked(thread, tool)
            return answer
        envelope = self.failed(thread, tool, envelope_of_call(error, tool))
        raise LimioToolError(error, envelope if makes_links else envelope.without_links())
