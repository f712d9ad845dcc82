"""``python loud.py web ...``: `limio-agent` with every library's logging, and the server's own, at debug."""

import logging

import uvicorn

from limio_sales_agent.cli import main

logging.basicConfig(level=logging.DEBUG)
quiet = uvicorn.run
uvicorn.run = lambda app, **settings: quiet(app, **{**settings, "log_level": "debug"})
main()
