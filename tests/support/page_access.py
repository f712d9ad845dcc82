"""What axe, the accessibility checker, finds on a page."""

from axe_playwright_python.sync_playwright import Axe


def barriers(tab, rules=None):
    """Return what keeps somebody out of a page: the rule and the element, for all that axe finds."""
    tab.evaluate("Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)))", None)
    found = Axe().run(tab, options=rules).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]
