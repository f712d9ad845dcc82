"""What an existing customer has, and changing it.

Limio: objects API page; guide to subscription updates and page of the subscription checkout (`POST
/api/checkout/subscription`, 423 while another change is pending).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from limio_langchain.api.orders import OBJECTS
from limio_langchain.errors import InputError
from limio_langchain.links import join_link
from limio_langchain.models.subscription import (
    Subscription,
    SubscriptionChange,
    read_change,
    read_subscription,
    read_subscriptions,
)
from limio_langchain.operation import Aside, Flow, Operation
from limio_langchain.seen_facts import is_on, require
from limio_langchain.settings import LimioSettings

CHANGE = "/api/checkout/subscription"
PENDING = 423  # the status that says that another change of the subscription is not done yet


def get_subscription(subscription_id: str) -> Operation[Subscription]:
    """Return the reading of one subscription; OrderRefused (404) when there is none."""
    return Operation("GET", f"{OBJECTS}/subscription/{_name(subscription_id, 'subscription_id')}", read_subscription)


def list_subscriptions(customer_id: str) -> Operation[tuple[Subscription, ...]]:
    """Return the reading of a customer's subscriptions that did not end.

    They are among the objects related to the customer, which come in one answer without pages (seen, not published).
    """
    return Operation("GET", f"{OBJECTS}/customer/{_name(customer_id, 'customer_id')}/related", read_subscriptions)


def start_subscription_change(subscription_id: str, settings: LimioSettings) -> Flow[SubscriptionChange]:
    """Begin a change of a subscription, and return what it may be changed to.

    It is asked once: no key of ours makes a repetition of it the same change.

    Args:
        subscription_id: Whose change it is.
        settings: Whether it may be asked for, and whether a link is handed on: see `seen_facts`.

    Raises:
        InputError: The id is empty.
        NotSeenHere: `conform` has not seen it on this tenant, and ``assume`` does not turn it on; nothing was sent.
        OrderRefused: Another change is pending (423), or there is no such subscription (404).
        LinkRefused: The link leads to another host than the shop's and the API's.
    """
    _name(subscription_id, "subscription_id")
    yield from Aside(lambda: require("subscription_change", settings))
    change = yield from Operation("POST", CHANGE, read_change, body=change_body(subscription_id))
    has_link = yield from Aside(lambda: is_on("subscription_link", settings))
    if change.link is None or not has_link:
        return replace(change, link=None)
    return replace(change, link=join_link(settings.shop_url, settings.api_url, change.link, change.checkout_id))


def change_body(subscription_id: str) -> dict[str, Any]:
    """Return the body that begins a change."""
    return {"order": {"order_type": "update_subscription", "forSubscription": {"id": subscription_id}}}


def _name(identity: str, field: str) -> str:
    if not identity.strip():
        raise InputError(field, "is empty")
    return quote(identity, safe="")
