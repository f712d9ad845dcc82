"""Which colleague asks: known by a token of their own, or by the name that a proxy which knows them sends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from limio_sales_agent.server.requests import UNKNOWN, Refused, holds_token

ANYONE = "colleague"  # whoever shows the one token that all share
PEER = "peer"  # of a request's state: the address that the connection comes from, whatever a proxy says of it
SHORTEST_TOKEN = 20  # characters
LONGEST_NAME = 80


@dataclass(frozen=True)
class Colleagues:
    """Who may decide on orders.

    Attributes:
        token: The one that all share; whoever shows it is ``colleague``.
        tokens: Each colleague's own, by their name.
        header: What a proxy sends a colleague's name in; None to believe none.
        proxies: Where such a proxy's connections come from.
    """

    token: str | None = field(default=None, repr=False)
    tokens: Mapping[str, str] = field(default_factory=dict, repr=False)
    header: str | None = None
    proxies: Sequence[IPv4Network | IPv6Network] = ()

    def who(self, request: Request) -> str:
        """Return the name of who asks; whoever is nobody of them is refused."""
        known = [*self.tokens.items(), *([(ANYONE, self.token)] if self.token else [])]
        # All are compared, so that how long it takes tells nothing of which it was.
        found = [name for name, token in known if holds_token(request.headers, token)]
        name = found[0] if found else self._named_by_proxy(request)
        if name is None:
            raise Refused(UNKNOWN, "no_token")
        return name

    def _named_by_proxy(self, request: Request) -> str | None:
        if self.header is None or not self._is_proxy(request.scope.get("state", {}).get(PEER)):
            return None
        given = request.headers.getlist(self.header)
        name = given[0].strip() if len(given) == 1 else ""  # of two, one may be the visitor's own
        return name if name.isprintable() and 0 < len(name) <= LONGEST_NAME else None

    def _is_proxy(self, peer: str | None) -> bool:
        try:
            address = ip_address(peer or "")
        except ValueError:
            return False
        return any(address in network for network in self.proxies)


def knowing_peer(app: ASGIApp) -> ASGIApp:
    """Return an application that puts down where each connection comes from, before a proxy's word for it is taken."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        scope.setdefault("state", {})[PEER] = client[0] if client else None
        await app(scope, receive, send)

    return answer


def read_tokens(told: str) -> dict[str, str]:
    """Return the colleagues' tokens of a setting such as ``ann:token,ben:token``, by name.

    Raises:
        ValueError: It is no such list; the text says which entry, and nothing of a token.
    """
    found: dict[str, str] = {}
    for place, entry in enumerate(filter(None, (one.strip() for one in told.split(","))), start=1):
        name, _, token = (part.strip() for part in entry.partition(":"))
        if not name or not name.isprintable() or len(name) > LONGEST_NAME or name == ANYONE or name in found:
            raise ValueError(f"entry {place} needs a name of its own before the colon")
        if len(token) < SHORTEST_TOKEN or token in found.values():
            raise ValueError(f"entry {place} needs a token of its own with {SHORTEST_TOKEN} characters or more")
        found[name] = token
    return found


def read_networks(told: str | None) -> list[IPv4Network | IPv6Network]:
    """Return the addresses and networks of a list such as ``10.0.0.2,10.1.0.0/16``.

    Raises:
        ValueError: One of them is neither; ``*``, which is everybody, is none.
    """
    return [ip_network(one.strip(), strict=False) for one in (told or "").split(",") if one.strip()]
