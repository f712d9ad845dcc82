"""A body on its way in: unpacked as it comes, and never longer than the cap, whatever it was packed as."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from limio_langchain.deadline import bounded

LARGEST_BODY = 6 * 2**20  # bytes, sent and unpacked; Limio's own limit for a whole response (catalogue API page)
ACCEPTED = "gzip"  # the one packing that is asked for, since each further one is a further way to be surprised
TOO_LONG = f"more than {LARGEST_BODY // 2**20} MB"
GZIP = 16 + zlib.MAX_WBITS
AT_ONCE = 4096  # bytes, which unpack to 4 MB at most; what follows a packed body is copied, so more would be slow


class UnusableBody(Exception):
    """A body that cannot be used; the text says what it was answered with. Becomes UnreadableAnswer."""


class Body:
    """Takes in a body part by part.

    Args:
        headers: The answer's.

    Raises:
        UnusableBody: It is packed in a way that was not asked for, or says itself that it is too long.
    """

    def __init__(self, headers: Mapping[str, str]) -> None:
        packing, length = headers.get("content-encoding", "").strip().lower(), headers.get("content-length", "")
        if length.isdecimal() and int(length[:20]) > LARGEST_BODY:
            raise UnusableBody(TOO_LONG)
        if packing not in {"", "identity", "gzip", "x-gzip"}:
            raise UnusableBody(f"a body packed as {packing[:20]!r}, which was not asked for")
        self._unpacker = zlib.decompressobj(GZIP) if packing.endswith("gzip") else None
        self._whole, self._sent = bytearray(), 0

    def add(self, part: bytes) -> None:
        """Take in a part; UnusableBody when the whole is too long or not what it says it is.

        Raises:
            TimeoutError: The caller's time is over.
        """
        self._sent += len(part)
        if self._sent > LARGEST_BODY:
            raise UnusableBody(TOO_LONG)
        for start in range(0, len(part) or 1, AT_ONCE):
            bounded(None)
            self._unpack(part[start : start + AT_ONCE])

    def _unpack(self, part: bytes) -> None:
        """Take in what a part becomes; packed bodies may follow one another, and zeros them (RFC 1952, 2.2)."""
        if self._unpacker is None:
            self._whole += part
            return
        while part := part.lstrip(b"\0") if self._unpacker.eof else part:
            if self._unpacker.eof:
                self._unpacker = zlib.decompressobj(GZIP)
            try:
                self._whole += self._unpacker.decompress(part)
            except zlib.error:
                raise UnusableBody("a body that cannot be unpacked") from None
            if len(self._whole) > LARGEST_BODY:
                raise UnusableBody(TOO_LONG)
            part = self._unpacker.unused_data

    def whole(self) -> bytes:
        """Return the body; UnusableBody when a packed one ended before its end."""
        if self._unpacker and self._sent and not self._unpacker.eof:
            raise UnusableBody("a body that cannot be unpacked")
        return bytes(self._whole)
