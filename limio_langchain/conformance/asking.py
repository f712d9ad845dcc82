"""Asks a tenant, and keeps what came back as it came: here a refusal is an answer too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from limio_langchain.answer import read_json
from limio_langchain.client.failures import FAILURES
from limio_langchain.client.visiting import visit
from limio_langchain.client.wire import CappedTransport
from limio_langchain.conformance.recording import Exchange, Recorder
from limio_langchain.deadline import Clock, within
from limio_langchain.errors import LimioError, UnreadableAnswer
from limio_langchain.settings import LimioSettings

TOKEN = "/oauth2/token"  # noqa: S105  a path
OK = 200


@dataclass(frozen=True)
class Answer:
    """What came back.

    Attributes:
        status: The HTTP status, or None where no whole answer came.
        body: The JSON, or None where it is none.
        failure: Why no whole answer came: the error's kind alone.
    """

    status: int | None
    body: Any = field(default=None, repr=False)
    failure: str = ""

    @property
    def fine(self) -> bool:
        """Whether it is a 2xx with a JSON object."""
        return self.status is not None and self.status // 100 == OK // 100 and isinstance(self.body, dict)

    def get(self, name: str) -> Any:
        """Return a field of the body, or None."""
        return self.body.get(name) if isinstance(self.body, dict) else None

    def told(self) -> str:
        """Return it in words that hold no value of it: its status, and the names of its fields."""
        if self.status is None:
            return f"no answer ({self.failure})"
        if not isinstance(self.body, dict):
            return f"{self.status}, not a JSON object"
        return f"{self.status} with {', '.join(sorted(map(str, self.body))[:8]) or 'no fields'}"


class Tenant:
    """A tenant of Limio's, to be asked.

    Each question has the settings' deadline. Nothing is repeated and nothing cached, so that what is seen is what came.

    Args:
        settings: Where it is and who asks.
    """

    def __init__(self, settings: LimioSettings, http: httpx.Client) -> None:
        self.settings, self._http = settings, http
        self._token: str | None = None

    @classmethod
    @contextmanager
    def of(cls, settings: LimioSettings, record: list[Exchange] | None = None) -> Iterator[Tenant]:
        """Give a tenant, and close its connections in the end; what it answers is also put into `record`."""
        headers = {"User-Agent": settings.user_agent, "Accept": "application/json"}
        wire = CappedTransport(ca_bundle=settings.ca_bundle)
        transport = wire if record is None else Recorder(wire, record)
        with httpx.Client(base_url=settings.api_url or "", transport=transport, headers=headers) as http:
            yield cls(settings, http)

    def token(self, secret: str | None = None) -> Answer:
        """Ask for a token, with another secret where one is given."""
        known = self.settings
        own = known.client_secret.get_secret_value() if known.client_secret else ""
        form = {
            "grant_type": "client_credentials",
            "client_id": known.client_id or "",
            "client_secret": own if secret is None else secret,
        }
        answer = self._asked("POST", TOKEN, data=form)
        if secret is None and isinstance(answer.get("access_token"), str):
            self._token = answer.get("access_token")
        return answer

    def get(self, path: str, params: Mapping[str, str] | None = None, *, token: str | None = None) -> Answer:
        """Read something, with the tenant's own token or another."""
        return self._asked("GET", path, params=params, headers=self._bearer(token))

    def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        """Send something."""
        return self._asked("POST", path, json=body, headers=self._bearer(None))

    def visit(self, link: str) -> int | None:
        """Open a link of the shop's as a browser would, without credentials, and return the status in the end."""
        try:
            return visit(link, self.settings)
        except LimioError:
            return None

    def _bearer(self, token: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {token or self._token or ''}"}

    def _asked(self, method: str, path: str, **options: Any) -> Answer:
        try:
            with within(self.settings.deadline, Clock()):
                answer = self._http.request(method, path, timeout=self.settings.deadline, **options)
        except FAILURES as error:
            return Answer(None, failure=type(error).__name__)
        try:
            return Answer(answer.status_code, read_json(answer.content, path))
        except UnreadableAnswer:
            return Answer(answer.status_code)
