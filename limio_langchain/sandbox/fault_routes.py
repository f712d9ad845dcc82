"""An address for other processes to break and mend the sandbox by: JSON, from this machine alone."""

from __future__ import annotations

import ipaddress
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from limio_langchain.sandbox.faults import Faults, read_fault
from limio_langchain.sandbox.operations import CONTROL


class FaultRoutes:
    """``/_sandbox/faults``: GET lists them, POST adds one or a list of them, DELETE mends everything.

    Args:
        faults: What goes wrong.
    """

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [Route(f"{CONTROL}faults", self.serve, methods=["GET", "POST", "DELETE"])]

    async def serve(self, request: Request) -> Response:
        """List, add or mend."""
        if not _is_from_here(request):
            return JSONResponse({"message": "from this machine only"}, 403)
        if request.method == "DELETE":
            self._faults.clear()
        if request.method == "POST":
            # A page of another site can post forms and text here, but not JSON.
            if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
                return JSONResponse({"message": "content-type must be application/json"}, 415)
            try:
                self._faults.add_all(_faults_in(await request.body()))
            except (ValueError, RecursionError) as error:
                return JSONResponse({"message": str(error) or "not JSON"}, 400)
        return JSONResponse({"faults": [fault.told() for fault in self._faults.active]})


def _faults_in(body: bytes) -> list[Any]:
    told = json.loads(body)
    return [read_fault(one) for one in (told if isinstance(told, list) else [told])]


def _is_from_here(request: Request) -> bool:
    """Return whether both the caller and the name it called are this machine's; a browser may be led here by others."""
    host = request.url.hostname or ""
    try:
        caller = ipaddress.ip_address(request.client.host if request.client else "")
        named = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
    return caller.is_loopback and named
