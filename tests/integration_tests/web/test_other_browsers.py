"""The sale of the README in Firefox and in WebKit, on a phone's size and on a desktop's."""

import pytest
from lacking import lacking
from other_browsers import Firefox, WebKit

pytestmark = pytest.mark.slow

ANSWERED = """
  const answers = document.querySelectorAll(".agent");
  return answers.length > arguments[0] && answers[arguments[0]].textContent;
"""
IN_SIGHT = """
  const [above, said] = [document.querySelector("#asked"), [...document.querySelectorAll(".ask")].at(-1)];
  const {top, bottom} = said.getBoundingClientRect(), main = document.querySelector("main").getBoundingClientRect();
  if (above.checkVisibility()) return above.textContent.endsWith(said.textContent);
  return top >= main.top && bottom <= main.bottom;
"""
RUNS_OUT = "return document.documentElement.scrollWidth > innerWidth"


@pytest.fixture(params=[Firefox, WebKit], ids=lambda kind: kind.name)
def kind(request):
    if request.param.LACKING:
        lacking(request.param.LACKING)
    return request.param


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)], ids=["phone", "desktop"])
def test_a_sale_is_three_taps_and_one_typing_and_each_question_is_in_sight(limio, server, kind, size, tmp_path):
    with kind(size, tmp_path) as browser:
        browser.go(server.url)
        assert (browser.run("return innerWidth") < 480) == (size[0] < 480)  # where the page is a phone's
        for number, tap in enumerate(("We are a PR agency of 12", "Yes, make my checkout", "No, thanks"), 1):
            browser.click(tap)
            browser.until(ANSWERED, number)
            browser.until(IN_SIGHT)
            assert not browser.run(RUNS_OUT)
        browser.type("Jo Marsh, jo@copperline.co.uk")
        assert "£1,495.00" in browser.until(ANSWERED, 4)
        browser.click("Go to the checkout")
        browser.turn_to_new_tab()
        browser.click_until("Pay", "return document.body.textContent.includes('Thank you')")
    (basket,) = limio.baskets
    assert basket.completed
