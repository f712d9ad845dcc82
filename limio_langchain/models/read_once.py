"""`read_once`: a property that is read when first asked for, and then kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class read_once(Generic[T]):  # noqa: N801  used as `property` is
    """Like ``cached_property``, which takes a lock each time before Python 3.12: two threads may read the same here."""

    def __init__(self, read: Callable[[Any], T]) -> None:
        self._read, self.__doc__ = read, read.__doc__

    @overload
    def __get__(self, owner: None, _: type) -> Self: ...
    @overload
    def __get__(self, owner: object, _: type) -> T: ...
    def __get__(self, owner: Any, _: type) -> Self | T:
        """Return what is read of an owner; of the class, this itself."""
        if owner is None:
            return self
        found = owner.__dict__[self._read.__name__] = self._read(owner)
        return found
