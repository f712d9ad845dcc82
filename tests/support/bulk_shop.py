"""A catalogue at its limits: many offers and add-ons, long names without a gap, other scripts, large amounts."""

import copy

from limio_langchain.sandbox import Sandbox

WORD = ("Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichenverordnung" * 2)[:120]
ARABIC = "الاشتراك السنوي في الصحيفة للمؤسسات والشركات الكبرى"
NAMES = [
    WORD,
    "Magazine 🗞️ for families and 🏢 firms 🎉🎉🎉",
    "読売新聞オンライン・ビジネス・プロフェッショナル年間購読プラン",
    ARABIC,
    *(f"The unusually long name of plan number {n} for each business in each trade and its friends" for n in range(26)),
]
BOOK = """
greeting: Hello, I'm the shop's automated assistant. Tell me what you want, and for how many of you.
suggestions: [{suggestions}]
offers: {{channels: [ai, Online]}}
details: {{ask: after_yes, required: [email]}}
add_ons: after_yes
handoff: {{max_people: 99999}}
locale: en_GB
"""


def bulk_items():
    """Return 30 offers and 12 add-ons."""
    with Sandbox() as limio:
        offer = limio.catalogue.by_path("/offers2/Business Pro Annual")
        add_on = limio.catalogue.by_path("/add_ons/Archive Access Annual")
    added = [_named(add_on, f"/add_ons/Extra {n}", f"{n} {WORD}"[:120], n) for n in range(12)]
    offers = [_named(offer, f"/offers2/Plan {n}", name, n) for n, name in enumerate(NAMES)]
    beside = [{"path": one["path"], "id": one["id"]} for one in added]
    for one in offers:
        one["data"]["attributes"] |= {
            "offer_features__limio": f"<ul><li>{WORD}</li><li>News</li></ul>",
            "default_quantity_options__limio": {
                "quantity": 1,
                "minimum_quantity": 1,
                "maximum_quantity": 99_999,
                "increment": 1,
            },
            "cross_sell_addons__limio": {"item_label": "business", "item_type": "add_on", "items": beside},
        }
    return [*added, *offers]


def bulk_book(folder):
    """Return the path of a playbook for it, with a dozen suggestions."""
    path = folder / "bulk.yaml"
    path.write_text(BOOK.format(suggestions=", ".join(f"For {n} people" for n in range(12_000, 12_012))))
    return str(path)


def _named(item, path, name, number):
    made = copy.deepcopy(item)
    identity = f"{path.count('offers')}{number:039x}"
    for one in (made, made["data"]):
        one |= {"path": path, "name": path.rpartition("/")[2], "id": identity}
    shown = {"display_name__limio": name, "display_price__limio": "", "detailed_display_price__limio": ""}
    made["data"]["attributes"] |= shown
    made["data"]["attributes"].pop("downgrade_offers__limio", None)
    made["data"]["attributes"]["price__limio"][0]["value"] = str(1_234_567 + number)
    return made
