"""Settings: what is refused, by which name, and what stays unseen."""

import pytest
from pydantic import ValidationError

from limio_langchain import settings as module
from limio_langchain.settings import LimioSettings, unknown_variables

SHOP = "https://shop.example.com"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"shop_url": "http://shop.example.com"}, "shop_url (LIMIO_SHOP_URL) must use https"),
        ({"shop_url": "https://shop.example.com/uk"}, "shop_url (LIMIO_SHOP_URL) must be the host alone"),
        ({"shop_url": "https://shop.example.com?x=1"}, "LIMIO_SHOP_URL"),
        ({"shop_url": "https://me:pw@shop.example.com"}, "must not hold a user name"),
        ({"shop_url": "shop.example.com"}, "LIMIO_SHOP_URL"),
        ({"shop_url": "https://[::1"}, "is not a URL"),
        ({"api_url": "ftp://acme.prod.limio.com"}, "api_url (LIMIO_API_URL)"),
        ({"client_id": "id"}, "client_secret (LIMIO_CLIENT_SECRET) is missing"),
        ({"client_secret": "x"}, "client_id (LIMIO_CLIENT_ID) is missing"),
        ({"client_id": "id", "client_secret": "x"}, "api_url (LIMIO_API_URL) is missing"),
        ({"checkout_page": "https://evil.example"}, "checkout_page (LIMIO_CHECKOUT_PAGE)"),
        ({"checkout_page": "a/../b"}, "LIMIO_CHECKOUT_PAGE"),
        ({"checkout_link": "other"}, "checkout_link"),
        ({"country": "gbr"}, "country"),
        ({"deadline": 0}, "deadline"),
    ],
)
def test_a_wrong_value_is_refused_by_field_and_variable(wrong, named):
    with pytest.raises(ValidationError) as refused:
        LimioSettings(**({"shop_url": SHOP} | wrong))
    assert named in str(refused.value)


def test_every_field_comes_from_the_environment_too(monkeypatch):
    monkeypatch.setenv("LIMIO_SHOP_URL", SHOP + "/")
    monkeypatch.setenv("LIMIO_API_URL", "https://acme.prod.limio.com")
    monkeypatch.setenv("LIMIO_CLIENT_ID", "id")
    monkeypatch.setenv("LIMIO_CLIENT_SECRET", "hush")
    monkeypatch.setenv("LIMIO_CATALOG_FILE", "offers.json")
    monkeypatch.setenv("LIMIO_CHECKOUT_LINK", "assisted")
    monkeypatch.setenv("LIMIO_CACHE_DIR", "off")
    settings = LimioSettings()
    assert (settings.shop_url, settings.client_secret.get_secret_value()) == (SHOP, "hush")
    assert (str(settings.catalog_file), settings.checkout_link, settings.cache_dir) == ("offers.json", "assisted", None)


def test_no_credentials_is_a_valid_state():
    assert not LimioSettings(shop_url=SHOP).has_credentials


def test_plain_http_is_for_this_machine():
    assert LimioSettings(shop_url="http://127.0.0.1:8000").shop_url == "http://127.0.0.1:8000"


def test_the_secret_is_in_no_repr_and_no_error():
    settings = LimioSettings(shop_url=SHOP, api_url=SHOP, client_id="id", client_secret="hush-hush")
    assert "hush-hush" not in repr(settings) + str(settings)
    with pytest.raises(ValidationError) as refused:
        LimioSettings(shop_url="http://x.example", client_id="id", client_secret="hush-hush")
    assert "hush-hush" not in str(refused.value) + repr(refused.value)


@pytest.fixture
def warned(caplog):
    """The lines of log so far; what is said once is said anew in each test."""
    module._say_once.cache_clear()
    return lambda: [one.getMessage() for one in caplog.records if one.name == "limio_langchain.settings"]


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("LIMIO_SHOPURL", "LIMIO_SHOP_URL"),
        ("LIMIO_CLIENT_SECERT", "LIMIO_CLIENT_SECRET"),
        ("LIMIO_CATALOGUE_FILE", "LIMIO_CATALOG_FILE"),
        ("LIMIO_AGENT_DESK_TOKEN", "LIMIO_AGENT_DESK_TOKENS"),
        ("LIMIO_MCP_JWK_URL", "LIMIO_MCP_JWKS_URL"),
        ("LIMO_API_URL", "LIMIO_API_URL"),
        ("limio_dedline", "LIMIO_DEADLINE"),
    ],
)
def test_a_misspelt_variable_is_warned_of_once_with_the_one_that_may_be_meant(monkeypatch, warned, misspelt, meant):
    monkeypatch.setenv(misspelt, "hush")
    for _ in range(2):
        with pytest.raises(ValidationError):
            LimioSettings()  # one that is misspelt is most often one that is missing
    (line,) = warned()
    assert f"{misspelt.upper()} " in line
    assert f"is {meant} meant?" in line
    assert "hush" not in line


def test_what_is_read_here_and_what_is_another_program_s_is_not_warned_of(monkeypatch, warned):
    for name in (*module.BESIDE, "limio_shop_url", "LIMIO_WAREHOUSE_FOLDER", "LIMIT", "LIMA_HOME"):
        monkeypatch.setenv(name, SHOP)
    assert unknown_variables() == {"LIMIO_WAREHOUSE_FOLDER": None}
    LimioSettings()
    assert warned() == []
