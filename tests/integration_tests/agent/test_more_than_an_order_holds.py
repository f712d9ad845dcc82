"""More than an order may hold is a quote, and never an order for the limit."""

from limio_sales_agent.replies.blocks import blocks_of


def test_the_customer_is_told_of_a_quote_and_gets_one_for_the_number_they_want(talk):
    chat = talk()
    assert "our team makes you a quote" in chat.say("500 of Business Pro, jo@brand.io")
    choices = [one for block in blocks_of(chat.result["messages"][-1]) for one in block.get("choices", ())]
    chat.say(next(one["label"] for one in choices if one["value"] == "quote"))
    assert chat.outcome["kind"] == "quote"
    assert [line["quantity"] for line in chat.outcome["items"]] == [500]
    assert [basket.order["orderItems"][0]["quantity"] for basket in chat.baskets] == [500]
