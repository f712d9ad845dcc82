"""Who people say it is for: companies, staff, relatives and flatmates, as English, German and French name them.

All are kept folded: small letters without accents, ``ae`` as ``a``.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import product

from limio_langchain.models.audience import HOME, WORK

UMLAUT = re.compile(r"([aou])e")


def fold(text: str) -> str:
    """Return a text in small letters without accents: ``Büro`` and ``Buero`` are ``buro``."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    return UMLAUT.sub(r"\1", "".join(one for one in plain if not unicodedata.combining(one)))


def words(text: str) -> frozenset[str]:
    """Return the words of a text, folded."""
    return frozenset(map(fold, text.split()))


def phrases(text: str) -> frozenset[tuple[str, ...]]:
    """Return the phrases of a text, with commas between them: ``a/b c`` is "a c" and "b c", ``a+b/c`` "ab" and "ac"."""
    told = (product(*(_ends(place) for place in one.split())) for one in text.split(","))
    return frozenset(phrase for each in told for phrase in each)


def _ends(place: str) -> list[str]:
    begins, _, ends = place.rpartition("+")
    return [begin + end for begin in begins.split("/") for end in ends.split("/")]


AT_WORK = frozenset(map(fold, WORK)) | words(
    "work working job boss bosses colleague colleagues coworker coworkers client clients startup startups shop "
    "shops department departments charity charities ngo nonprofit freelancer freelancers freelance corporation "
    "manager managers worker workers crew trainees apprentices interns consultancy workshop newsroom arbeit firmen "
    "kollege kollegen kollegin kolleginnen kanzlei agentur agenturen laden verein chef chefin angestellte "
    "angestellten belegschaft unternehmer unternehmerin freiberufler freiberuflerin kunden azubis abteilung travail "
    "collègue collègues agence agences société sociétés boulot chef patron salarié salariés salariées employé "
    "employés employées bureau bureaux pme tpe stagiaires apprentis restaurateur restauratrice indépendant "
    "indépendante gérant"
)
AT_HOME = frozenset(map(fold, HOME)) | words(
    "mum mums mom mother dad father wife husband hubby missus wifey spouse son sons daughter daughters parents "
    "grandma grandad granddad newlyweds grandpa gran granny nan nana grandmother grandfather grandparents "
    "grandchildren grandkids girlfriend boyfriend fiance fiancee brother brothers sister sisters siblings niece "
    "nephew uncle aunt auntie cousin cousins baby toddler toddlers teenager teenagers teens twins friend friends "
    "flatmate flatmates housemate housemates roommate roommates neighbour neighbours neighbor neighbors myself "
    "couple bruder schwester geschwister freund freundin freunde freunden neffe nichte mutter mama vater papa frau "
    "mann ehefrau ehemann gatte gattin verlobte verlobter lebensgefährtin lebensgefährte sohn tochter töchter söhne "
    "eltern oma opa großmutter großvater großeltern enkel enkelin schwiegereltern tante onkel mitbewohner "
    "mitbewohnerin mitbewohnerinnen mitbewohnern nachbarn wg privatperson hause familienvater mère maman père papa "
    "épouse époux mari femme conjoint conjointe copain copine fils fille filles enfant enfants ado ados bébé frère "
    "frères soeur soeurs oncle tante cousine neveu nièce mamie papi papy ami amis amie amies colocataire "
    "colocataires coloc colocs ménage maison particulier ehepartner"
)
# What people run, work at or are: it counts where it is said to be theirs, and not wherever they have been.
PLACES = words(
    "bakery bakeries cafe café coffeeshop restaurant bistro pub bar hotel hostel guesthouse salon barbershop "
    "hairdressers dealership pharmacy practice clinic surgery dentists hospital hospice laboratory lab factory "
    "warehouse farm winery brewery nursery kindergarten school schools college university academy faculty library "
    "museum gallery theatre theater church parish council municipality ministry embassy publisher bookshop "
    "bookstore store stores butchers florist florists boutique brokerage insurer franchise foundation association "
    "federation cooperative llc ltd gmbh institute institution manufacturer wholesaler retailer supplier logistics "
    "bäckerei konditorei metzgerei fleischerei gaststätte kneipe gasthof friseursalon friseur werkstatt autohaus "
    "apotheke praxis arztpraxis klinik krankenhaus fabrik bauernhof weingut brauerei kita schule hochschule "
    "universität fahrschule bibliothek bücherei museum galerie theater kirche gemeinde stadtverwaltung behörde "
    "verlag redaktion buchhandlung geschäft stiftung verband genossenschaft handwerker tischlerei schreinerei "
    "gärtnerei pflegeheim altenheim boulangerie pâtisserie boucherie restaurant bistrot brasserie hôtel gîte "
    "pharmacie cabinet clinique hôpital laboratoire usine atelier entrepôt ferme domaine crèche école collège lycée "
    "université bibliothèque musée théâtre mairie commune ministère librairie boutique association fondation "
    "syndicat coopérative rédaction"
)
# Also other people's, so that "my school" and "my hospital" tell nothing.
COMMUNAL = words(
    "school schools college university hospital church library council surgery bar pub nursery kindergarten kita "
    "club schule hochschule universität krankenhaus kirche bibliothek bücherei gemeinde kneipe école collège lycée "
    "université hôpital bibliothèque mairie commune"
)
# What others have at home or by the name of which they speak of their own: told only by "we run" and "we are".
RUN_ALONE = words("garage bank plant station gym club clubs studio fitnessstudio banque magasin")
STAFF = words(
    "nurses doctors drivers lawyers solicitors accountants engineers developers designers architects technicians "
    "mechanics electricians plumbers carpenters builders cleaners cooks chefs waiters bakers hairdressers stylists "
    "receptionists secretaries assistants analysts consultants advisers advisors agents editors journalists "
    "reporters writers translators teachers tutors lecturers researchers scientists therapists physios dentists "
    "vets pharmacists carers midwives paramedics salespeople reps buyers planners recruiters paralegals partners "
    "directors executives operators fitters installers couriers guards volunteers freelances programmers marketers "
    "krankenschwestern krankenpfleger pflegekräfte pfleger ärzte ärztinnen fahrer anwälte anwältinnen buchhalter "
    "ingenieure entwickler architekten techniker mechaniker elektriker handwerker köche kellner bäcker friseure "
    "lehrer lehrkräfte lehrerinnen trainer berater vertreter redakteure journalisten forscher verkäufer monteure "
    "gesellen infirmières infirmiers médecins chauffeurs avocats comptables ingénieurs développeurs architectes "
    "techniciens mécaniciens électriciens plombiers cuisiniers serveurs boulangers coiffeurs coiffeuses secrétaires "
    "assistants consultants conseillers agents rédacteurs journalistes enseignants professeurs formateurs "
    "chercheurs vendeurs vendeuses ouvriers livreurs bénévoles"
)
HOUSES = words("home homes house hause haushalt maison zuhause thuis")
SPOTS = (
    words("work working job office offices büro arbeit travail boulot bureau bureaux workplace client clients") | HOUSES
)
# German writes them as one word: "Werbeagentur", "Steuerkanzlei".
COMPOUND = re.compile(
    r"\w{3,}(?:agentur|kanzlei|praxis|betrieb|firma|buro|laden|geschaft|unternehmen|backerei|schule|klinik|werkstatt|verein"
    r"|studio|salon|apotheke|restaurant|hotel|handel|mitarbeiter(?:n|innen)?|abteilung|verlag)"
)
# Who says so tells of others what is none of this: "my wife told me about you", "I ask my husband first".
TOLD = words(
    "told tell said say says recommended recommends recommend suggested suggests mentioned showed sent asked works "
    "worked knows heard ask asks asking talk talked discuss check checks consult speak calls called agrees agreed "
    "approves approved decides thinks happy without handles empfohlen gesagt sagt erzählt geschickt gezeigt "
    "arbeitet meint meinte frag frage fragen bespreche besprechen reden sprechen zustimmt zugestimmt zustimmen "
    "entscheidet einverstanden freigegeben parle parler dit recommande conseille envoyé travaille demander demande "
    "voir occupe appelle accord valider décide accepte"
)
HAS = words("has had died does is hat hatte ist est")  # what a relative has or is; a company has people
FORMER = words("old previous last former ex ancien ancienne précédent précédente alte alten alter frühere letzte")
OWN_DETAILS = words("name email mail phone number address adresse nom numéro telefon nummer")
NOT = words("not no never without nor neither nicht kein keine keinen keiner keinem nie ohne pas sans jamais non statt")
ONLY = words("only just nur")
YOURS = words("your its ihr ihre ihrem ihren ihrer votre vos euer eure deine")
SHARING = words("us we people uns wir personnes nous")
USING = words("use using read reads reading need needs want brauchen nutzen lesen lire besoin")
APART = words("with about by look looked looking interested interessiert intéressés happy mit par avec")
PROFESSIONAL = words("corporate professional commercial b2b pro professionnel professionnelle")
PRIVATE = words("private personal domestic b2c privat perso privé personnel privée personnelle")
# Of whom "the whole family wants it" tells, and by which words.
KIN = words("family kids children wife husband missus ones familie kinder famille enfants")
THE = words("the die la les")
WISHING = words(
    "want wants need needs like likes love loves read reads will wollen mag mögen liest lesen braucht brauchen veut "
    "veulent aime aiment lit lisent"
)
WITH_FAMILY = re.compile(r"\b(?:me|i|us|we) (?:and|n|&) the (?:kids|children|family|missus|wife|husband|boys|girls)\b")
# An office at home may be for either.
OF_EITHER = re.compile(r"\bhome[- ]?office\w*|\b(?:bureau|buro) (?:a la maison|zu ?hause|at home)\b")
ADDRESSES = re.compile(r"[^\s@]{1,64}@\S+|https?://\S+|\b(?<!meine )(?<!meiner )(?<!die )frau\b")
# What a word is part of that says nothing of whom it is for.
NEITHER = phrases(
    "home delivery/address/page/town/country/phone/number/counties/made, house number, work/works/working from/at "
    "home, von/in zu hause aus/arbeiten, office/business/working/work/opening "
    "hour/hours/day/days/address/phone/number/trip/email, company car/cars/van/vans/phone/phones/laptop/laptops, bank "
    "account, family friend/friends/name/doctor, couple of, "
    "football/soccer/rugby/hockey/netball/cricket/basketball/volleyball/sport/sports/tennis team/teams/club/clubs, "
    "price/prices/discount/rate/rates/deal for friends, price/discount/rate/deal for a friend, im geschaft, pour son, "
    "yoga/piano/music/daily practice, beruflich/geschaftlich unterwegs/verhindert/eingespannt, privat "
    "versichert/unterwegs"
)
# What tells by itself that it is for work, and for home: {EN}, {DE} and {FR} are what is sold, in each language.
EN = "account/accounts/subscription/membership/license/licence/licenses/licences/use/usage/purposes/customer/client"
DE = "konto/abo/abonnement/lizenz/lizenzen/mitgliedschaft/account/kunde/kundin/kunden/nutzung/zwecke/gebrauch"
FR = "compte/abonnement/abonnements/usage/formule/forfait/titre"
FEW = "2/3/4/5/6/two/three/four/five/six"
SAID_WORK = phrases(
    f"corporate/company/business/professional/commercial/firm/enterprise/office/team/school {EN}, "
    f"corporate/company/enterprise plan, firmen/geschafts/unternehmens/business/team/gewerbe+{DE}, {FR} "
    f"entreprise/d'entreprise/professionnel/pro/societe/equipe/d'equipe, {FR} pour entreprise/entreprises, "
    "beruflich/geschaftlich/gewerblich/dienstlich+/e/en/er/es/em"
)
SAID_HOME = phrases(
    f"family/household/personal/private/domestic/home {EN}, family/household plan, familien/haushalts/privat+{DE}, "
    f"private/privaten/privater/privates/privatem zwecke/zwecken/nutzung/gebrauch, {FR} "
    f"familial/famille/personnel/prive/particulier, en famille, rein/nur/ist/es/fur privat, family of {FEW}/7/8/9, "
    f"famille de {FEW}, familie von {FEW}, {FEW} kids, {FEW} flatmates/housemates/roommates/mitbewohner/colocataires"
)
# Another way to say a word of the lists.
AS = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (r"\bfamily[ -](?:run |owned )?(?:business|firm|company)\b|\bfamilien(?:betrieb|unternehmen)\w*", "business"),
        (r"\bentreprise familiale\b|\bbusiness ?(?:wo)?man\b", "business"),
        (r"\b(?:auto|micro)[- ]?entrepren\w+|\ba mon compte\b|\bself[- ]?employed\b", "freelancer"),
        (r"\bsole[- ]?traders?\b|\bselbst(?:st)?andig\w*", "freelancer"),
        (r"\bstart[- ]ups?\b", "startup"),
        (r"\b\w+[- ]in[- ]laws?\b|\bbeaux[- ]parents\b|\bbetter half\b", "parents"),
        (r"\b(?:mein|unser) kind\b|\bmy (?:two |three |four )?(?:boys|girls)\b", "my kids"),
    )
)
