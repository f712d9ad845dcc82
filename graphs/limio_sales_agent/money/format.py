"""Money and shares of it as a locale writes them, to the last digit."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency, format_percent

from limio_sales_agent.phrases import parse_locale

TENTH_OF_A_PERCENT = Decimal("0.001")


def format_money(amount: Decimal, currency: str, locale: str) -> str:
    """Return an amount as the locale writes it; digits beyond the currency's own are kept, never rounded away.

    Args:
        amount: In major units, such as pounds.
        currency: ISO-4217 code.
        locale: Such as ``en_GB`` or ``de``.
    """
    return format_currency(amount, currency, locale=parse_locale(locale), decimal_quantization=False)


def format_share(share: Decimal, locale: str) -> str:
    """Return a share such as ``0.1625`` as a percentage, rounded to a tenth of a per cent."""
    return format_percent(rounded_share(share), locale=parse_locale(locale), decimal_quantization=False)


def rounded_share(share: Decimal) -> Decimal:
    """Return a share rounded to what `format_share` writes."""
    return share.quantize(TENTH_OF_A_PERCENT, rounding=ROUND_HALF_UP)
