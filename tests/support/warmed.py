"""What each of `warm_command`'s processes begins with: the command's code, and the words that customers are read by."""

from limio_sales_agent.cli import app, conform, mcp, setup, web
from limio_sales_agent.phrases import shipped
from limio_sales_agent.reading.rules.words import languages, lexicon

__all__ = ["app", "conform", "mcp", "setup", "web"]

shipped("en")
for language in languages():
    lexicon(language)
