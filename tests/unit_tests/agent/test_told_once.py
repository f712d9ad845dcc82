"""What is told of an order is worked out once, and is never another order's."""

from agent_shop import ADD_ONS, OFFERS

from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.replies import compose
from limio_sales_agent.replies.cards import order_block
from limio_sales_agent.replies.compose import kept, order_words

PATH = OFFERS[0].path


def a_shop():
    return Shop({o.path: o for o in OFFERS}, {o.path: o for o in ADD_ONS}, "api")


def lines(quantity=1):
    return [{"offer": PATH, "quantity": quantity, "kind": "offer"}]


def test_the_same_order_is_worked_out_once_and_another_by_itself(run):
    worked = []
    told = kept(lambda lines, *_: worked.append(lines[0]["quantity"]))
    shop = a_shop()
    told_of = [told(lines(number), shop, run) for number in (1, 1, 2)]
    assert worked == [1, 2], told_of


def test_each_playbook_and_each_shop_has_its_own_words(make_run):
    shop, german = a_shop(), make_run(Playbook(locale="de"))
    before = order_words(lines(3), shop, make_run())
    assert order_words(lines(3), shop, german) != before
    assert order_words(lines(3), Shop(), make_run()) != before


def test_what_a_reply_holds_is_its_own(run):
    shop = a_shop()
    order_block(lines(), shop, run)["sum"]["tax"] = "changed"
    again = order_block(lines(), shop, run)
    assert (again["sum"]["tax"], again["lines"][0]["sum"]["tax"]) == ("unknown", "unknown")


def test_as_many_are_kept_as_it_says(run, monkeypatch):
    monkeypatch.setattr(compose, "MOST_TOLD", 3)
    shop = a_shop()
    for number in range(1, 20):
        order_words(lines(number), shop, run)
        assert len(shop.told) <= 3
