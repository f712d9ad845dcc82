"""What axe, the accessibility checker, finds on a page."""

from axe_playwright_python.sync_playwright import Axe

# Beside those that axe has on by itself: WCAG 2.2's size of targets, and a name that holds what is seen on a button.
MORE = {"rules": {name: {"enabled": True} for name in ("target-size", "label-content-name-mismatch")}}


def barriers(tab):
    """Return what keeps somebody out of a page: the rule and the element, for all that axe finds."""
    tab.evaluate("Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)))", None)
    found = Axe().run(tab, options=MORE).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def walked(tab, most=60):
    """Return what the Tab key stops at from the page's beginning to its end: its name, if it is seen, if it shows it."""
    tab.evaluate(TO_THE_BEGINNING)
    stops = []
    for _ in range(most):
        tab.keyboard.press("Tab")
        if (stop := tab.evaluate(STOP)) is None:
            break
        stops.append((stop["name"], stop["seen"], stop["ring"]))
    return stops


def reach(tab, name, most=60):
    """Press Tab until the focus is on what is named so."""
    for _ in range(most):
        tab.keyboard.press("Tab")
        if (tab.evaluate(STOP) or {}).get("name") == name:
            return
    raise AssertionError(f"{name} is not reached")


TO_THE_BEGINNING = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
}"""
STOP = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const {top, bottom} = one.getBoundingClientRect(), style = getComputedStyle(one), field = one.closest("form");
  const label = one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent ?? one.querySelector("h2")?.textContent;
  return {
    name: (label ?? one.textContent).trim().slice(0, 40) || one.tagName,
    seen: bottom > 0 && top < innerHeight,
    ring: style.outlineStyle !== "none" || (one.tagName === "TEXTAREA" && getComputedStyle(field).boxShadow !== "none"),
  };
}"""
