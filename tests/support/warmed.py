"""What each of `warm_command`'s processes begins with: what it would load at first use, and what it reads first."""

from importlib import import_module

from limio_sales_agent import phrases
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK, Playbook
from limio_sales_agent.reading.rules.words import languages, lexicon
from limio_sales_agent.web.words import page_words

for name in ("app", "conform", "environment", "mcp", "setup", "store", "web"):
    import_module(f"limio_sales_agent.cli.{name}")
for name in ("anyio._backends._asyncio", "httpcore", "uvicorn.lifespan.on", "uvicorn.loops.asyncio"):
    import_module(name)
for language in languages():
    lexicon(language)
for language in phrases.languages():
    phrases.shipped(language)
    page_words(language)
Playbook.load(SANDBOX_PLAYBOOK)
