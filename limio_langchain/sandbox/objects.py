"""The sandbox's objects API and the checkout of a subscription's change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from limio_langchain.sandbox.contract import change_of
from limio_langchain.sandbox.tenant import Tenant

OBJECTS = "/api/objects/limio"
Handler = Callable[[Request], Awaitable[Response]]


class Access(Protocol):
    """What lets callers in, and words what it refuses."""

    tenant: Tenant

    def guarded(self, handler: Handler) -> Handler:
        """Return a handler that asks for a token first."""

    def refusal(self, status: int, text: str) -> Response:
        """Return an error as the tenant words it."""

    async def json_of(self, request: Request) -> Any:
        """Return a request's JSON."""


class Objects:
    """Reads orders and subscriptions, and begins changes.

    Args:
        api: Whose tenant it is, and who lets callers in.
    """

    def __init__(self, api: Access) -> None:
        self._api, self._tenant = api, api.tenant

    def routes(self) -> list[Route]:
        """Return the routes."""
        guarded = self._api.guarded
        return [
            Route(f"{OBJECTS}/{self._kind('order')}/{{id}}", guarded(self.order)),
            Route(f"{OBJECTS}/{self._kind('subscription')}/{{id}}", guarded(self.subscription)),
            Route(f"{OBJECTS}/{self._kind('customer')}/{{id}}/related", guarded(self.related)),
            Route("/api/checkout/subscription", guarded(self.change), methods=["POST"]),
        ]

    def _kind(self, singular: str) -> str:
        return f"{singular}s" if "plural_objects" in self._tenant.behaviours else singular

    async def order(self, request: Request) -> Response:
        """Answer an order."""
        found = self._tenant.orders.get(request.path_params["id"])
        return JSONResponse(found.object()) if found else self._api.refusal(404, "Not Found")

    async def subscription(self, request: Request) -> Response:
        """Answer a subscription."""
        found = self._tenant.subscriptions.get(request.path_params["id"])
        return JSONResponse(found.told()) if found else self._api.refusal(404, "Not Found")

    async def related(self, request: Request) -> Response:
        """Answer what belongs to a customer: here, their subscriptions."""
        held = self._tenant.subscriptions.of(request.path_params["id"])
        return JSONResponse({"items": [one.told() for one in held]})

    async def change(self, request: Request) -> Response:
        """Begin a change of a subscription; 423 while another one is not done."""
        told: Any = change_of(await self._api.json_of(request))
        found = self._tenant.subscriptions.get(told.get("id") or told.get("name") or "")
        if found is None:
            return self._api.refusal(404, "Not Found")
        if found.pending:
            return self._api.refusal(423, "The subscription has a pending change")
        return JSONResponse(self._tenant.subscriptions.change(found))
