"""The sandbox's API: token, catalogue, checkout and abandoned baskets, strict to the contract."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from limio_langchain.sandbox import behaviours
from limio_langchain.sandbox.baskets import NotPublished
from limio_langchain.sandbox.catalogue import kind_of
from limio_langchain.sandbox.contract import Malformed, order_of, preview_of
from limio_langchain.sandbox.listing import Refused, check_names, matching, moment_in, number_in, page_of
from limio_langchain.sandbox.objects import Handler, Objects
from limio_langchain.sandbox.previews import preview
from limio_langchain.sandbox.tenant import Tenant
from limio_langchain.sandbox.tokens import CLIENT_ID, CLIENT_SECRET, LIFETIME

FORM = "application/x-www-form-urlencoded"
TOKEN_FIELDS = ("grant_type", "client_id", "client_secret")
RECORD_TYPES = ("add_on", "offers", "offers2", "discount", "product", "page", "campaign", "segment")
KIND_OF_RECORD = {"offers2": "offer"}  # ``offers`` are the older ones inside campaigns; this tenant has none
LARGEST = 6 * 2**20  # bytes of one answer (Limio, catalogue API page)


class Api:
    """The operations an agent uses, for one tenant."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/oauth2/token", self.token, methods=["POST"]),
            Route("/api/offers/v2", self.guarded(self.offers)),
            Route("/api/published_catalog_items", self.guarded(self.items)),
            Route("/api/add_ons", self.guarded(self.add_ons)),
            Route("/api/admin/checkout/initiate", self.guarded(self.checkout), methods=["POST"]),
            Route("/api/checkout/abandoned", self.guarded(self.abandoned)),
            Route("/api/order/preview", self.guarded(self.preview), methods=["POST"]),
            *Objects(self).routes(),
            Route("/api/{rest:path}", self.unknown, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
        ]

    def guarded(self, handler: Handler) -> Handler:
        """Return a handler that asks for a token first, and turns refusals into the contract's answers."""

        async def answer(request: Request) -> Response:
            kind, _, token = request.headers.get("authorization", "").partition(" ")
            if kind.lower() != "bearer" or not self.tenant.tokens.hold(token):
                return self.refusal(401, "Unauthorized")
            try:
                return await handler(request)
            except (Malformed, Refused) as error:
                return self.refusal(400, str(error))
            except NotPublished as error:
                return self.refusal(404, str(error))

        return answer

    async def unknown(self, _: Request) -> Response:
        """Say that there is no such operation here."""
        return self.refusal(404, "Not Found")

    def refusal(self, status: int, text: str) -> Response:
        """Return an error as this tenant words it."""
        return JSONResponse(behaviours.error(text, self.tenant.behaviours), status)

    async def token(self, request: Request) -> Response:
        """Give a token for the sandbox's credentials; errors have the bodies of RFC 6749."""
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
            return _no_token("invalid_request", f"the body must be {FORM}")
        body = await request.body()
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        told = dict(pairs)
        for name, _ in pairs:
            if name not in TOKEN_FIELDS or [one for one, _ in pairs].count(name) > 1:
                return _no_token("invalid_request", f"{name} is unknown or repeated")
        for name in TOKEN_FIELDS:
            if not told.get(name):
                return _no_token("invalid_request", f"{name} is required")
        if told["grant_type"] != "client_credentials":
            return _no_token("unsupported_grant_type")
        if (told["client_id"], told["client_secret"]) != (CLIENT_ID, CLIENT_SECRET):
            return _no_token("invalid_client")
        answer = {"access_token": self.tenant.tokens.issue(), "token_type": "Bearer", "expires_in": LIFETIME}
        return JSONResponse(answer, headers={"cache-control": "no-store"})

    async def offers(self, request: Request) -> Response:
        """List offers: what is on sale, or with ``offersSource=catalog`` the working copies."""
        query = _query(request)
        check_names(query, "offersSource")
        source = query.pop("offersSource", "published")
        if source not in {"published", "catalog"}:
            raise Refused("offersSource must be published or catalog")
        return self._listed("offer", query, working=source == "catalog")

    async def items(self, request: Request) -> Response:
        """List what is on sale of one record type."""
        query = _query(request)
        check_names(query, "record_type", "id")
        told = query.pop("record_type", None)
        if told not in RECORD_TYPES:
            raise Refused(f"record_type is required: one of {', '.join(RECORD_TYPES)}")
        return self._listed(KIND_OF_RECORD.get(told, told), query)

    async def add_ons(self, request: Request) -> Response:
        """List the add-ons on sale."""
        query = _query(request)
        check_names(query)
        return self._listed("add_on", query)

    async def checkout(self, request: Request) -> Response:
        """Make or change a basket and answer its links."""
        if request.query_params:
            raise Refused(f"unknown query parameter: {next(iter(request.query_params))}")
        body = await self.json_of(request)
        order, entry = order_of(body, self.tenant.order_fields)
        behaviours.check_fields(body, self.tenant.behaviours)
        basket = self.tenant.baskets.put(order, entry)
        links = behaviours.links(basket.links, str(request.base_url).rstrip("/"), self.tenant.behaviours)
        return JSONResponse({"id": basket.id, **links, "order": _brief(basket.order, basket.id)})

    async def preview(self, request: Request) -> Response:
        """Say what an order will be charged; nothing is made of it."""
        tenant, order = self.tenant, preview_of(await self.json_of(request))
        changed = order.get("forSubscription")
        if changed and tenant.subscriptions.get(changed.get("id") or changed.get("name")) is None:
            return self.refusal(404, "Not Found")
        return JSONResponse(preview(order, tenant.catalogue, tenant.clock(), tenant.behaviours))

    async def abandoned(self, request: Request) -> Response:
        """List the active baskets made after a moment; paid ones are among them, and say so."""
        query = _query(request)
        for name in query:
            if name not in {"limit", "createdAfter", "queryMore"}:
                raise Refused(f"unknown query parameter: {name}")
        if "limit" not in query:
            raise Refused("limit is required")
        limit, start = number_in(query, "limit"), _position(query)
        if len(query.get("createdAfter", "")) <= len("2020-12-01"):
            raise Refused("createdAfter is required: a date-time such as 2020-12-01T16:00:00Z")
        after = moment_in(query, "createdAfter")
        baskets = self.tenant.baskets
        listed = [] if "not_listed" in self.tenant.behaviours else baskets.all()
        found = [one for one in listed if after and one.created > after.timestamp() and baskets.is_active(one)]
        more = {"queryMore": _place(query, start + limit)} if start + limit < len(found) else {}
        return JSONResponse({"items": [one.listed() for one in found[start : start + limit]], **more})

    @staticmethod
    async def json_of(request: Request) -> Any:
        """Return a request's JSON; Malformed when it holds none."""
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise Malformed("content-type must be application/json")
        try:
            return json.loads(await request.body())
        except (ValueError, RecursionError):
            raise Malformed("the body is not JSON") from None

    def _listed(self, kind: str, query: dict[str, str], *, working: bool = False) -> Response:
        catalogue = self.tenant.catalogue
        if "no_filters" in self.tenant.behaviours:
            query = {name: value for name, value in query.items() if not name.startswith("attributes.")}
        found = matching(
            (item for item in (catalogue.working() if working else catalogue) if kind_of(item) == kind), query
        )
        page, more = page_of(found, query, catalogue.commit)
        if self.tenant.envelope == "seen":
            commit = str(int(catalogue.commit[:10], 16))
            index = f"published_items_sandbox_{commit}"
            told: dict[str, Any] = {
                "items": page,
                "hits": {"value": len(found), "relation": "eq"},
                "indexName": index,
                "commitId": commit,
            }
        else:
            told = {"hits": len(found), "header": {"commitId": catalogue.commit}, "items": page}
        answer = JSONResponse(behaviours.envelope(told | ({"queryMore": more} if more else {}), self.tenant.behaviours))
        return answer if len(answer.body) <= LARGEST else message(502, "Bad Gateway")


def message(status: int, text: str) -> Response:
    """Return an error as the contract words it."""
    return JSONResponse({"message": text}, status)


def _no_token(error: str, description: str = "") -> Response:
    told = {"error": error} | ({"error_description": description} if description else {})
    return JSONResponse(told, 400, {"cache-control": "no-store"})


def _query(request: Request) -> dict[str, str]:
    pairs = request.query_params.multi_items()
    for name, _ in pairs:
        if len(request.query_params.getlist(name)) > 1:
            raise Refused(f"{name} is repeated")
    return dict(pairs)


def _brief(order: dict[str, Any], basket_id: str) -> dict[str, Any]:
    kept = {name: order[name] for name in ("external_id", "order_type", "orderItems") if name in order}
    return kept | {"checkoutId": basket_id}


def _place(query: dict[str, str], start: int) -> str:
    told = {"start": start, "after": query["createdAfter"], "limit": query["limit"]}
    return base64.b64encode(json.dumps(told).encode()).decode()


def _position(query: dict[str, str]) -> int:
    if "queryMore" not in query:
        return 0
    try:
        told = json.loads(base64.b64decode(query["queryMore"], validate=True))
        if (told["after"], told["limit"]) == (query.get("createdAfter"), query.get("limit")):
            return max(0, int(told["start"]))
    except (ValueError, KeyError, TypeError):
        pass
    raise Refused("queryMore is not a cursor of this list")
