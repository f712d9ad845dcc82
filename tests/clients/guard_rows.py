"""Hostile and ordinary texts through three renderers, before and behind the guard."""

from guarded import all_foreign, guarded, unguarded
from link_renderers import by_browser, by_marko, by_mistune
from link_texts_more import HOSTILE, ORDINARY


def rows(tab):
    """Return a row for each renderer.

    Args:
        tab: A browser's page.
    """
    renderers = {"marko (GFM)": by_marko, "mistune": by_mistune, "Chromium": lambda text: by_browser(tab, text)}
    return [
        {
            "renderer": name,
            "hostile texts": len(HOSTILE),
            "lead elsewhere unguarded": sum(bool(unguarded(rendered, text)) for text in HOSTILE),
            "lead elsewhere guarded": len(all_foreign(rendered, HOSTILE)),
            "ordinary texts": len(ORDINARY),
            "changed by the guard": sum(guarded(text) != text for text in ORDINARY),
        }
        for name, rendered in renderers.items()
    ]
