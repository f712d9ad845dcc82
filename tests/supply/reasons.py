"""What has to be said about single packages, and is shown on the page."""

COPYLEFT = {
    "psycopg": "LGPL: an optional extra, used unmodified as a library; whoever ships it with a product passes on its licence and lets it be replaced",
    "pycountry": "LGPL: used unmodified as a library; whoever ships it with a product passes on its licence and lets it be replaced",
    "hypothesis": "MPL: for tests alone, not shipped",
    "axe-playwright-python": "MPL, for the axe-core inside: for tests alone, not shipped",
}
LONG_SINCE_RELEASED = {
    "httpx": "LangChain, langgraph-sdk and mcp use it too, so that it is installed anyway; its successor is httpx2 (see above)",
    "trustme": "for tests alone; a thin layer over cryptography, which is kept well",
    "nbmake": "for tests alone; it is a thin layer over nbclient, which is kept well; should it break, nbclient runs the notebooks directly",
}
