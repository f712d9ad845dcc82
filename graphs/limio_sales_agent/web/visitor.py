"""Who is visiting: a cookie that cannot be guessed, and that no script can read."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from hashlib import blake2s

from starlette.requests import Request

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # 256 bits
DAYS_KEPT = 30


@dataclass(frozen=True)
class Cookies:
    """How visitors are recognised.

    Attributes:
        embedded: Whether other sites embed the page. Browsers send a cookie into a frame on another site only when it
            says so, and only over https.
    """

    embedded: bool = False

    def thread(self, request: Request) -> str | None:
        """Return the visitor's conversation, or None where they have none yet."""
        token = request.cookies.get(_name(request), "")
        return thread_of(token) if TOKEN.fullmatch(token) else None

    def fresh(self, request: Request) -> tuple[str, str]:
        """Return a new conversation and the header that makes the browser keep it."""
        token = secrets.token_urlsafe(32)
        parts = [f"{_name(request)}={token}", "Path=/", f"Max-Age={DAYS_KEPT * 24 * 3600}", "HttpOnly"]
        secure = request.url.scheme == "https"
        if self.embedded and secure:
            parts += ["SameSite=None", "Partitioned"]  # in each shop's page a visitor is somebody else
        else:
            parts += ["SameSite=Strict"]
        return thread_of(token), "; ".join([*parts, *(["Secure"] if secure else [])])


def thread_of(token: str) -> str:
    """Return the thread's id for a cookie: a digest, so that who reads the store or a log is not the visitor."""
    return "web-" + blake2s(token.encode(), digest_size=16, person=b"visitor").hexdigest()


def _name(request: Request) -> str:
    # A browser takes `__Host-` from this very host alone, so that no neighbouring subdomain can plant a conversation.
    return "__Host-limio-chat" if request.url.scheme == "https" else "limio-chat"
