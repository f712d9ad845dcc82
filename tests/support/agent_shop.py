"""A small shop for tests of the agent: plans sold by seat, one that is not, an add-on."""

from limio_langchain import Offer


def item(path, name, amount=None, interval="months", product="/products/Pro", **attributes):
    charge = {"use_external_price": True, "currencyCode": "GBP"}
    if amount:
        charge = {
            "type": "recurring",
            "value": amount,
            "currencyCode": "GBP",
            "repeat_interval": 1,
            "repeat_interval_type": interval,
        }
    return {
        "path": path,
        "name": path.rpartition("/")[2],
        "id": f"id of {path}",
        "version": f"version of {path}",
        "data": {
            "products": [{"path": product}],
            "attributes": {"display_name__limio": name, "price__limio": [charge], **attributes},
        },
    }


MONTHLY = item("/offers2/Pro Monthly", "Pro Monthly", "49", allow_multibuy__limio=True, label__limio=["business"])
YEARLY = item(
    "/offers2/Pro Yearly",
    "Pro Yearly",
    "490",
    "years",
    allow_multibuy__limio=True,
    label__limio=["business"],
    cross_sell_addons__limio={"items": [{"path": "/add_ons/Print"}]},
)
HOME = item("/offers2/Home", "Home", "9.90", product="/products/Home", label__limio=["home"])
PRINT = item("/add_ons/Print", "Print", "12", product="/products/Print")
OFFERS = tuple(Offer.from_item(one) for one in (MONTHLY, YEARLY, HOME))
ADD_ONS = (Offer.from_item(PRINT),)


def line(path, quantity=1):
    return {"offer": path, "quantity": quantity, "kind": "add_on" if path.startswith("/add_ons/") else "offer"}
