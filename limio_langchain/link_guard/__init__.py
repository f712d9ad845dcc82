"""Links inside prose: found as programs show them, and held against the ones that are real. Extra ``guard``."""

try:
    import linkify_it  # type: ignore[import-untyped]  # noqa: F401  looked for, so that the error names the extra
    import markdown_it  # noqa: F401
    import nh3  # noqa: F401
except ModuleNotFoundError as missing:
    raise ImportError(
        f'what finds links in a text is not installed ({missing.name}): pip install "limio-langchain[guard]"'
    ) from missing

from limio_langchain.link_guard.addresses import links_in
from limio_langchain.link_guard.checking import Checked, check_links
from limio_langchain.link_guard.meaning import Real

__all__ = ["Checked", "Real", "check_links", "links_in"]
