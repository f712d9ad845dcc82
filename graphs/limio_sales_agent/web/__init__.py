"""The sales agent in a browser: one page, a small JSON and SSE API, and a bubble for a shop's own pages."""
