"""The sandbox's own books, by customer: an address says whose a basket is, whatever its id."""

import threading
from collections import defaultdict

from limio_langchain.order_key import conversation_mark, order_key
from limio_sales_agent.evaluation.record import Basket


class Ledger:
    """The baskets of a running sandbox.

    Args:
        limio: The sandbox.
    """

    def __init__(self, limio):
        self._limio, self._lock, self._read, self._by_domain = limio, threading.Lock(), 0, defaultdict(list)

    def of(self, domain):
        """Return the baskets of the customer whose address ends so, in the order they were made."""
        with self._lock:
            for basket in self._limio.baskets[self._read :]:
                self._by_domain[_domain(basket)].append(basket)
                self._read += 1
            return tuple(self._by_domain[domain])

    def strangers(self, domains):
        """Return the baskets that belong to nobody of these."""
        self.of("")
        return [one for whose, baskets in self._by_domain.items() if whose not in domains for one in baskets]

    def is_of(self, basket, conversation, numbers):
        """Return whether a basket's key is that of one of a conversation's orders, up to a number."""
        secret = self._limio.settings().order_key_secret
        page = {} if basket.entry == "/checkout" else {"journey": {"checkout": basket.entry}}
        body, mark = {"order": basket.order, **page}, conversation_mark(secret, conversation)
        keys = (order_key(secret, why, mark, n + 1, body) for why in ("checkout", "quote") for n in range(numbers))
        return basket.external_id in keys

    def shown(self, basket):
        """Return a basket as the scenarios' judge takes it."""
        links = tuple(self._limio.url + link for link in (basket.recovery_link, basket.assisted_link))
        return Basket(basket.external_id, items=items_of(basket), customer=basket.customer, links=links)


def items_of(basket):
    """Return a basket's quantities by path."""
    return {line.path: line.quantity for line in basket.lines}


def _domain(basket):
    """Return the last three parts of the address in a basket, which are one customer's alone."""
    return ".".join(basket.customer.get("email", "").rpartition("@")[2].split(".")[-3:])
