"""`Playbook`: the whole file as one validated value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    Field,
    PrivateAttr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from limio_langchain.eligibility import Scope
from limio_langchain.link_guard import links_in
from limio_langchain.recommendation import Selling, StatedPrice
from limio_sales_agent.phrases import PhraseFault, known_placeholders, parse_locale, phrases_for, plural_form
from limio_sales_agent.phrases import languages as shipped_languages
from limio_sales_agent.playbook.errors import PlaybookError, fault_lines, nearest
from limio_sales_agent.playbook.knowledge import Section, read_sections
from limio_sales_agent.playbook.parts import (
    Billing,
    Checkout,
    Details,
    Handoff,
    Links,
    OfferFilter,
    OfferPath,
    Part,
    Question,
    Quote,
    TeamPrice,
    Text,
    Texts,
)
from limio_sales_agent.strict_yaml import YamlFault, read_mapping

MOST_LOCALES = 64  # of customers, whose playbooks are kept
PromoCode = Annotated[str, StringConstraints(pattern=r"^\S+$", max_length=100)]


class Playbook(Part):
    """What a team's agent sells, asks and says; ``Playbook()`` sells the whole catalogue and asks nothing of its own.

    Attributes:
        title: Heads a chat page.
        greeting: The first message; where it does not say so, code adds that this is an automated assistant.
        suggestions: First messages a chat page may offer.
        offers: The part of the catalogue that may be sold.
        questions: The team's own, in the order they are asked.
        sold_per: ``seat`` makes a number of people the quantity; None leaves it to each offer.
        lead_with: The billing period put forward; the other is priced when asked. Like `prefer` it orders what is left
            once an offer that gives no less and costs no more stands before another: it never hides a cheaper equal.
        prefer: Attributes whose holders are put forward before that, such as ``{label__limio: pro}``; any one will do.
        details: Which of the customer's details are asked for, and when.
        add_ons: Whether an add-on is offered after a yes.
        promo: Codes sold as offers of their own.
        prices: The team's own prices by offer path, used where the catalogue has none.
        tax: Said with each total.
        cancel: How and by when a subscription that renews by itself is cancelled; said with its terms, in these words
            in every language, as all of the playbook's own texts are.
        handoff: When a person takes over.
        quote: What follows a request for a quote.
        links: The only links beside the checkout's.
        checkout: Page and tracking.
        knowledge: Markdown files, relative to the playbook's file.
        phrases: Sentences of code in the brand's own words, by key of ``phrases/en.yaml``.
        locale: Language of the phrases and format of money, such as ``en`` or ``de_AT``.
        languages: Other languages customers may be answered in, such as ``de``; what the playbook itself says
            (greeting, knowledge, questions that code has no words of its own for) and the catalogue stay as they are;
            `phrases` are of the locale's language.
    """

    title: Text | None = None
    greeting: Text | None = None
    suggestions: Texts = ()
    offers: OfferFilter = OfferFilter()
    questions: tuple[Question, ...] = ()
    sold_per: Literal["seat"] | None = None
    lead_with: Billing | None = None
    prefer: Mapping[Text, Texts] = Field(default_factory=dict)
    details: Details = Details()
    add_ons: Literal["after_yes", "never"] = "after_yes"
    promo: Mapping[PromoCode, OfferPath] = Field(default_factory=dict)
    prices: Mapping[OfferPath, TeamPrice] = Field(default_factory=dict)
    tax: Literal["excluded", "included", "unknown"] = "unknown"
    cancel: Text | None = None
    handoff: Handoff = Handoff()
    quote: Quote = Quote()
    links: Links = Links()
    checkout: Checkout = Checkout()
    knowledge: Texts = ()
    phrases: Mapping[str, str] = Field(default_factory=dict)
    locale: Text = "en"
    languages: Texts = ()

    _sections: tuple[Section, ...] = PrivateAttr(default=())

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a playbook and the knowledge files it names.

        Args:
            path: The YAML file.

        Returns:
            The playbook.

        Raises:
            PlaybookError: Names the file, each key at fault and the fault.
        """
        file = Path(path)
        try:
            return cls.model_validate(read_mapping(file), context={"folder": file.parent})
        except YamlFault as fault:
            raise PlaybookError(str(path), [str(fault)]) from None
        except ValidationError as error:
            raise PlaybookError(str(path), fault_lines(cls, error.errors())) from None

    @field_validator("questions")
    @classmethod
    def _keys_differ(cls, questions: tuple[Question, ...]) -> tuple[Question, ...]:
        keys = [question.key for question in questions]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"two questions have the key {twice[0]!r}")
        return questions

    @field_validator("promo")
    @classmethod
    def _codes_differ(cls, promo: Mapping[str, str]) -> Mapping[str, str]:
        if len({code.casefold() for code in promo}) < len(promo):
            raise ValueError("two codes differ only in upper and lower case")
        return promo

    @model_validator(mode="after")
    def _read_words(self) -> Self:
        try:
            parse_locale(self.locale)
        except PhraseFault as fault:
            raise ValueError(f"locale: {fault}") from None
        try:
            _ = self.words
        except PhraseFault as fault:
            hint = "" if fault.key in known_placeholders() else nearest(fault.key, list(known_placeholders()))
            raise ValueError(f"phrases.{fault.key}: {fault}{hint}" if fault.key else f"phrases: {fault}") from None
        return self

    @model_validator(mode="after")
    def _languages_are_shipped(self) -> Self:
        for index, language in enumerate(self.languages):
            if language not in shipped_languages():
                known = ", ".join(shipped_languages())
                raise ValueError(f"languages[{index}]: {language!r} is not shipped ({known} are)")
        return self

    @model_validator(mode="after")
    def _read_knowledge(self, info: ValidationInfo) -> Self:
        folder = (info.context or {}).get("folder", Path())
        found: list[Section] = []
        for index, name in enumerate(self.knowledge):
            try:
                found += read_sections(folder / name)
            except YamlFault as fault:
                raise ValueError(f"knowledge[{index}]: {name} {fault}") from None
        self._sections = tuple(found)
        return self

    @property
    def scope(self) -> Scope:
        """The part of the catalogue that may be sold, as `eligibility` takes it."""
        part = self.offers
        return Scope(part.attributes, part.channels, part.path, part.tags)

    @cached_property
    def selling(self) -> Selling:
        """How the team sells, as `recommend` and `cost_of` take it."""
        prices = {path: StatedPrice(**price.model_dump()) for path, price in self.prices.items()}
        return Selling(self.lead_with, self.prefer, self.sold_per == "seat", prices)

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Every sentence that code says, by its key; the team's own come first."""
        return phrases_for(self.locale, self.phrases)

    @property
    def own_links(self) -> tuple[str, ...]:
        """The links that the playbook names; beside the checkout's they are the only ones that are ever shown."""
        links = self.links
        return tuple(link for link in (links.privacy, links.terms, links.account) if link)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of the knowledge files, in their order."""
        return self._sections

    @property
    def told_sections(self) -> tuple[Section, ...]:
        """Those without a link but the playbook's own, which are all that may be shown."""
        own = set(self.own_links)
        return tuple(one for one in self.sections if own.issuperset(links_in(f"{one.title}\n{one.text}")))

    @property
    def opening(self) -> str:
        """The greeting, with the disclosure added where the team's own words do not say it."""
        if self.greeting is None:
            return self.say("greeting")
        return self.greeting if self.discloses(self.greeting) else f"{self.say('disclosure')} {self.greeting}"

    def discloses(self, text: str) -> bool:
        """Return whether a text says that a machine speaks."""
        said = text.casefold()
        return any(words.strip().casefold() in said for words in self.say("disclosure_words").split(","))

    def say(self, key: str, **values: object) -> str:
        """Return the sentence for a key, in the playbook's words and language.

        Args:
            key: A key of ``phrases/en.yaml``.
            values: What fills the placeholders; money and dates already written for the locale.

        Returns:
            The sentence.

        Raises:
            KeyError: The key is unknown, or the values are not the ones it takes: a programming error.
        """
        takes = known_placeholders()[key]
        if takes != values.keys():
            raise KeyError(f"{key} takes {sorted(takes)}, not {sorted(values)}")
        return self.words[key].format(**values)

    def say_count(self, key: str, count: int, **values: object) -> str:
        """Return the sentence for a number of things: ``key_one`` or ``key_other``, with ``{count}`` filled.

        Args:
            key: The key without its ending.
            count: How many.
            values: What fills the other placeholders.

        Returns:
            The sentence.
        """
        return self.say(f"{key}_{plural_form(self.locale, count)}", count=count, **values)

    @property
    def language(self) -> str:
        """The language of the phrases, such as ``de``."""
        return parse_locale(self.locale).language

    @property
    def spoken(self) -> tuple[str, ...]:
        """The languages customers may be answered in, the shop's own first."""
        return tuple(dict.fromkeys((self.language, *self.languages)))

    def language_for(self, wanted: Iterable[str]) -> str:
        """Return the first of the languages somebody wants that customers may be answered in, else the shop's own."""
        return next((one for one in wanted if one in self.spoken), self.language)

    def locale_for(self, language: str) -> str | None:
        """Return the locale of a customer who is answered in a language; None for the shop's, whose money it writes."""
        return None if language == self.language else language

    @cached_property
    def money_locale(self) -> str:
        """The locale that money is written for."""
        return self.locale

    @cached_property
    def _for_customers(self) -> dict[str, Self]:
        """The playbooks for customers' locales, of which a shop's customers have few."""
        return {}

    def for_customer(self, locale: str | None) -> Self:
        """Return the playbook with money written for a customer's locale, and code's sentences in its language.

        Args:
            locale: Such as ``en_GB``; None, and one that does not exist, changes nothing. A language that is not one of
                `spoken` changes how money is written alone.
        """
        if not locale or locale == self.locale:
            return self
        if known := self._for_customers.get(locale):
            return known
        try:
            language = parse_locale(locale).language
        except PhraseFault:
            return self
        copy = self.model_copy(update={"locale": locale} if language in self.languages else None)
        # What was worked out from the locale is its own.
        copy.__dict__.update(money_locale=locale, _for_customers={})
        if language in self.languages and language != self.language:
            words = copy.__dict__["words"] = phrases_for(locale, {})
            # Code's own, where the question is one of code's.
            asks = ((one, one.ask if one.attribute else words.get(f"ask_{one.key}", one.ask)) for one in self.questions)
            copy.__dict__["questions"] = tuple(one.model_copy(update={"ask": ask}) for one, ask in asks)
        if len(self._for_customers) >= MOST_LOCALES:
            self._for_customers.clear()
        self._for_customers[locale] = copy
        return copy

    def is_at_hand(self, locale: str | None) -> bool:
        """Return whether `for_customer` has nothing to read for a locale."""
        return not locale or locale == self.locale or locale in self._for_customers

    def promo_offer(self, code: str) -> str | None:
        """Return the path of the offer a promo code is sold as, whatever its case; None when it has none."""
        return next((path for known, path in self.promo.items() if known.casefold() == code.casefold()), None)
