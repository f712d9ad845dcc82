"""The sales agent in a browser: one page, a small JSON and SSE API, and a bubble for a shop's own pages."""

from limio_sales_agent.web.app import Options, create_app
from limio_sales_agent.web.serving import serve

__all__ = ["Options", "create_app", "serve"]
