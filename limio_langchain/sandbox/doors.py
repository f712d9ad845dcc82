"""The sandbox's API: token, offers, checkout, abandoned baskets, strict to the contract."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from limio_langchain.sandbox.ledger import NotPublished
from limio_langchain.sandbox.rules import Malformed, order_in
from limio_langchain.sandbox.shelf import Refused, page_of

if TYPE_CHECKING:
    from limio_langchain.sandbox.host import Sandbox

CLIENT_ID, CLIENT_SECRET = "sandbox", "sandbox-secret"
LIFETIME = 3600
RECORD_TYPES = {"add_on": "add_on", "offers": "offer", "offers2": "offer", "product": "product", "page": "page"}


class Api:
    """The operations an agent uses.

    Args:
        sandbox: Whose catalogue, baskets, tokens and clock they work with.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[Route]:
        """Return the routes, named by operation."""
        return [
            Route("/oauth2/token", self.token, methods=["POST"], name="token"),
            Route("/api/offers/v2", self.offers, name="offers"),
            Route("/api/published_catalog_items", self.items, name="items"),
            Route("/api/admin/checkout/initiate", self.checkout, methods=["POST"], name="checkout"),
            Route("/api/checkout/abandoned", self.abandoned, name="abandoned"),
        ]

    async def token(self, request: Request) -> Response:
        """Give a token for the sandbox's own credentials."""
        if request.headers.get("content-type", "").split(";")[0] != "application/x-www-form-urlencoded":
            return JSONResponse({"error": "invalid_request"}, 400)
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        if form.get("grant_type") != "client_credentials":
            return JSONResponse({"error": "unsupported_grant_type"}, 400)
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return JSONResponse({"error": "invalid_client"}, 400)
        value = secrets.token_urlsafe(24)
        self._sandbox.tokens[value] = self._sandbox.clock() + LIFETIME
        return JSONResponse({"access_token": value, "token_type": "Bearer", "expires_in": LIFETIME})

    async def offers(self, request: Request) -> Response:
        """List offers."""
        query = dict(request.query_params)
        source = query.get("offersSource", "published")
        if source not in {"published", "catalog"}:
            return _message(400, "offersSource must be published or catalog")
        return self._listed(request, "offer", query)

    async def items(self, request: Request) -> Response:
        """List live catalogue items of one record type."""
        query = dict(request.query_params)
        told = query.pop("record_type", "")
        if told not in RECORD_TYPES:
            return _message(400, "record_type is required")
        return self._listed(request, RECORD_TYPES[told], query)

    def _listed(self, request: Request, kind: str, query: dict[str, str]) -> Response:
        if refused := self._unauthorised(request):
            return refused
        try:
            found = self._sandbox.catalogue.find(kind, query)
            page, more = page_of(found, query)
        except Refused as error:
            return _message(400, str(error))
        if self._sandbox.envelope == "seen":
            hits: Any = {"value": len(found), "relation": "eq"}
            body = {"items": page, "hits": hits, "indexName": "published_items_sandbox", "commitId": "1"}
        else:
            body = {"hits": len(found), "header": {"commitId": "0" * 40}, "items": page}
        return JSONResponse(body | ({"queryMore": more} if more else {}))

    async def checkout(self, request: Request) -> Response:
        """Make or change a basket."""
        if refused := self._unauthorised(request):
            return refused
        try:
            body = json.loads(await request.body())
            order = order_in(body)
            entry = body.get("journey", {}).get("checkout", "/checkout")
            basket = self._sandbox.ledger.create_or_update(order, entry)
        except (ValueError, RecursionError):
            return _message(400, "the body is not JSON")
        except Malformed as error:
            return _message(400, str(error))
        except NotPublished as error:
            return _message(404, str(error))
        links = {"recoveryLink": basket.recovery_link, "assistedCheckoutLink": basket.assisted_link}
        return JSONResponse({"id": basket.id, **links})

    async def abandoned(self, request: Request) -> Response:
        """List baskets made after a moment, those that were paid included and marked."""
        if refused := self._unauthorised(request):
            return refused
        query = request.query_params
        if unknown := set(query) - {"limit", "createdAfter", "queryMore"}:
            return _message(400, f"unknown query parameter {min(unknown)}")
        try:
            limit, start = int(query["limit"]), int(query.get("queryMore") or 0)
            after = datetime.fromisoformat(query["createdAfter"])
        except (KeyError, ValueError):
            return _message(400, "limit and createdAfter are required")
        moment = (after if after.tzinfo else after.replace(tzinfo=UTC)).timestamp()
        found = [basket for basket in self._sandbox.baskets if basket.created > moment]
        page = [self._sandbox.ledger.as_abandoned(basket) for basket in found[start : start + limit]]
        more = {"queryMore": str(start + limit)} if start + limit < len(found) else {}
        return JSONResponse({"items": page, **more})

    def _unauthorised(self, request: Request) -> Response | None:
        kind, _, value = request.headers.get("authorization", "").partition(" ")
        if kind == "Bearer" and self._sandbox.tokens.get(value, 0) > self._sandbox.clock():
            return None
        return _message(401, "Unauthorized")


def _message(status: int, text: str, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"message": text}, status, headers)
