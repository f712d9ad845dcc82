"""Orders that reached Limio, read back by their id (Limio, objects API page)."""

from __future__ import annotations

from urllib.parse import quote

from limio_langchain.errors import InputError, OrderRefused
from limio_langchain.models.placed_order import PlacedOrder, read_placed_order
from limio_langchain.operation import Flow, Operation
from limio_langchain.retry import retried

OBJECTS = "/api/objects/limio"
UNKNOWN_TYPE = frozenset({400, 404})


def get_order(order_id: str) -> Flow[PlacedOrder]:
    """Read an order back.

    The page's list of types has ``orders``; calls that were seen to work have the singular, as ``subscription``. So the
    singular is asked, and where that is not known the plural.

    Args:
        order_id: ``order-`` and 32 characters.

    Returns:
        The order, as Limio holds it now.

    Raises:
        InputError: The id is empty.
        OrderRefused: There is no such order (404).
        UnreadableAnswer: What came is no order, or another one.
    """
    if not order_id.strip():
        raise InputError("order_id", "is empty")
    try:
        return (yield from retried(_reading("order", order_id)))
    except OrderRefused as error:
        if error.status not in UNKNOWN_TYPE:
            raise
    return (yield from retried(_reading("orders", order_id)))


def _reading(kind: str, order_id: str) -> Operation[PlacedOrder]:
    return Operation("GET", f"{OBJECTS}/{kind}/{quote(order_id, safe='')}", read_placed_order)
