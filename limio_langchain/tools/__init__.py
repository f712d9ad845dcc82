"""One `StructuredTool` per Limio operation, and the toolkit that makes them."""

# First, from here: CPython runs an import slower the deeper it stands below others, and LangChain's is the largest.
import langchain_core.tools.base  # noqa: F401  loaded, not used

from limio_langchain.tools.envelope import LimioToolError
from limio_langchain.tools.toolkit import LimioToolkit

__all__ = ["LimioToolError", "LimioToolkit"]
