"""Who writes: names with titles, a company beside a name, and what is nobody's name."""

import pytest

from blind.shops import hints
from limio_sales_agent.reading import read_plain

ASKED = hints("tidewell", "details")


@pytest.mark.parametrize(
    ("text", "first", "last", "company"),
    [
        ("This is Dr Harriet Moss, you can reach me on h.moss@nhs.example", "Harriet", "Moss", None),
        ("Mr Patel, patel@x.io", None, "Patel", None),
        ("Dr. Jo Bell from Acme, jo@acme.io", "Jo", "Bell", "Acme"),
        ("Frau Dr. Krämer, k@b.de", None, "Krämer", None),
        ("Will I get spam?", None, None, None),
        ("It's for my mum, should I put hers or mine?", None, None, None),
        ("dont have email, can you text me", None, None, None),
        ("Wofür brauchen Sie die?", None, None, None),
    ],
)
def test_titles_questions_and_requests_are_no_part_of_a_name(text, first, last, company):
    said = read_plain(text, ASKED)
    assert (said.first_name, said.last_name, said.company) == (first, last, company)


@pytest.mark.parametrize(
    ("text", "email"),
    [("Add my brother too, lee.r@mail.example", None), ("use lee.r@mail.example", "lee.r@mail.example")],
)
def test_somebody_else_s_address_does_not_replace_the_customer_s(text, email):
    assert read_plain(text, hints("tidewell", "confirm", known=("email",))).email == email
