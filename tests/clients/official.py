"""The official SDK as a client, over each transport in each era: every operation, and whether it went as it must."""

import asyncio
from functools import partial

from mcp_clients import at, over_stdio, served

from clients.tools_sale import AT_ONCE, FIND, ORDER, PRO

ERAS = {"handshake": "legacy", "stateless": "2026-07-28"}


def text(answer):
    """Return what a model reads of an answer."""
    return answer.content[0].text


async def sale(client):
    """Play every operation, and say which went as it must."""
    tools = (await client.list_tools()).tools
    found = await client.call_tool("limio_find_offers", FIND)
    read = await client.call_tool("limio_get_offer", {"offer": PRO})
    made = await client.call_tool("limio_create_checkout", ORDER)
    link = await client.call_tool("limio_purchase_link", {"offers": [PRO]})
    quote = await client.call_tool("limio_create_quote", ORDER)
    wrong = await client.call_tool("limio_find_offers", {"colour": "red"})
    return {
        "list": len(tools) == 5,
        "find": PRO in text(found),
        "get": PRO in text(read),
        "checkout": made.structured_content["kind"] == "assisted" and made.structured_content["url"] in text(made),
        "purchase link": "/checkout?" in text(link),
        "quote": not quote.is_error and "http" not in text(quote),
        "error": wrong.is_error and "colour" in text(wrong),
    }


async def several(connect):
    """Ask in several sessions at once, and say whether all were answered alike."""

    async def ask():
        async with connect() as client:
            return text(await client.call_tool("limio_find_offers", FIND))

    return len(set(await asyncio.gather(*(ask() for _ in range(AT_ONCE))))) == 1


async def played(limio):
    """Return a row for each transport and era."""
    with served(limio) as url:
        connections = {"stdio": partial(over_stdio, limio), "HTTP": partial(at, url)}
        return [
            {"client": "mcp", "transport": transport, "era": era, **await seen(partial(connect, mode))}
            for transport, connect in connections.items()
            for era, mode in ERAS.items()
        ]


async def seen(connect):
    """Return what went as it must over one connection."""
    async with connect() as client:
        went = await sale(client)
    return went | {"at once": await several(connect)}
