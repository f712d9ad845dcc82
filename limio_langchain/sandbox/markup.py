"""The shop's HTML: two pages, every value escaped, no script."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from html import escape, unescape
from typing import Any

from limio_langchain.sandbox.shelf import Item, attributes_of

SYMBOLS = {"GBP": "£", "USD": "$", "EUR": "€"}
FIELDS = (
    ("email", "E-mail", "email"),
    ("firstName", "First name", "given-name"),
    ("lastName", "Last name", "family-name"),
    ("companyName", "Company", "organization"),
    ("phone", "Telephone", "tel"),
)


@dataclass(frozen=True)
class Line:
    """A line of a basket as the shop shows it.

    Attributes:
        name: The offer's display name.
        quantity: How many.
        note: How the price is worded.
        amount: The line's price, or None where the shop asks its billing system.
        currency: ISO-4217 code.
        period: ``month``, ``year`` and the like, or nothing.
    """

    name: str
    quantity: int
    note: str
    amount: Decimal | None
    currency: str
    period: str


def line_of(item: Item, quantity: int) -> Line:
    """Return the line for an item; the first recurring charge is its price, else its first."""
    held = attributes_of(item)
    charges = [charge for charge in held.get("price__limio") or [] if isinstance(charge, dict)]
    charge = next(
        (one for one in charges if str(one.get("type", "")).startswith("recurring")), charges[0] if charges else {}
    )
    return Line(
        name=_plain(held.get("display_name__limio")) or item["name"],
        quantity=quantity,
        note=_plain(held.get("display_price__limio")),
        amount=_amount(charge, quantity),
        currency=charge.get("currencyCode", ""),
        period=str(charge.get("repeat_interval_type") or "").removesuffix("s"),
    )


def checkout_page(
    lines: Sequence[Line], customer: Mapping[str, str], basket: str, promo: tuple[str, Decimal] | None
) -> str:
    """Return the checkout: the basket, the details, the button."""
    rows = "".join(_row(line) for line in lines)
    note = '<p class="note">Your details are filled in. Please check them.</p>' if customer else ""
    fields = "".join(_field(name, label, fill, customer.get(name, "")) for name, label, fill in FIELDS)
    return _page(
        "Checkout",
        f"""<h1>Checkout</h1>
<section class="card" aria-labelledby="order"><h2 id="order">Your order</h2>
<table><thead><tr><th scope="col">Subscription</th><th scope="col" class="n">Quantity</th><th scope="col" class="n">Price</th></tr></thead>
<tbody>{rows}</tbody>{_total(lines, promo)}</table></section>
<form class="card" method="post" action="/basket/pay"><h2>Your details</h2>{note}
<div class="fields">{fields}</div>
<input type="hidden" name="basket" value="{escape(basket)}">
<button type="submit">Pay now</button><p class="small">This is a sandbox: no money moves.</p></form>""",
    )


def notice_page(title: str, text: str, *, done: bool = False) -> str:
    """Return a page that says one thing."""
    mark = '<p class="mark" aria-hidden="true">✓</p>' if done else ""
    return _page(title, f'<section class="card notice">{mark}<h1>{escape(title)}</h1><p>{escape(text)}</p></section>')


def _page(title: str, body: str) -> str:
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>{escape(title)} · Tidewell</title><link rel="stylesheet" href="/shop.css"></head>
<body><header><a href="/" class="brand">Tidewell</a><span>Sandbox shop</span></header><main>{body}</main></body></html>"""


def _row(line: Line) -> str:
    note = f'<div class="small">{escape(line.note)}</div>' if line.note else ""
    price = (
        "confirmed after checkout" if line.amount is None else _money(line.amount, line.currency) + _per(line.period)
    )
    return f'<tr><td>{escape(line.name)}{note}</td><td class="n">{line.quantity}</td><td class="n">{escape(price)}</td></tr>'


def _total(lines: Sequence[Line], promo: tuple[str, Decimal] | None) -> str:
    """Return the foot of the order; a total only where all lines have the same currency and period."""
    if any(line.amount is None for line in lines) or len({(line.currency, line.period) for line in lines}) != 1:
        return f"<tfoot>{_foot(f'Promo code {promo[0]}', f'{promo[1]:.0%} off')}</tfoot>" if promo else ""
    whole = sum((line.amount or Decimal(0) for line in lines), Decimal(0))
    currency, period = lines[0].currency, lines[0].period
    rows = ""
    if promo:
        off = (whole * promo[1]).quantize(Decimal("0.01"))
        rows, whole = _foot(f"Promo code {promo[0]}", "−" + _money(off, currency)), whole - off
    return f"<tfoot>{rows}{_foot('Total', _money(whole, currency) + _per(period), 'total')}</tfoot>"


def _foot(name: str, told: str, kind: str = "") -> str:
    return f'<tr class="{kind}"><th scope="row" colspan="2">{escape(name)}</th><td class="n">{escape(told)}</td></tr>'


def _field(name: str, label: str, fill: str, value: str) -> str:
    kind = {"email": "email", "phone": "tel"}.get(name, "text")
    return f'<label>{escape(label)}<input name="{name}" type="{kind}" autocomplete="{fill}" value="{escape(value)}"></label>'


def _amount(charge: Mapping[str, Any], quantity: int) -> Decimal | None:
    for tier in charge.get("tiers") or []:
        if tier["starting_unit"] <= quantity <= tier.get("ending_unit", quantity):
            each = Decimal(tier["price"])
            return each if tier.get("price_format") == "FlatFee" else each * quantity
    try:
        return Decimal(str(charge["value"])) * quantity
    except (KeyError, InvalidOperation):
        return None


def _money(amount: Decimal, currency: str) -> str:
    return f"{SYMBOLS.get(currency, currency + ' ')}{amount:,.2f}"


def _per(period: str) -> str:
    return f" / {period}" if period else ""


def _plain(html: Any) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html)).strip() if isinstance(html, str) else ""
