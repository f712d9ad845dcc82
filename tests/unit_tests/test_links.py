"""Purchase links byte for byte, and signed links untouched."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limio_langchain import purchase_link
from limio_langchain.errors import InputError, LinkRefused
from limio_langchain.links import join_link

SHOP = "https://shop.example.com"
# What a catalogue may hold: any character but controls and lone surrogates.
names = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(
    lambda text: text.strip("/ \u00a0") and text.strip()
)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (purchase_link(SHOP, "/offers2/Pro Plan"), "/checkout?purchase=%2Foffers2%2FPro%20Plan"),
        (
            purchase_link(SHOP, "/offers2/A", "/add_ons/B", promo_code="SAVE20"),
            "/checkout?purchase=%2Foffers2%2FA&purchase=%2Fadd_ons%2FB&pc=SAVE20",
        ),
        (purchase_link(SHOP, label="digital"), "/checkout?purchase=true&label=digital"),
        (purchase_link(SHOP, basket="basket-1"), "/checkout?basket=basket-1"),
        (purchase_link(SHOP, "/offers2/A", page="/karbon-cart"), "/karbon-cart?purchase=%2Foffers2%2FA"),
        (purchase_link(SHOP, "/offers2/A", page="uk/checkout"), "/uk/checkout?purchase=%2Foffers2%2FA"),
        (
            purchase_link(SHOP, "/offers2/A", params={"utm_source": "ai", "utm_campaign": "a b"}),
            "/checkout?purchase=%2Foffers2%2FA&utm_source=ai&utm_campaign=a%20b",
        ),
        (purchase_link(SHOP + "/", "/offers2/Propelus Pro+"), "/checkout?purchase=%2Foffers2%2FPropelus%20Pro%2B"),
    ],
)
def test_a_purchase_link_is_written_as_limio_writes_it(made, expected):
    assert made == SHOP + expected


@given(names, names, names)
def test_names_survive_a_round_trip_through_a_url_parser(first, second, value):
    paths = [f"/offers2/{first}", f"/offers2/{second}"]
    link = purchase_link(SHOP, *paths, promo_code=value, params={"utm_source": value})
    parts = urlsplit(link)
    assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == ("https", "shop.example.com", "/checkout", "")
    assert parse_qsl(parts.query, keep_blank_values=True) == [
        *(("purchase", path) for path in paths),
        ("pc", value),
        ("utm_source", value),
    ]
    assert "+" not in link


@pytest.mark.parametrize(
    ("args", "options", "field"),
    [
        (["offers2/A"], {}, "offer_paths[0]"),
        (["/offers2/A", ""], {}, "offer_paths[1]"),
        (["//evil.example/x"], {}, "offer_paths[0]"),
        (["/"], {}, "offer_paths[0]"),
        (["/offers2/A\n"], {}, "offer_paths[0]"),
        (["/offers2/\ud800"], {}, "offer_paths[0]"),
        (["/offers2/A"], {"page": "https://evil.example"}, "page"),
        (["/offers2/A"], {"page": "//evil.example"}, "page"),
        (["/offers2/A"], {"page": "a//b"}, "page"),
        (["/offers2/A"], {"page": "a/../b"}, "page"),
        (["/offers2/A"], {"page": "a?b=c"}, "page"),
        (["/offers2/A"], {"page": "a%2e%2e"}, "page"),
        (["/offers2/A"], {"page": ""}, "page"),
        (["/offers2/A"], {"label": "x"}, "offer_paths"),
        (["/offers2/A"], {"promo_code": " "}, "promo_code"),
        (["/offers2/A"], {"params": {"purchase": "/offers2/B"}}, "params['purchase']"),
    ],
)
def test_what_no_link_should_hold_is_refused_by_name(args, options, field):
    with pytest.raises(InputError) as refused:
        purchase_link(SHOP, *args, **options)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "shop",
    [
        "http://shop.example.com",
        "https://u:p@shop.example.com",
        "https://shop.example.com/x",
        "shop",
        "https://",
        "https://[",
        "",
    ],
)
def test_a_shop_that_is_no_plain_https_origin_is_refused(shop):
    with pytest.raises(InputError) as refused:
        purchase_link(shop, "/offers2/A")
    assert refused.value.field == "shop_url"


@pytest.mark.parametrize("link", ["/api/checkout/recover?basket=b&recover=a%2Bb==&x=%20+", "/x#frag", "/ä?ü=%zz"])
def test_a_signed_link_is_joined_to_the_shop_byte_for_byte(link):
    assert join_link(SHOP, "https://api.example.com", link) == SHOP + link


@pytest.mark.parametrize("link", [f"{SHOP}/recover?t=1", "https://api.example.com/recover?t=1"])
def test_an_absolute_link_on_the_shop_or_the_api_is_returned_as_it_is(link):
    assert join_link(SHOP, "https://api.example.com", link) == link


@pytest.mark.parametrize(
    "link",
    [
        "//evil.example/x",
        "https://evil.example/x",
        "https://shop.example.com.evil.example/x",
        "https://shop.example.com@evil.example/x",
        "http://shop.example.com/x",
        "https://shop.example.com:8443/x",
        "javascript:alert(1)",
        "/\\evil.example",
        "/a\nb",
        "recover?x",
        "",
    ],
)
def test_a_link_to_any_other_place_is_refused(link):
    with pytest.raises(LinkRefused):
        join_link(SHOP, "https://api.example.com", link)


@given(st.text())
def test_no_link_ever_leaves_the_shop_or_the_api(link):
    try:
        joined = join_link(SHOP, "https://api.example.com", link)
    except LinkRefused:
        return
    assert urlsplit(joined).netloc in {"shop.example.com", "api.example.com"}


@pytest.mark.parametrize("end", [".", "_", "~", ")", "*", "._~", ".)", "..."])
def test_no_link_ends_in_what_a_chat_program_leaves_out(end):
    for link in (
        purchase_link("https://shop.example.com", f"/offers2/Plan{end}"),
        purchase_link("https://shop.example.com", "/offers2/Plan", promo_code=f"SAVE{end}"),
        purchase_link("https://shop.example.com", label=f"pro{end}"),
    ):
        assert link[-1].isalnum()
        assert parse_qsl(urlsplit(link).query)[-1][1].endswith(end)


def test_a_link_to_nothing_is_none():
    with pytest.raises(InputError, match="sells nothing"):
        purchase_link("https://shop.example.com")
    with pytest.raises(InputError, match="sells nothing"):
        purchase_link("https://shop.example.com", promo_code="SAVE20", params={"utm_source": "ai"})
