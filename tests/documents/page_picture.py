"""The pictures of the chat page in docs/images, and the gallery that shows them; run as a program it makes them anew."""

import sys
import tempfile
from io import BytesIO
from pathlib import Path

from page_access import barriers
from page_browser import FLAGS, chromium_path
from page_states import STATES, Stage
from PIL import Image
from playwright.sync_api import sync_playwright

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = DOCS / "images" / "chat"
SIZES = {"phone": (390, 780), "desktop": (1280, 780)}
GAP, GROUND = 24, "#8d979f"
TALL = {"approvals": 1480, "approvals-writing": 1480}  # pixels of a page that scrolls as a whole
BRIEF = {"under-way"}  # over before axe has looked at it; it is looked at in the tests
INTRO = """# The chat page in every state

Each picture shows a phone and a desktop, in the light and in the dark. `make screenshots` takes them anew, from the real page before the
sandbox, and stops where axe, the accessibility checker, finds anything.
"""
SETTLED = """async () => {
  const main = document.querySelector("main"), last = document.querySelector(".said:last-child");
  if (main && last) {
    main.style.scrollBehavior = "auto";
    last.scrollIntoView({block: last.offsetHeight > main.clientHeight ? "start" : "end"});
  }
  for (const said of document.querySelectorAll(".talk ol")) said.scrollTop = said.scrollHeight;
  for (let frame = 0; frame < 6; frame++) await new Promise(requestAnimationFrame); // the ask is in one place or the other
}"""


def main():
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        with Stage(browser, Path(folder), {"reduced_motion": "reduce"}) as stage:
            for name, (_, way) in STATES.items():
                tab = way(stage)
                shots = taken(tab, name)
                tab.context.close()
                side_by_side(list(shots.values())).save(PICTURES / f"{name}.webp", quality=62, method=6)
                if name == "recommended":
                    readme_picture(shots)
                if name == "approvals":
                    kept(shots["desktop", "light"].crop((240, 0, 1040, 1412)), "desk")
        browser.close()
        assert stage.faults == [], stage.faults
    (DOCS / "chat-page.md").write_text(gallery())


def taken(tab, name):
    """Return a picture for each size and colour scheme, by both."""
    shots = {}
    for size, (width, height) in SIZES.items():
        tab.set_viewport_size({"width": width, "height": TALL.get(name, height)})
        tab.wait_for_timeout(150)  # the page keeps its ask in sight at another size, and only then holds still
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme)
            tab.evaluate(SETTLED)
            shots[size, scheme] = Image.open(BytesIO(tab.screenshot())).convert("RGB")
            if name not in BRIEF and (found := barriers(tab)):
                sys.exit(f"{name}, {size}, {scheme}: {found}")
    return shots


def side_by_side(shots):
    """Return the phones side by side, and the desktops beside them, one above the other at half their size."""
    *phones, light, dark = shots
    halves = [shot.resize((shot.width // 2 * 6 // 5, shot.height // 2 * 6 // 5)) for shot in (light, dark)]
    tall = halves[0].height * 2 + GAP
    phones = [phone.resize((phone.width * tall // phone.height, tall)) for phone in phones]
    whole = Image.new("RGB", (sum(phone.width + GAP for phone in phones) + halves[0].width, tall), GROUND)
    left = 0
    for phone in phones:
        whole.paste(phone, (left, 0))
        left += phone.width + GAP
    for index, half in enumerate(halves):
        whole.paste(half, (left, index * (half.height + GAP)))
    return whole


def readme_picture(shots):
    """Keep the README's own: a desktop in the light, and a phone in the dark before it."""
    desktop, phone = shots["desktop", "light"].crop((240, 0, 1040, 780)), shots["phone", "dark"]
    whole = Image.new("RGB", (desktop.width + GAP + phone.width, 780), GROUND)
    whole.paste(desktop, (0, 0))
    whole.paste(phone, (desktop.width + GAP, 0))
    kept(whole, "chat")


def kept(picture, name):
    """Keep a picture that the README shows."""
    picture.quantize(128).save(DOCS / "images" / f"{name}.png", optimize=True)


def gallery():
    """Return the page that shows them."""
    parts = [f"## {seen}\n\n![{seen}](images/chat/{name}.webp)\n" for name, (seen, _) in STATES.items()]
    return "\n".join([INTRO, *parts])


if __name__ == "__main__":
    main()
