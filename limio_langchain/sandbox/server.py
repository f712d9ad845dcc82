"""`Sandbox`: a local Limio to develop and test against."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, Self, get_args

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp

from limio_langchain.sandbox import customer
from limio_langchain.sandbox.api import Api, message
from limio_langchain.sandbox.baskets import Basket, Repeated
from limio_langchain.sandbox.behaviours import Behaviour, checked
from limio_langchain.sandbox.breaking import Breaking
from limio_langchain.sandbox.cassette import Cassette
from limio_langchain.sandbox.catalogue import Catalogue, Item, Source
from limio_langchain.sandbox.fault_routes import FaultRoutes
from limio_langchain.sandbox.faults import Fault, Faults
from limio_langchain.sandbox.orders import PlacedOrder, Status
from limio_langchain.sandbox.placing import advanced
from limio_langchain.sandbox.recording import Recording
from limio_langchain.sandbox.replaying import Replaying
from limio_langchain.sandbox.serving import Serving
from limio_langchain.sandbox.shop import Shop
from limio_langchain.sandbox.subscriptions import Subscriptions
from limio_langchain.sandbox.tenant import Envelope, tenant_of
from limio_langchain.sandbox.tokens import CLIENT_ID, CLIENT_SECRET
from limio_langchain.sandbox.webhooks import Webhooks
from limio_langchain.settings import LimioSettings

LOOPBACK = "127.0.0.1"


class Sandbox:
    """A Limio on this machine: a real HTTP server that follows the contract and can be broken on purpose.

    ``with Sandbox() as limio:`` serves both the API and the shop on a free port of 127.0.0.1 until the block ends.

    Args:
        offers: What it sells: None for the catalogue of a made-up publisher, the path of a JSON file (a list of items,
            an answer of the API, or an object of several of these), the items themselves, or how many to generate, up
            to 10,000.
        faults: What goes wrong from the start: faults, or objects of `Faults.add`'s arguments.
        seed: Makes generated offers and faults at a rate the same on every run.
        port: The port; a free one when 0. After a stop and a start it is the same one.
        clock: Seconds since the epoch; tokens and baskets age by it.
        envelope: Which list envelope the catalogue answers: ``documented``, or ``seen`` in real data.
        order_fields: Fields of ``order`` to accept beside the contract's, such as your tenant's name for an expiry.
        behaviours: What it does otherwise than the contract says, as a real tenant might; `BEHAVIOURS` lists them.
        cassette: A file that ``limio-agent conform --record`` wrote: it then sells that tenant's catalogue and answers
            as that tenant did; what nobody asked while it was recorded, it answers as ever.
        repeated: Which order it keeps of several with one ``external_id``, the ``first`` or the ``last``: what Limio
            does is not documented.

    Attributes:
        faults: What goes wrong: ``limio.faults.add("checkout", "status", status=503, times=2)``.
        requests: Each call so far: ``method``, ``path``, ``operation``, ``status`` (None when it got no answer),
            ``fault``, and for the catalogue ``query``. Never a secret, a token or a customer's detail.
        connections: How many TCP connections were accepted.
        webhooks: Sends what is placed: ``limio.webhooks.send_to(url, username, password)``.

    Raises:
        ValueError: `offers`, `faults`, `behaviours`, `cassette` or `repeated` cannot be used.
    """

    def __init__(
        self,
        offers: Source = None,
        faults: Iterable[Fault | Mapping[str, Any]] | None = None,
        *,
        seed: int = 0,
        port: int = 0,
        clock: Callable[[], float] = time.time,
        envelope: Envelope = "documented",
        order_fields: Collection[str] = (),
        behaviours: Collection[Behaviour] = (),
        cassette: str | Path | None = None,
        repeated: Repeated = "last",
    ) -> None:
        tape = Cassette(cassette) if cassette else None
        if tape and offers is None:
            offers = tape.items
        self._source, self._seed, self._port = offers, seed, port
        self.faults = Faults(seed)
        self.faults.add_all(faults or ())
        self.requests: list[dict[str, Any]] = []
        self.connections = 0
        own = checked(behaviours)
        if repeated not in get_args(Repeated):
            raise ValueError(f"repeated: must be one of {', '.join(get_args(Repeated))}")
        self.webhooks = Webhooks(self.faults, wrapped="wrapped_webhooks" in own)
        catalogue, fields = Catalogue(offers, seed), frozenset(order_fields)
        name = "Tidewell" if offers is None else "The sandbox shop"
        self._tenant = tenant_of(catalogue, self.webhooks, clock, envelope, fields, own, repeated, name)
        routed: ASGIApp = self._routed()
        if tape:
            routed = Replaying(routed, tape, catalogue, self._tenant.tokens)
        self._app = Recording(Breaking(routed, self.faults), self.requests.append)
        self._serving: Serving | None = None

    def __repr__(self) -> str:
        return f"Sandbox({self.url if self._serving else 'stopped'}, baskets={len(self.baskets)})"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Serve, until `stop`. While it serves this does nothing."""
        if self._serving is None:
            self._serving = Serving(self._app, LOOPBACK, self._port, self._connected)
            self._port = self._serving.port

    def stop(self) -> None:
        """End every call and connection at once; no thread or socket is left. When it is stopped this does nothing."""
        self.webhooks.stop()
        serving, self._serving = self._serving, None
        if serving is not None:
            serving.stop()

    @property
    def url(self) -> str:
        """The origin of both the API and the shop."""
        if not self._port:
            raise RuntimeError("the sandbox has no address before it is started")
        return f"http://{LOOPBACK}:{self._port}"

    def settings(self, **overrides: Any) -> LimioSettings:
        """Return settings for this sandbox, its demo credentials included; nothing is kept on disk.

        Args:
            overrides: Other fields of `LimioSettings`, or other values for these. ``LIMIO_*`` variables that are set
                apply to all other fields, as always.
        """
        own = {"shop_url": self.url, "api_url": self.url, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        return LimioSettings(**(own | {"cache_dir": None} | overrides))

    @property
    def baskets(self) -> list[Basket]:
        """The baskets, in the order they were made; paid purchase links are among them."""
        return self._tenant.baskets.all()

    @property
    def orders(self) -> list[PlacedOrder]:
        """The orders that were placed, oldest first."""
        return self._tenant.orders.all()

    @property
    def subscriptions(self) -> Subscriptions:
        """What customers have; ``limio.subscriptions.add("cus-1", "/offers2/Plan")`` gives somebody one."""
        return self._tenant.subscriptions

    def advance(self, order: PlacedOrder, status: Status) -> None:
        """Let an order come further, or fail, and send what Limio sends of that."""
        advanced(self._tenant, order, status)

    @property
    def tokens_issued(self) -> int:
        """How many tokens were given out."""
        return self._tenant.tokens.issued

    def calls(self, operation: str) -> int:
        """Return how many calls of an operation there were, whatever came of them."""
        return sum(call["operation"] == operation for call in list(self.requests))

    @property
    def catalogue(self) -> Catalogue:
        """What is on sale; iterating gives the items."""
        return self._tenant.catalogue

    def pay(self, link: str, email: str = "customer@example.com") -> None:
        """Open a link to the shop and press Pay, over HTTP, as a customer would.

        Args:
            link: A whole link: recovery, assisted or purchase link.
            email: The customer's address, where the link does not bring it.

        Raises:
            ValueError: The shop refuses the link, or there is nothing to pay behind it.
        """
        customer.pay(link, email)

    def publish(self, item: Mapping[str, Any]) -> Item:
        """Publish an item, or a new version of the one at its path, as a team does while a customer decides.

        Args:
            item: In the form of a catalogue item; its path and data are enough.

        Returns:
            The item as it is listed now. The id at its path is unchanged; the version before it answers 404.

        Raises:
            ValueError: It has no path.
        """
        return self._tenant.catalogue.publish(item)

    def unpublish(self, path: str) -> None:
        """Take the item at `path` off sale; KeyError when it is not on sale."""
        self._tenant.catalogue.unpublish(path)

    def revoke_tokens(self) -> None:
        """Make every token given out so far answer 401."""
        self._tenant.tokens.revoke()

    def reset(self) -> None:
        """Forget baskets, requests, tokens, faults and counts; the catalogue is as it was at first."""
        self._tenant.catalogue.reset(self._source, self._seed)
        self._tenant.baskets.clear()
        self._tenant.orders.clear()
        self._tenant.subscriptions.clear()
        self.webhooks.clear()
        self._tenant.tokens.reset()
        self.faults.clear()
        self.requests.clear()
        self.connections = 0

    def _connected(self) -> None:
        self.connections += 1

    def _routed(self) -> Starlette:
        shop = Shop(self._tenant)
        first = [*shop.routes(), *Api(self._tenant).routes(), *FaultRoutes(self.faults).routes()]
        routes = [*first, shop.last_route()]
        return Starlette(routes=routes, exception_handlers={HTTPException: _refused, ClientDisconnect: _unheard})


async def _unheard(_: Request, __: Exception) -> Response:
    """Answer whoever is gone in the middle of a request: nobody hears it."""
    return Response(status_code=400)


async def _refused(_: Request, error: Exception) -> Response:
    """Answer what no route takes, such as a wrong method, as JSON."""
    return message(error.status_code, error.detail) if isinstance(error, HTTPException) else message(500, "error")
