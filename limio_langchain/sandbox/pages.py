"""The checkout and the thank-you page: plain HTML, no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from limio_langchain.sandbox.catalogue import Item, attributes_of
from limio_langchain.sandbox.html import Html, joined, tag
from limio_langchain.sandbox.layout import page, shown_name
from limio_langchain.sandbox.prices import Asked, Total, asked_for, money, promo_share, totals

DETAILS = (
    ("email", "E-mail", "email", "email"),
    ("firstName", "First name", "text", "given-name"),
    ("lastName", "Last name", "text", "family-name"),
    ("companyName", "Company", "text", "organization"),
    ("phone", "Telephone", "tel", "tel"),
)
PAYMENTS = {
    "zuora_card": "Card",
    "zuora_paypal": "PayPal",
    "zuora_dd": "Direct debit",
    "direct_debit": "Direct debit",
    "zuora_bank_transfer_ach": "Bank transfer",
    "zuora_form": "Card",
    "invoice": "Invoice",
}
USUAL_PAYMENTS = ("zuora_card", "zuora_paypal")
TIMES, MINUS = "\N{MULTIPLICATION SIGN}", "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Order:
    """What a checkout page shows.

    Attributes:
        lines: Items and quantities.
        hidden: What the form sends back, by name, in order.
        details: The customer's details where they are known.
        code: A good promo code, or nothing.
        notices: What the customer should know first.
        fault: What was wrong with the form, by field.
    """

    lines: Sequence[tuple[Item, int]]
    hidden: Sequence[tuple[str, str]]
    details: Mapping[str, str] = field(default_factory=dict, repr=False)
    code: str = ""
    notices: Sequence[str] = ()
    fault: Mapping[str, str] = field(default_factory=dict)


def checkout_page(shop: str, order: Order) -> Html:
    """Return the checkout: details to the left, the order to the right, one button."""
    asked = [asked_for(item, quantity) for item, quantity in order.lines]
    totals_of = totals(asked, promo_share(order.code) or Decimal(0))
    notices = [tag("p", text, class_="notice", role="status") for text in order.notices]
    form = tag(
        "form",
        [tag("input", type="hidden", name=name, value=value) for name, value in order.hidden],
        _details(order),
        _payments([item for item, _ in order.lines]),
        tag("button", _pay_text(totals_of), type="submit"),
        tag("p", "This is a sandbox: no money moves, and no card is asked for.", class_="small"),
        method="post",
        action="/checkout/pay",
        class_="card",
    )
    summary = tag("section", _summary(order, asked, totals_of), class_="card summary", aria_labelledby="order")
    body = (tag("h1", "Checkout"), notices, tag("div", form, summary, class_="columns"))
    return page(shop, "Checkout", *body)


def paid_page(shop: str, lines: Sequence[tuple[Item, int]], reference: str, name: str, *, before: bool) -> Html:
    """Return the thank-you page; `before` when the order had been paid already."""
    rows = [
        tag("li", tag("span", shown_name(item)), tag("span", f"{TIMES} {quantity}", class_="quantity"))
        for item, quantity in lines
    ]
    said = "This order is already paid" if before else f"Thank you{', ' + name if name else ''}"
    told = (
        "There is nothing more to do."
        if before
        else "Your order is complete. A real shop would send you a receipt now."
    )
    body = tag(
        "section",
        tag("p", "✓", class_="tick", aria_hidden="true"),
        tag("p", "Paid", class_="eyebrow"),
        tag("h1", said),
        tag("p", told),
        tag("ul", rows, class_="bought"),
        tag("p", "Order ", tag("code", reference), class_="small"),
        class_="card message",
    )
    return page(shop, "Paid", body)


def _summary(order: Order, asked: Sequence[Asked], totals_of: Sequence[Total]) -> Html:
    head = tag("tr", [tag("th", text, scope="col") for text in ("Subscription", "Quantity", "Today")])
    rows = [_row(item, quantity, told) for (item, quantity), told in zip(order.lines, asked, strict=True)]
    foot = [_total_rows(total, order.code) for total in totals_of] or _unknown(order.code)
    table = tag("table", tag("thead", head), tag("tbody", rows), tag("tfoot", foot))
    later = [
        tag("li", f"{shown_name(item)}: {told.later}")
        for (item, _), told in zip(order.lines, asked, strict=True)
        if told.later
    ]
    recurs = (tag("h3", "What recurs"), tag("ul", later)) if later else None
    return joined(tag("h2", "Your order", id="order"), table, tag("div", recurs, class_="recurs") if recurs else None)


def _row(item: Item, quantity: int, asked: Asked) -> Html:
    note = tag("span", asked.wording, class_="small") if asked.wording else None
    price = money(asked.today, asked.currency) if asked.today is not None else "To be confirmed"
    return tag("tr", tag("td", tag("strong", shown_name(item)), note), tag("td", str(quantity)), tag("td", price))


def _total_rows(total: Total, code: str) -> Html:
    rows = []
    if total.off:
        rows = [
            _foot("Subtotal", money(total.whole, total.currency)),
            _foot(f"Promo code {code}", f"{MINUS}{money(total.off, total.currency)}", "promo"),
        ]
    return joined(rows, _foot("Due today", money(total.due, total.currency), "due"))


def _unknown(code: str) -> Html:
    promo = _foot("Promo code", code, "promo") if code else None
    return joined(promo, _foot("Due today", "To be confirmed", "due"))


def _foot(name: str, told: str, kind: str | None = None) -> Html:
    return tag("tr", tag("th", name, scope="row", colspan="2"), tag("td", told), class_=kind)


def _details(order: Order) -> Html:
    known = any(order.details.values())
    hint = "We have filled in what we know. Please check it." if known else "Where may we send your receipt?"
    fields = [_field(order, *one) for one in DETAILS]
    legend = (tag("legend", "Your details"), tag("p", hint, class_="hint"))
    return tag("fieldset", legend, tag("div", fields, class_="fields"))


def _field(order: Order, name: str, label: str, kind: str, fill: str) -> Html:
    fault = order.fault.get(name)
    told = tag("span", fault, class_="fault", id=f"{name}-fault") if fault else None
    box = tag(
        "input",
        name=name,
        type=kind,
        autocomplete=fill,
        value=order.details.get(name, ""),
        required=name == "email",
        maxlength="200",
        aria_invalid="true" if fault else None,
        aria_describedby=f"{name}-fault" if fault else None,
    )
    return tag("label", tag("span", label), box, told, class_=f"field {name}")


def _payments(items: Sequence[Item]) -> Html:
    """Return the ways to pay that all items share, or the usual ones where they share none."""
    told = [attributes_of(item).get("payment_types__limio") or USUAL_PAYMENTS for item in items]
    shared = [one for one in (told[0] if told else ()) if all(one in others for others in told)]
    names = list(dict.fromkeys(PAYMENTS.get(one, "") for one in shared or USUAL_PAYMENTS))
    choices = [
        tag("label", tag("input", type="radio", name="payment", value=one, checked=index == 0), tag("span", one))
        for index, one in enumerate(filter(None, names))
    ]
    return tag("fieldset", tag("legend", "Payment"), tag("div", choices, class_="choices"))


def _pay_text(totals_of: Sequence[Total]) -> str:
    return f"Pay {' and '.join(money(one.due, one.currency) for one in totals_of)}" if totals_of else "Pay"
