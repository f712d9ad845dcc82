"""What looks like a secret or a customer's data is cut out of log records before a handler sees them."""

import logging
import re
from pathlib import Path

import pytest

from limio_langchain.redaction import MARK, RedactingFilter, logger, redacted

PRIVATE = [
    "Authorization: Bearer eyJhbGciOi.J9-x_y",
    "client_secret=s3cr3t-value",
    '{"access_token": "opaque-token-1"}',
    "'password': 'hunter2222'",
    "https://shop.example/api/checkout/recover?basket=basket-1&recover=20acf7ca3492aeb32ce072",
    "zelda.quince+shop@example.co.uk",
    "020 7946 0958",
    "+44 (0)20 7946 0958",
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "378282246310005",
]
NEEDLES = ["eyJhb", "s3cr3t", "opaque", "hunter2222", "20acf7", "zelda", "7946", "1111", "378282"]


@pytest.mark.parametrize("text", PRIVATE)
def test_what_is_private_is_cut_out(text):
    told = redacted(f"before {text} after")
    assert MARK in told
    assert [needle for needle in NEEDLES if needle in told] == []
    assert told.startswith("before ")


@pytest.mark.parametrize(
    "text",
    [
        "POST /api/admin/checkout/initiate 200 1234 ms",
        "GET /api/offers/v2 on 127.0.0.1:45231 at 2026-11-24 13:06:41",
        "token request refused after 3 tries",
        "basket-8cf72b2a-eb57-462d-8e55-981c3b5e5364 was made for /offers2/Business Pro Annual",
        "the catalogue is 3600 s old; 17 offers",
        "the model's links were not the tools': 1 put right, 0 removed",
    ],
)
def test_what_an_operator_needs_is_left(text):
    assert redacted(text) == text


@pytest.fixture
def records(caplog):
    caplog.set_level(logging.DEBUG)
    return caplog


def test_a_record_s_arguments_and_an_error_s_whole_story_are_redacted(records):
    log = logger("limio_langchain.tests_of_redaction")
    try:
        try:
            {}["zelda@example.org"]
        except KeyError:
            int("client_secret=abcdef")
    except ValueError:
        log.exception("failed for %s", "zelda@example.org", stack_info=True)
    assert "zelda" not in records.text
    assert "abcdef" not in records.text
    assert "ValueError" in records.text
    assert records.records[0].exc_info is None


def test_arguments_that_do_not_fit_a_message_are_no_error(records):
    logger("limio_langchain.tests_of_redaction").warning("two %s %s", "zelda@example.org")
    assert records.messages == ["two %s %s"]


def test_a_handler_with_the_filter_redacts_every_library_s_records(records):
    records.handler.addFilter(RedactingFilter())
    logging.getLogger("httpx").info("GET https://x.example/?token=abcdefgh for %s", "zelda@example.org")
    assert "abcdefgh" not in records.text
    assert "zelda" not in records.text


def test_no_module_takes_a_logger_without_the_filter():
    root = Path(__file__).parents[2]
    files = [*(root / "limio_langchain").rglob("*.py"), *(root / "graphs").rglob("*.py")]
    bare = [
        path.name
        for path in files
        if re.search(r"getLogger\((?!.*\)\.(?:addFilter|setLevel|level\b))", path.read_text())
        and path.name != "redaction.py"
        and "sandbox" not in path.parts
    ]
    assert bare == []
