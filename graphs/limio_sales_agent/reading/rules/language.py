"""Which language a message is in, of those there are rules for; of any other only addresses and numbers are read."""

from __future__ import annotations

from collections.abc import Sequence

from limio_sales_agent.phrases import parse_locale
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.rules.message import Message
from limio_sales_agent.reading.rules.tokens import Token, tokens_of, words_of_name
from limio_sales_agent.reading.rules.words import Lexicon, languages, lexicon, listed

TELLING = 3  # letters; shorter words are many languages'


def lexicon_for(text: str, tokens: Sequence[Token], hints: Hints) -> Lexicon:
    """Return the language a message is in: the one spoken so far or the shop's own, where no other knows it better."""
    if "@" in text:
        text = " ".join(one for one in text.split() if "@" not in one)
        tokens = tokens_of(text)
    # A first name is no language's, and no more is what is sold.
    names = listed("given").union(*(words_of_name(one.display_name) for one in (*hints.offers, *hints.add_ons)))
    words = [one.word for one in tokens if one.is_word and not (one.word in names and text[one.start].isupper())]
    shop = parse_locale(hints.playbook.locale).language
    home = hints.language or shop
    spoken = lexicon(home if home in languages() else "en")
    known = {code: sum(map(lexicon(code).vocabulary.__contains__, words)) for code in languages()}
    best = max(known, key=lambda code: (known[code], code == spoken.language, code == shop))
    ahead = known[best] - known[spoken.language]
    clear = ahead and 2 * known[best] > len(words)
    return lexicon(best) if ahead > 1 or clear else spoken


def speaks(message: Message) -> bool:
    """Return whether a message is in the language that it is read in, and not in one nobody here knows."""
    small = [place for place, one in enumerate(message.tokens) if one.is_word and _tells(place, message)]
    unknown = [place for place in small if place not in message.ordinary | message.taken]
    known = message.ordinary.intersection(message.words())  # short ones too: "I'm injured, knee. Can I still join?"
    return len(unknown) < 2 or len(unknown) <= max(len(small) - len(unknown), len(known))


def _tells(place: int, message: Message) -> bool:
    typed = message.typed(place, place)
    return len(typed) >= TELLING and (typed.islower() or message.text.isupper())
