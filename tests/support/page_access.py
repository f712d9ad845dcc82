"""What axe, the accessibility checker, finds on a page."""

from axe_playwright_python.sync_playwright import Axe

GRAVE = {"serious", "critical"}


def barriers(tab):
    """Return what keeps somebody out of a page: the rule and the element, for all that axe calls serious or worse."""
    tab.evaluate("Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)))", None)
    found = Axe().run(tab).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found if one["impact"] in GRAVE for node in one["nodes"]]
