"""The ask for an add-on is closed as the last one is: only what takes it adds it, and who refuses it loses no order."""

import pytest
from played import ordered, played

PRO, ARCHIVE = "/offers2/Business Pro Annual", "/add_ons/Archive Access Annual"
OPENING = "12 x Business Pro, yearly. jo@brand.example"


@pytest.mark.parametrize(
    "said",
    [
        "skip the archive, go ahead",
        "no archive, yes go ahead",
        "yes but without the archive",
        "yes without that extra",
        "forget the archive, just send the link",
        "please don't add the archive, go ahead",
        "don't add it, go ahead",
        "I'll pass on the archive, go ahead",
        "we don't need the archive, please proceed",
        "yes skip it",
        "ok, skip",
        "just the order please, go ahead",
        "yes, the order only",
        "only the Business Pro, yes",
        "yes just the 12 seats",
        "yes to the order, no to the archive",
        "no extras, go ahead",
        "ohne Archiv, ja bitte",
        "ja, aber ohne Archiv",
        "lassen Sie das Archiv weg und machen Sie weiter",
        "bitte ohne, ja",
        "nur das Pro, ja",
        "nur die Bestellung, ja bitte",
        "oui mais sans les archives",
        "pas d'archives, allez-y",
        "pas besoin des archives, envoyez le lien",
        "on s'en passe, allez-y",
        "juste la commande, oui",
        "continue",
        "keep going",
        "let's move on",
        "weiter",
        "einfach weiter",
        "continuez",
        "on continue",
        "go on without",
        "continue without",
        "weiter ohne",
        "continuer sans",
        "sans",
        "that's all",
        "that's it",
        "just the seats",
        "proceed with the order as is",
        "go ahead with just Pro",
        "das ist alles",
        "das wars",
        "nichts mehr",
        "nur die Plätze",
        "c'est tout",
        "juste les places",
        "just the link please",
        "send me the link",
        "checkout please",
        "I'd like to pay now",
        "please go ahead without",
        "just the business pro",
        "not now",
        "maybe later, thanks",
        "no thanks, send the link",
        "non, pas les archives",
        "no, not the archive",
        "nein, das Archiv nicht",
    ],
)
def test_who_refuses_the_add_on_in_any_words_is_sold_the_order_as_it_stood(said):
    with played("tidewell", OPENING, "yes", said) as (state, baskets, _):
        assert (ordered(state), len(baskets)) == ([(PRO, 12)], 1)


@pytest.mark.parametrize(
    "said",
    [
        "yes",
        "yes add it",
        "continue with the archive",
        "ok the archive too",
        "add it and go ahead",
        "ja zum Archiv",
        "oui avec les archives",
        "Archive Access",
        "Archive Access too",
        "with the archive, please",
        "yes send me the link",
        "add it and send me the link",
        "yes, and I'd like to pay now",
        "oui ajoutez",
        "ja, dazu",
        "yes, add it",
        "yes continue",
        "Yes, please go ahead.",
        "yes please, go ahead",
        "yes I want it, go ahead",
        "sure, carry on",
        "sure, continue",
        "let's go with it",
        "I'll go with it",
        "ja weiter",
        "ja, fahren Sie fort",
        "nehme ich, weiter",
        "oui continuez",
        "avec plaisir, allez-y",
    ],
)
def test_who_takes_the_add_on_is_sold_it(said):
    with played("tidewell", OPENING, "yes", said) as (state, baskets, _):
        assert (ordered(state), len(baskets)) == ([(PRO, 12), (ARCHIVE, 1)], 1)


@pytest.mark.parametrize("said", ["continue without", "go on without", "continuer sans", "weiter ohne"])
def test_going_on_without_the_add_on_keeps_no_address_back(said):
    with played("tidewell", "12 x Business Pro, yearly", "yes", said) as (state, baskets, _):
        assert (ordered(state), state["expecting"], baskets) == ([(PRO, 12)], "details", [])


@pytest.mark.parametrize(
    "said",
    [
        "leave the archive out and go ahead",
        "go ahead",
        "yes, go ahead with the order",
        "please proceed with my order",
        "go ahead and order it",
        "ok, continue",
        "ja, weiter mit der Bestellung",
        "let's go",
        "los geht's",
        "nur zu",
        "allez-y",
        "on y va",
    ],
)
def test_what_may_be_either_adds_nothing_and_is_asked_once_more(said):
    with played("tidewell", OPENING, "yes", said) as (state, baskets, _):
        assert (ordered(state), state["expecting"], baskets) == ([(PRO, 12)], "add_on", [])


def test_who_may_mean_either_is_told_that_the_order_stands_without_it():
    with played("tidewell", OPENING, "yes", "go ahead") as (_, _, reply):
        assert reply.startswith("Your order stands without it as well; it is only added if you say so.")


@pytest.mark.parametrize(("said", "held"), [("yes", [(PRO, 12), (ARCHIVE, 1)]), ("no", [(PRO, 12)])])
def test_the_answer_to_the_ask_put_once_more_counts(said, held):
    with played("tidewell", OPENING, "yes", "go ahead", said) as (state, baskets, _):
        assert (ordered(state), len(baskets)) == (held, 1)


@pytest.mark.parametrize("said", ["go ahead", "let's go", "los geht's"])
def test_who_means_either_twice_goes_on_with_the_order_agreed_to(said):
    with played("tidewell", OPENING, "yes", said, said) as (state, baskets, _):
        assert (ordered(state), len(baskets)) == ([(PRO, 12)], 1)


def test_an_address_behind_a_yes_takes_nothing_from_it():
    with played("tidewell", "12 x Business Pro, yearly", "yes", "yes please go ahead, ann@fox.co") as (
        state,
        baskets,
        _,
    ):
        assert (ordered(state), len(baskets)) == ([(PRO, 12), (ARCHIVE, 1)], 1)


@pytest.mark.parametrize("said", ["I don't want to give my email", "I do not want to give you my e-mail"])
def test_who_keeps_an_address_back_takes_no_add_on(said):
    with played("tidewell", "12 x Business Pro, yearly", "yes", said) as (state, _, _):
        assert [one["offer"] for one in state["selection"]] == [PRO]
