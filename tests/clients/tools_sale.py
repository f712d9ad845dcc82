"""A sale with MCP tools as LangChain's tools; knows nothing of this project, so that any environment can run it."""

import asyncio

PRO = "/offers2/Business Pro Annual"
FIND = {"label": "business", "billing": "yearly", "people": 12}
ORDER = {"items": [{"offer": PRO, "quantity": 12}], "email": "jo@brand.io"}
AT_ONCE = 4


async def call(tools, name, args):
    """Return a tool's message as an agent gets it."""
    return await tools[name].ainvoke({"type": "tool_call", "id": "1", "name": name, "args": args})


def text(message):
    """Return what a model reads of it."""
    return message.content if isinstance(message.content, str) else "".join(one["text"] for one in message.content)


async def sale(listed):
    """Play every operation, and say which went as it must."""
    tools = {tool.name: tool for tool in listed}
    found = await call(tools, "limio_find_offers", FIND)
    read = await call(tools, "limio_get_offer", {"offer": PRO})
    made = await call(tools, "limio_create_checkout", ORDER)
    link = await call(tools, "limio_purchase_link", {"offers": [PRO]})
    quote = await call(tools, "limio_create_quote", ORDER)
    wrong = await call(tools, "limio_find_offers", {"colour": "red"})
    structured = (made.artifact or {}).get("structured_content") or {}
    return {
        "list": len(tools) == 5,
        "find": PRO in text(found),
        "get": PRO in text(read),
        "checkout": structured.get("kind") == "assisted" and structured["url"] in text(made),
        "purchase link": "/checkout?" in text(link),
        "quote": quote.status == "success" and "http" not in text(quote),
        "error": wrong.status == "error" and "colour" in text(wrong),
    }


async def several(connect):
    """Ask in several sessions at once, and say whether all were answered alike."""

    async def ask():
        async with connect() as listed:
            return text(await call({tool.name: tool for tool in listed}, "limio_find_offers", FIND))

    return len(set(await asyncio.gather(*(ask() for _ in range(AT_ONCE))))) == 1


async def seen(connect):
    """Return what went as it must over one connection.

    Args:
        connect: Returns a context manager that gives the tools of a session of its own.
    """
    async with connect() as listed:
        went = await sale(listed)
    return went | {"at once": await several(connect)}
