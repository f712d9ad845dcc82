"""The looks that begin a change of a test tenant's subscription. It is begun and never confirmed: nothing changes."""

from __future__ import annotations

from collections.abc import Callable

from limio_langchain.api.preview import PREVIEW, preview_body
from limio_langchain.api.subscriptions import CHANGE, change_body
from limio_langchain.conformance.asking import Answer, Tenant
from limio_langchain.conformance.found import Found, differs, if_so, not_seen
from limio_langchain.conformance.writing import Basket
from limio_langchain.errors import LimioError
from limio_langchain.links import join_link
from limio_langchain.models.subscription import SubscriptionChange, change_in

Look = Callable[["Change"], Found]
NONE = "no change was begun"
NO_SUCH = frozenset({404, 423})  # says something of the subscription that was named, and nothing of the call


class Change:
    """A change of one subscription, begun once.

    Args:
        basket: What was read and made before.
        subscription_id: The subscription, of a customer nobody is.
    """

    def __init__(self, basket: Basket, subscription_id: str) -> None:
        self.tenant: Tenant = basket.tenant
        self.id, self.lines = subscription_id, basket.order.get("orderItems", [])
        self.answer: Answer = self.tenant.post(CHANGE, change_body(subscription_id))

    @property
    def begun(self) -> SubscriptionChange | None:
        """The change, where there is one."""
        try:
            return change_in(self.answer.body) if self.answer.fine else None
        except LimioError:
            return None


def subscription_change(change: Change) -> Found:
    """Whether a change is begun; what the answer offers beside is not kept."""
    if change.answer.status in NO_SUCH:
        return not_seen(f"{change.answer.status}: no such subscription, or another change of it is pending")
    return if_so(change.begun is not None, change.answer.told())


def subscription_link(change: Change) -> Found:
    """Whether the change's answer has a link that may be handed over, and that opens."""
    begun, known = change.begun, change.tenant.settings
    if begun is None:
        return not_seen(NONE)
    if begun.link is None:
        return differs("not answered")
    try:
        link = join_link(known.shop_url, known.api_url, begun.link, begun.checkout_id)
    except LimioError:
        return differs("it leads to another host than the shop's and the API's")
    status = change.tenant.visit(link)
    return if_so(status is not None and status < 400, f"the shop answers {status}")  # noqa: PLR2004


def change_preview(change: Change) -> Found:
    """Whether a preview of the change is answered."""
    if not change.lines or change.begun is None:
        return not_seen(NONE if change.lines else "there is no offer to preview")
    answer = change.tenant.post(PREVIEW, preview_body(change.lines, "GB", change.tenant.settings, change.id))
    return if_so(answer.fine, answer.told())


LOOKS: dict[str, Look] = {look.__name__: look for look in (subscription_change, subscription_link, change_preview)}
