"""Display prices as the world writes them: each agrees with its charge, and with no other."""

import unicodedata
from decimal import Decimal
from functools import cache

import pytest
from babel import Locale, localedata
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from limio_langchain.models.periods import folded, interval_of, periods_in
from limio_langchain.models.price import Price
from limio_langchain.models.price_text import doubt
from limio_langchain.models.text import plain_text

AMOUNTS = (
    ("EUR", "12.5"),
    ("EUR", "1234567.89"),
    ("EUR", "1200"),
    ("GBP", "49"),
    ("JPY", "1200"),
    ("KWD", "1234.500"),
    ("USD", "0.99"),
    ("INR", "123456"),
    ("SEK", "1499.5"),
)
SHAPES = ("{} / month", "from {} per month", "{}")
# Groups of two digits, set apart by spaces: nothing tells them from two numbers.
UNREADABLE = {"tok"}
# Their dinar begins like their day, and their rupee ends like their year.
LIKE_A_PERIOD = {("kn", "KWD"), ("or", "KWD"), ("lo", "INR"), ("th", "INR")}
UNITS = {"duration-day": "days", "duration-week": "weeks", "duration-month": "months", "duration-year": "years"}
# One abbreviation, two languages, two meanings; the commoner one is read. And Welsh "the" is like English "years".
ELSEWHERE = {"ha", "kab", "lt", "cy"}


def charge(amount, currency=None, interval="months", count=1):
    return Price(amount=Decimal(amount), currency=currency, interval=interval, interval_count=count, kind="recurring")


@cache
def written():
    """Each amount as every locale writes it; many write it alike."""
    told = {}
    for locale in localedata.locale_identifiers():
        if locale.split("_")[0] in UNREADABLE:
            continue
        for currency, amount in AMOUNTS:
            told[plain_text(format_currency(Decimal(amount), currency, locale=locale)), currency, amount] = locale
    return told


def test_an_amount_as_any_locale_writes_it_agrees_with_its_charge():
    failed = [
        (locale, text)
        for (text, currency, amount), locale in written().items()
        for shape in SHAPES
        if doubt(charge(amount, currency), shape.format(text))
    ]
    assert failed == []


def test_an_amount_as_any_locale_writes_it_agrees_with_no_other_charge():
    failed = [
        (locale, text, factor)
        for (text, currency, amount), locale in written().items()
        for factor in ("1000", "0.001", "10", "0.1", "0.95")
        if not doubt(charge(Decimal(amount) * Decimal(factor), currency), f"{text} / month")
    ]
    assert failed == []


def test_a_period_as_any_locale_abbreviates_it_is_read_as_itself_or_not_at_all():
    wrong, read = set(), set()
    for name in localedata.locale_identifiers():
        locale = Locale.parse(name)
        for text, unit in _per_patterns(locale):
            found = {one.period.unit for one in periods_in(folded(text))}
            read |= {locale.language} if found == {unit} else set()
            wrong |= {(locale.language, text)} if found - {unit} else set()
    assert {language for language, _ in wrong} <= ELSEWHERE, wrong
    european = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv nb is uk ru tr sr sq mk"
    asian = "ar he fa ur hi bn ta te kn ml gu pa th lo km my vi id ms fil zh ja ko ka hy az kk"
    assert {*european.split(), *asian.split()} - read == set()


def _per_patterns(locale):
    for name, unit in UNITS.items():
        for width in ("long", "short"):
            try:
                yield locale._data["unit_patterns"][name][width]["per"].replace("{0}", "€100"), unit
            except KeyError:
                continue


@pytest.mark.parametrize(
    ("words", "amount", "interval", "count"),
    [
        ("12,50 €/Monat per user", "12.5", "months", 1),
        ("1.200 € / Jahr", "1200", "years", 1),
        ("£49/month per user, paid annually", "588", "years", 1),
        ("£58.33 a month, billed yearly", "700", "years", 1),
        ("$75 for 52 weeks then $31.96 every 4 weeks autorenew", "31.96", "weeks", 4),
        ("CAD 3500 every 60 weeks", "3500", "weeks", 60),
        ("Monthly: £49", "49", "months", 1),
        ("月額 1,200円 / 月", "1200", "months", 1),
        ("월 10,000원", "10000", "months", 1),
        ("199 kr/mån", "199", "months", 1),
        ("149,90 zł miesięcznie", "149.90", "months", 1),
        ("CHF 1’234.50 / mois", "1234.5", "months", 1),
        ("49,– € mtl.", "49", "months", 1),
        ("£30 per quarter", "30", "months", 3),
        ("£100 for one year", "100", "years", 1),
        ("£1 for the first month, then £8.99 per month", "8.99", "months", 1),
        ("from 1 150 € a month", "1150", "months", 1),
        ("١٬٢٣٤٫٥٠ € في الشهر", "1234.5", "months", 1),
    ],
)
def test_a_label_that_says_the_charge_agrees_with_it(words, amount, interval, count):
    assert doubt(charge(amount, None, interval, count), plain_text(words)) is None


@pytest.mark.parametrize(
    ("words", "amount", "currency", "interval", "count"),
    [
        ("Only 49 pounds", "49", "GBP", "months", 1),
        ("£1.5k / year", "1500", "GBP", "years", 1),
        ("€1,2 Tsd. / Jahr", "1200", "EUR", "years", 1),
        ("3 mil euros al año", "3000", "EUR", "years", 1),
        ("1万円/年", "10000", "JPY", "years", 1),
        ("Rp 49 ribu/bulan", "49000", "IDR", "months", 1),
        ("49p a week", "0.49", "GBP", "weeks", 1),
        ("£0.49p a week", "0.49", "GBP", "weeks", 1),
        ("99¢ / month", "0.99", "USD", "months", 1),
        ("99 cents a week", "0.99", "USD", "weeks", 1),
        ("12€99/mois", "12.99", "EUR", "months", 1),
        ("£9·99 a month", "9.99", "GBP", "months", 1),
        ("1´234.50 CHF/Jahr", "1234.5", "CHF", "years", 1),
        ("£9 pcm", "9", "GBP", "months", 1),
        ("£5pm", "5", "GBP", "months", 1),
        ("£9 p/m", "9", "GBP", "months", 1),
        ("£60pa", "60", "GBP", "years", 1),
        ("£5 pw", "5", "GBP", "weeks", 1),
        ("£9 every other week", "9", "GBP", "weeks", 2),
        ("£9 fortnightly", "9", "GBP", "weeks", 2),
        ("£54 half-yearly", "54", "GBP", "months", 6),
        ("54 € halbjährlich", "54", "EUR", "months", 6),
        ("54 € par semestre", "54", "EUR", "months", 6),
        ("27 € vierteljährlich", "27", "EUR", "months", 3),
        ("27 € al trimestre", "27", "EUR", "months", 3),
        ("was £20 now £10 a month", "10", "GBP", "months", 1),
        ("<s>£20</s> £10 a month", "10", "GBP", "months", 1),
        ("Free for 30 days, then £9 a month", "9", "GBP", "months", 1),
        ("CA$49", "49", "CAD", "months", 1),
        ("49 $US par mois", "49", "USD", "months", 1),
        ("49 kr/mån", "49", "SEK", "months", 1),
        ("Rs. 499/month", "499", "INR", "months", 1),
    ],
)
def test_a_common_form_agrees_with_its_charge_and_with_no_other(words, amount, currency, interval, count):
    text = plain_text(words)
    assert doubt(charge(amount, currency, interval, count), text) is None
    for factor in ("100", "0.01", "1000", "0.001", "2", "0.9"):
        assert doubt(charge(Decimal(amount) * Decimal(factor), currency, interval, count), text), factor


@pytest.mark.parametrize(
    ("words", "amount", "currency", "interval"),
    [
        ("54 € halbjährlich", "54", "EUR", "months"),
        ("54 € par semestre", "54", "EUR", "months"),
        ("27 € vierteljährlich", "27", "EUR", "months"),
        ("£9 pcm", "9", "GBP", "years"),
        ("£60pa", "60", "GBP", "months"),
        ("12€99/mois", "12", "EUR", "months"),
        ("was £20 now £10 a month", "20", "GBP", "months"),
        ("Save £20! £10 a month", "20", "GBP", "months"),
        ("£20 off: £10 a month", "20", "GBP", "months"),
        ("<del>£20</del> £10 a month", "20", "GBP", "months"),
        ("Free", "9", "GBP", "months"),
        ("Kostenlos!", "9", "EUR", "months"),
        ("1万2千円", "12", "JPY", "months"),
    ],
)
def test_a_common_form_contradicts_what_it_only_looks_like(words, amount, currency, interval):
    assert doubt(charge(amount, currency, interval), plain_text(words))


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("US$49 / month", "CAD"),
        ("A$49", "USD"),
        ("CA$49", "USD"),
        ("NZ$49", "AUD"),
        ("R$49", "USD"),
        ("49 zł/mies.", "EUR"),
        ("49 kr/md", "EUR"),
        ("49 Kč", "EUR"),
        ("49 ₽", "EUR"),
        ("Fr. 49", "EUR"),
        ("฿49", "EUR"),
        ("49円", "EUR"),
        ("49元", "JPY"),
        ("49 euros", "GBP"),
        ("49 US dollars a month", "GBP"),
        ("49 British pounds", "USD"),
    ],
)
def test_the_same_number_of_another_currency_is_another_price(words, other):
    assert doubt(charge("49", other), words)


@pytest.mark.parametrize("words", ["Open until 9 pm", "For 5 European offices", "Rated 4 of 5", "Was £20", "Save £20"])
def test_numbers_that_are_no_price_contradict_nothing(words):
    assert doubt(charge("49", "GBP"), words) is None


def test_an_amount_with_its_currency_by_name_agrees_in_every_locale():
    failed = [
        (locale, text)
        for locale in localedata.locale_identifiers()
        if locale.split("_")[0] not in UNREADABLE
        for currency, amount in AMOUNTS
        if (locale.split("_")[0], currency) not in LIKE_A_PERIOD
        for text in [plain_text(format_currency(Decimal(amount), currency, locale=locale, format_type="name"))]
        if doubt(charge(amount, currency), text)
    ]
    assert failed == []


@pytest.mark.parametrize("locale", ["en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "nb", "cs", "uk", "ja"])
def test_an_amount_with_its_currency_by_name_contradicts_another_charge(locale):
    for currency, amount in (("EUR", "150"), ("GBP", "150"), ("USD", "150"), ("EUR", "12.5")):
        text = format_currency(Decimal(amount), currency, locale=locale, format_type="name")
        assert doubt(charge(Decimal(amount) / 3, currency), plain_text(text)), text


@pytest.mark.parametrize("currency", ["USD", "CAD", "BSD"])
def test_a_sign_of_several_currencies_agrees_with_each(currency):
    assert doubt(charge("49", currency), "$49 / month") is None


@pytest.mark.parametrize(
    ("words", "amount", "interval", "currency"),
    [
        ("1.200 € / Jahr", "1.2", "years", "EUR"),
        ("$800.00 / month", "800", "years", "USD"),
        ("£150 a month", "50", "months", "GBP"),
        ("150 a month", "50", "months", "GBP"),
        ("1 150 € a month", "150", "months", "EUR"),
        ("£49.00 / year", "49", "months", "GBP"),
        ("€49 / month", "49", "months", "GBP"),
        ("$49 / month", "49", "months", "GBP"),
        ("¥4,900 / month", "4900", "months", "EUR"),
        ("USD 49 / month", "49", "months", "GBP"),
        ("£48 a month", "49", "months", "GBP"),
        ("£48.60 a month, billed yearly", "588", "years", "GBP"),
        ("1.2.3.4 € per month", "1234", "months", "EUR"),
    ],
)
def test_a_label_that_says_another_price_than_the_charge_is_a_contradiction(words, amount, interval, currency):
    assert doubt(charge(amount, currency, interval), plain_text(words)) is not None


@pytest.mark.parametrize(
    "words", ["Contact us", "", "For up to 5 readers", "Save 20% today", "Our weekly briefing", "24/7 support"]
)
def test_words_without_an_amount_contradict_nothing(words):
    assert doubt(charge("49"), words) is None


def test_a_single_payment_is_held_against_the_amount_alone():
    once = Price(amount=Decimal(75), currency="GBP", kind="one_time")
    assert doubt(once, "£75, paid once") is None
    assert doubt(once, "£75 for 12 months") is None
    assert doubt(once, "£80") is not None


def test_a_volume_price_is_held_against_its_tiers():
    told = {"type": "recurringVolume", "currencyCode": "GBP", "repeat_interval_type": "years"}
    tiers = [{"starting_unit": 1, "price": "495", "price_format": "FlatFee"}]
    price = Price.from_charge({**told, "tiers": tiers})
    assert doubt(price, "From £495 / year for up to 5 readers") is None
    assert doubt(price, "From £495 / month") is not None


@pytest.mark.parametrize(
    ("spelled", "means"),
    [
        ("MONTHS", ("months", 1)),
        ("month", ("months", 1)),
        (" Day ", ("days", 1)),
        ("days", ("days", 1)),
        ("Weeks", ("weeks", 1)),
        ("YEAR", ("years", 1)),
        ("quarter", ("months", 3)),
        ("Monthly", ("months", 1)),
        ("ANNUALLY", ("years", 1)),
        ("fortnights", None),
        ("", None),
        (None, None),
        (12, None),
    ],
)
def test_an_interval_is_read_in_any_case_singular_or_plural(spelled, means):
    assert interval_of(spelled) == means
    price = Price.from_charge({"type": "recurring", "value": "1", "repeat_interval_type": spelled})
    assert (price.interval, price.interval_count) == (means or (None, None))


@given(
    st.decimals("0.01", "99999", places=2), st.sampled_from(["months", "years", "weeks", "days"]), st.integers(1, 60)
)
def test_a_charge_told_exactly_is_never_in_doubt(amount, interval, count):
    assert doubt(charge(amount, "GBP", interval, count), f"£{amount:,} every {count} {interval}") is None


@given(st.text(max_size=60), st.decimals("0.01", "99999", places=2))
def test_no_text_at_all_fails(text, amount):
    doubt(charge(amount, "GBP"), text)
    doubt(charge(amount, "GBP"), f"{text} £{amount} a month {text}")


def test_a_full_width_price_is_a_price():
    text = "￥１，２００／月"
    assert unicodedata.normalize("NFKC", text) == "¥1,200/月"
    assert doubt(charge("1200", "JPY"), text) is None
    assert doubt(charge("1.2", "JPY"), text) is not None


@pytest.mark.parametrize(
    ("amount", "currency", "interval", "count", "text"),
    [
        ("1000000", "GBP", "years", 1, "£1m per year"),
        ("1500000", "GBP", "years", 1, "£1.5M a year"),
        ("1000000000", "GBP", "years", 1, "£1bn a year"),
        ("49", "GBP", "months", 2, "£49 bi-monthly"),
        ("49", "EUR", "months", 2, "49 € bimestriel"),
        ("49", "GBP", "months", 6, "£49 twice a year"),
        ("9.50", "EUR", "months", 1, "9 € 50 par mois"),
        ("9.50", "EUR", "months", 1, "9 euros et 50 centimes par mois"),
        ("9.50", "CHF", "months", 1, "9 Franken 50 pro Monat"),
        ("9.50", "SEK", "months", 1, "9:50 kr per månad"),
        ("12.50", "EUR", "months", 1, "12'50 € / mes"),
        ("0.99", "USD", "months", 1, "$.99 a month"),
        ("1.5", "GBP", "months", 1, "£1½ a month"),
        ("1500", "INR", "months", 1, "१,५०० रुपये प्रति माह"),
        ("12.5", "KWD", "months", 1, "١٢٫٥٠٠ دينار شهريا"),
        ("1500", "PKR", "months", 1, "1,500 روپے ماہانہ"),
    ],
)
def test_an_amount_in_two_parts_many_or_another_script_is_its_charge_s_and_no_other_s(
    amount, currency, interval, count, text
):
    assert doubt(charge(amount, currency, interval, count), text) is None
    wrong = [
        charge(Decimal(amount) * 10, currency, interval, count),
        charge(amount, "USD" if currency != "USD" else "EUR", interval, count),
    ]
    wrong += [charge(part, currency, interval, count) for part in ("1", "9", "50", "0.5", "99")]
    assert [one for one in wrong if doubt(one, text) is None] == []


@pytest.mark.parametrize("text", ["£9 20 users", "9 € 10 €/an", "9 € 50 % de réduction", "9 € 24 h"])
def test_two_digits_that_count_something_else_are_no_cents(text):
    assert doubt(charge("9", "GBP" if "£" in text else "EUR"), text) is None


@pytest.mark.parametrize(
    ("text", "charged"),
    [("£49 bi-monthly", 1), ("49 € zweimonatlich", 1), ("£49 twice a month", 1), ("£49 biannually", 12)],
)
def test_every_two_months_and_twice_a_month_are_no_month(text, charged):
    assert doubt(charge("49", None, "months", charged), text)
