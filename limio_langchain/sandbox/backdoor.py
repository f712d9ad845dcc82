"""A door for other processes to break and mend the sandbox by: JSON on loopback, like everything here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from limio_langchain.sandbox.host import Sandbox


def routes(sandbox: Sandbox) -> list[Route]:
    """Return the routes: POST and DELETE ``/_sandbox/faults``, GET ``/_sandbox/ledger``."""

    async def faults(request: Request) -> Response:
        if request.method == "DELETE":
            sandbox.faults.clear()
            return Response(status_code=204)
        try:
            sandbox.faults.add(**json.loads(await request.body()))
        except (ValueError, TypeError) as error:
            return JSONResponse({"message": str(error)}, 400)
        return Response(status_code=204)

    async def ledger(_: Request) -> Response:
        told = [{"external_id": one.external_id, "completed": one.completed} for one in sandbox.baskets]
        return JSONResponse({"baskets": told, "calls": len(sandbox.requests)})

    return [
        Route("/_sandbox/faults", faults, methods=["POST", "DELETE"]),
        Route("/_sandbox/ledger", ledger),
    ]
