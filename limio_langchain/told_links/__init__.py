"""Links inside prose: found in whatever form a model wrote them, and held against the ones that are real."""

from limio_langchain.told_links.checking import Checked, check_links
from limio_langchain.told_links.meaning import Real
from limio_langchain.told_links.spotting import links_in

__all__ = ["Checked", "Real", "check_links", "links_in"]
