"""One `StructuredTool` per Limio operation, and the toolkit that makes them."""

from limio_langchain.tools.envelope import LimioToolError
from limio_langchain.tools.toolkit import LimioToolkit

__all__ = ["LimioToolError", "LimioToolkit"]
