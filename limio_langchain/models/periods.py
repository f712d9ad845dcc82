"""How often something recurs: as a charge spells it, and as the world's price labels word it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Literal, NamedTuple

Interval = Literal["days", "weeks", "months", "years"]

MONTHS: Mapping[str, Decimal] = {
    "days": Decimal(12) / Decimal(365),
    "weeks": Decimal(12) * 7 / Decimal(365),
    "months": Decimal(1),
    "years": Decimal(12),
}
# Limio documents days, weeks, months and years; real charges also spell them in the singular and in other cases.
SPELLED: Mapping[str, tuple[Interval, int]] = {
    "day": ("days", 1),
    "week": ("weeks", 1),
    "month": ("months", 1),
    "quarter": ("months", 3),
    "year": ("years", 1),
    "daily": ("days", 1),
    "weekly": ("weeks", 1),
    "monthly": ("months", 1),
    "quarterly": ("months", 3),
    "yearly": ("years", 1),
    "annual": ("years", 1),
    "annually": ("years", 1),
}


class Period(NamedTuple):
    """A stretch of time: `count` of `unit`."""

    count: int  # type: ignore[assignment]  # a tuple's method, which nobody asks of a period
    unit: Interval

    @property
    def months(self) -> Decimal:
        """Its length in months, for comparing: a year is 12 months and 365 days."""
        return MONTHS[self.unit] * self.count


class Found(NamedTuple):
    """A period in a text, and where it stands."""

    start: int
    end: int
    period: Period


def interval_of(spelled: Any) -> tuple[Interval, int] | None:
    """Return an interval for a catalogue's word in any case, singular or plural, and how many of it the word means."""
    if not isinstance(spelled, str):
        return None
    word = spelled.strip().lower()
    return SPELLED.get(word) or SPELLED.get(word.removesuffix("s"))


# What price labels say, in the languages most shops sell in. A star: any ending may follow. A word that starts with a
# stroke counts only behind one ("/an"), because alone it is a common word. Other languages' words are not known, which
# the caller is told by an amount without a period.
WORDS: Mapping[Interval, str] = {
    "days": """day days day's diem daily /d tag tage täglich* jour jours día días dia dias giorno giorni dag dagen
        dagar døgn dygn dagin ööpäev* päivä* pv dzień dziennie dobę /den denně deň denne /dan dnevno
        diwrnod egun /lá ditë день днів ден деня дн дневно днев сут суткі күн* күнүнө ημέρα* μέρα* ημ gün günlük /kun
        /nap naponta zi zilnic diena* dieną dienā dagur hari ngày araw siku օրական օր დღეში დღე يوم اليوم יום ליום
        روز دن दिन दिवस दिवशी દિવસ ਦਿਨ দিন ଦିନ* නින දිනයට நாள் రోజు* ದಿನ* ദിവസ* วัน ມື້ ថ្ងៃ ရက် 日 天 일""",
    "weeks": """week weeks weekly wk wks /w woche wochen wöchentlich* /wo semaine* hebdo* /sem semana* semanal*
        settiman* sett setmana* setm weken wekelijks* uge ugen ugentlig* vecka* veckor veckovis uke uken ukentlig*
        veke viikko* viikoittain vk tydzień tydz tygodni* tyg týden týdně týdn* týd týždeň týžd* týž teden tedensko
        tjedno tjedan /tj sedmično sedm nedeljno nedjeljno wythnos aste seachtain javë недел* нед недељно недјељно
        тиждень тижд* тиж тыдзень тыдз седмиц* седмично сед апта* εβδομάδ* εβδ hafta haftalık hft hf həftə hét heti
        hetente săptămân* săpt savait* /sav nedēļ* /ned nädal* näd vika viku vikuna vikulega minggu* mgg mgu tuần
        linggo շաբաթական շաբ კვირაში კვრ أسبوع الأسبوع שבוע לשבוע هفته ہفتہ सप्ताह आठवड* हप्ता અઠવાડિ* અઠ
        ਹਫ਼ਤ* সপ্তাহ ସପ୍ତାହ* සතියට வாரம் వారా* ವಾರ* ആഴ്ച* สัปดาห์ ອາທິດ សប្តាហ៍ ပတ် 週 周 星期 주""",
    "months": """month months month's monthly mth mths mo mos mon /m monat* monatlich* mtl mois mensuel* mensual*
        mensal* mensil* mes meses mese mesi mês maand maanden maandelijks* mnd md måned* månad* mån mánað* mánuð*
        mánan kuukau* kk kuu kuus miesiąc* miesięcz* mies měsíc* měs mesiac* mesačn* mesec* mesečno mjesec* mjesečno
        mj /mis mí hilabete hil muaj месяц* мес месяц міс місяц* месец* месечно мјесечно мјесеч айына сар oy μήνα*
        μηνιαί* ay aylık hónap* havi havonta hó lună luni lunar mėn mėnes* mēnes* mēn bulan* bln tháng buwan mwezi
        ամսական ամս თვეში თვე شهر الشهر شهري* חודש לחודש חודשי ماه ماهانه ماہ महीन* महिन* माह માસ મહિન* ਮਹੀਨ* মাস
        মাসে মাহ ମାସ* මාසයට மாதம் నెల* ತಿಂಗಳ* മാസ* เดือน ເດືອນ ខែ တစ်လ 月 か月 ヶ月 個月 个月 월 개월""",
    "years": """year years year's yearly annum annual annually yr yrs p.a. p.a /y jahr* jährlich* /jr année*
        annuel* ans /an año años anual* anualmente ano anos anno anni annua annuo annui
        annada jaar jaren jaarlijks* år året årligt årlig* årleg* ár ári árlega vuosi vuode* vuosittain rok roku lata
        rocznie ročně roky ročne leto letno godišnj* /god godine flwyddyn urte bliain /vit год года /г рік року річн*
        /р годин* годишн* годишње годиш жылына жил yil έτος έτ ετήσι* χρόνο yıl yıllık /il év évi évente metus metų
        metin* gads gadā gadu aasta* aastas taun tahun* thn năm taon mwaka տարեկան წელში سنة السنة سنوي* שנה לשנה
        שנתי سال سالانه वर्ष वर्षी साल વર્ષ ਸਾਲ বছর বছৰ ବର୍ଷ වසරට வருட* ஆண்டு* సంవత్సర* ವರ್ಷ* വർഷ* ปี ປີ ឆ្នាំ နှစ် 年
        년 연""",
}
# Words of several units; a star as above.
OTHER_COUNTS: Mapping[Period, str] = {
    Period(2, "weeks"): "fortnight* biweekly quinzaine quincenal* quindicinal*",
    Period(15, "days"): "semimonthly bimensuel*",
    Period(2, "months"): "bimonthly bimestr* zweimonat* tweemaandelijks*",
    Period(
        3, "months"
    ): "quarter quarterly quartal* vierteljährlich* vierteljahr* trimest* kwartał* kwartaal* kvartal*",
    Period(6, "months"): "halbjahr* halbjährlich* semestr* semestre semestriel* semiannual* biannual*",
    Period(2, "years"): "biennial* biennal*",
}
# Where one word alone would mean something else.
PHRASES: Mapping[str, Period] = {
    **dict.fromkeys(("za den", "na dan"), Period(1, "days")),
    "kwa wiki": Period(1, "weeks"),
    **dict.fromkeys(("par an", "pe an", "l'an", "l’an", "per any"), Period(1, "years")),
    **dict.fromkeys(
        ("half yearly", "half-yearly", "half a year", "half year", "semi-annual", "semi-annually"), Period(6, "months")
    ),
    "bi-weekly": Period(2, "weeks"),
    "bi-monthly": Period(2, "months"),
    **dict.fromkeys(("bi-annual", "bi-annually", "twice a year", "twice yearly"), Period(6, "months")),
    **dict.fromkeys(("semi-monthly", "twice a month", "twice monthly"), Period(15, "days")),
}
PHRASE = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(PHRASES, key=len, reverse=True)))})(?!\w)")
# Behind an amount alone; elsewhere they are times of the day, and words of other languages.
SHORT_FORMS: Mapping[str, Period] = {
    "w": Period(1, "weeks"),
    "m": Period(1, "months"),
    "cm": Period(1, "months"),
    "a": Period(1, "years"),
}
SHORT_FORM = re.compile(r"[£€$]\s?[\d.,]*\d ?(p(w|m|cm|a))(?!\w)")
STROKE = re.compile(r" ?/ ?")
WORD = re.compile(r"/?[^\s\d/,;:()|+*–—-]+")  # vowel signs of Indian scripts are in it, which \w leaves out
SHORTEST_BEGINNING = 3  # letters
SPOKEN: Mapping[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "one",
            "two zwei deux dos due twee other",
            "three drei trois tres tre drie",
            "four vier quatre",
            "five fünf cinq",
            "six sechs",
            "seven",
            "eight",
            "nine",
            "ten zehn",
            "eleven",
            "twelve zwölf douze",
        ),
        start=1,
    )
    for word in words.split()
}
COUNT = re.compile(rf"(?:^|[\s(])([0-9]{{1,3}}|{'|'.join(SPOKEN)})[ -]?$")
LONGEST_COUNT = 8  # characters
# An adverb before a noun tells of the noun: "our weekly briefing" is no weekly price.
OF_A_NOUN = re.compile(
    r"\s+(?!per\b|for\b|and\b|or\b|plus\b|in\b|with\b|by\b|until\b|billed\b|paid\b|a\b|each\b)[^\W\d]"
)
UNSPACED = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")  # of a letter's name
YEN = "日[元圆圓本円]|일본"  # Japan and its money, which start with the sign for a day
ADVERBS = frozenset({"daily", "weekly", "monthly", "quarterly", "yearly", "annual"})


def periods_in(text: str) -> Iterator[Found]:
    """Yield the periods a price label names, in order: ``/month``, ``every 4 weeks``, ``pro Jahr``, ``1か月``.

    Args:
        text: As `folded` returns it.
    """
    found = sorted([*_spaced(text), *([] if text.isascii() else _unspaced(text))])
    last = 0
    for start, end, period in found:
        if start < last:
            continue
        last = end
        count = None if text[start] == "/" else COUNT.search(text, max(0, start - LONGEST_COUNT), start)
        times = 1 if count is None else SPOKEN.get(count[1]) or int(count[1])
        yield Found(count.start() if count else start, end, Period(period.count * times, period.unit))


def folded(text: str) -> str:
    """Return a text for comparing: compatibility forms replaced (full width, no-break), lower case, one space."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return STROKE.sub("/", " ".join(plain.lower().split()))


def _spaced(text: str) -> Iterator[tuple[int, int, Period]]:
    whole, beginnings = _words()
    for match in WORD.finditer(text):
        word = match[0]
        period = whole.get(word) or whole.get(word.rstrip(".")) or whole.get(word.lstrip("/").rstrip("."))
        if period is None and len(word) >= SHORTEST_BEGINNING:
            plain = word.lstrip("/")
            period = next(filter(None, (beginnings.get(plain[:size]) for size in range(len(plain), 1, -1))), None)
        if period and not (word in ADVERBS and OF_A_NOUN.match(text, match.end())):
            yield match.start(), match.end(), period
    for match in PHRASE.finditer(text):
        yield match.start(), match.end(), PHRASES[match[0]]
    for match in SHORT_FORM.finditer(text):
        yield match.start(1), match.end(1), SHORT_FORMS[match[2]]


def _unspaced(text: str) -> Iterator[tuple[int, int, Period]]:
    for match in _inside().finditer(text):
        yield match.start(), match.end(), _words()[0][match[0]]


@cache
def _words() -> tuple[Mapping[str, Period], Mapping[str, Period]]:
    """Return what each word of the list means: whole words, and the beginnings of words."""
    by_words = [*((Period(1, unit), words) for unit, words in WORDS.items()), *OTHER_COUNTS.items()]
    told = {word: period for period, words in by_words for word in map(folded, words.split())}
    return told, {word[:-1]: period for word, period in told.items() if word.endswith("*")}


@cache
def _inside() -> re.Pattern[str]:
    """Return the words of scripts that put no spaces between words, longest first, so that none is found in another."""
    words = [word for word in _words()[0] if unicodedata.name(word[-1], "").startswith(UNSPACED)]
    every = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?!{YEN})(?:{every})")
