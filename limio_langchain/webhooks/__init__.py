"""What Limio sends when an order is submitted, a subscription changes or an order fails (Limio, webhooks)."""

from limio_langchain.webhooks.delivery import Delivery, read_delivery
from limio_langchain.webhooks.receiver import OrderWebhook

__all__ = ["Delivery", "OrderWebhook", "read_delivery"]
