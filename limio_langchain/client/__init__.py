"""The clients: the only code that waits, beside the token's two drivers. They never cache."""

from limio_langchain.client.awaiting import AsyncLimioClient
from limio_langchain.client.blocking import LimioClient

__all__ = ["AsyncLimioClient", "LimioClient"]
