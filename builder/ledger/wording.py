"""The words in which facts are asked: which say nothing of the fact, which mean the same, which are opposites.

Owns: the tables, and a question's tokens.  Does not own: what differs between two questions
(``difference``).  The tables hold the words of questions, not of any subject: a language that is
missing here loses nothing but some rewordings, which then count as new.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache


class Sort(Enum):
    """What a token is, as far as it matters for what a question asks."""

    FRAME = "frame"  # belongs to the asking, not to the fact
    WORD = "word"
    NUMBER = "number"
    CODE = "code"  # also a sign or an option of a command: every letter counts, and its case
    NEGATION = "negation"
    ASKS = "asks"  # when, where, why, who, how many: what kind of answer is wanted


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a question.  ``name``: it is quoted, or has a capital letter where no sentence begins."""

    text: str
    sort: Sort
    name: bool = False


# Words of asking, of grammar, and nouns that only announce the fact ("the term", "the command").
_FRAME = """
during through while defined described stated abbreviation abbreviated acronym
steht abkürzung kurz dient begriffs definiert beim während ergibt gehört gehören besteht entspricht
abréviation défini pendant lors consiste correspond sont-ils abreviatura durante siglas definido consiste
a an the this that these those there here it its they them their he she his her we us our you your i my one ones
some any s t m re is are was were be been being am do does did doing done has have had having can could may
might must shall should will would of in on at to for from by with about into as than and or but if so then also
only just very more such each both what which define definition definitions describe explain give tell called
mean means meant meaning term terms word words concept notion expression please someone something thing things
exactly briefly short full form stand stands refer refers say said says known between happen happens occur
occurs takes take taking place located situated lie lies found find appear appears look looks seem seems
question answer example examples command function role purpose effect used use uses using let make makes code
status name's what's der die das den dem des ein eine einen einem einer eines ist sind war waren wird werden
wurde wurden hat haben hatte kann können soll sollte muss darf welche welcher welches welchen welchem nenne
nennen nennt heißt heißen lautet versteht man unter bedeutet bedeutung erkläre erklären beschreibe definiere
begriff wort im auf zu zum zur für von vom mit bei aus als und oder es gibt gib sie er sich liegt befindet sein
seine macht bewirkt befehl funktion aufgabe zweck rolle dient tun tut denn eigentlich heisst worin wozu zwischen
le la les l un une du de d et ou est sont était ont avoir être ce c cet cette ces que qu quoi quel quelle quels
quelles qui désigne dit dire veut signifie signification définir définis définissez définition expliquer
expliquez explique décrire nommez nomme donnez donne citez terme mot en dans au aux à sur pour par avec se il
elle y entend appelle fait faire sert rôle fonction commande trouve situé située ça ils elles entre el los las
lo al del son era fue ha han hay ser estar está están qué cuál cuáles defina definición explica nombra nombre di
diga significa significado palabra término concepto su sus por para con como o unos unas entiende llama hace
sirve función papel comando encuentra encuentran tiene tienen gli uno della dello dei degli delle dell nel nella
sul è sono che cosa qual quale quali definisci definisca definizione spiega spieghi descrivi nomina significato
termine parola si chiama intende hanno da per e fa serve funzione ruolo compito trova come sta stanno all alla ai os um
uma uns umas dos no na nos nas é são foi quais quê diz definição termo palavra ao pelo pela tem têm faz função het
een van ten wat welk welke noem betekent betekenis definieer definitie leg uit beschrijf zijn wordt worden heeft
hebben met voor op aan bij doet functie rol begrip woord zich bevindt ligt men onder verstaan vad vilken vilket
vilka är menas med ett det definiera förklara beskriv nämn heter kallas betyder och på av som har för till gör
co jest są jaki jaka jakie czym nazywa się podaj zdefiniuj definicja wyjaśnij opisz oznacza znaczy słowo termin
w z u что такое это есть какой какая какое какие каков какова дайте дай определение определите объясните
назовите называется называют означает значит термин слово понятие город в на и с к о у от для по из
"""
_FRAME_CHARACTERS = (
    "什么是的吗呢请解释哪里个何谓意思哪之吧和与定义述说明一下个在有了叫做为名称简要定義説意味何物述教語句用来作功能"
)

# What kind of answer is wanted.  ``how`` goes with any of ``what``, and against the others.
_ASKS = {
    "when": "when year date wann jahr jahre quand année cuándo año quando anno ano wanneer jaar när år kiedy roku rok"
    " когда году год",
    "where": "where wo où dónde dove onde waar var gdzie где",
    "why": "why reason reasons warum wieso weshalb pourquoi perché waarom varför dlaczego почему зачем",
    "who": "who whom whose artist painter scientist wer wem wen quién quiénes chi quem vem kto кто",
    "how many": "many much number viele vielen wieviele wieviel anzahl combien cuántos cuántas cuánto quanti quante"
    " quantos número numero liczba"
    " quantas hoeveel många ile сколько 几 幾",
    "how": "how wie comment cómo hoe hur jak как",
}

# Words that mean the same in a question.  The first stands for all.
_SAME = """
advantage benefit upside vorteil avantage ventaja beneficio vantaggio vantagem voordeel
disadvantage drawback downside nachteil inconvénient désavantage desventaja svantaggio desvantagem nadeel
difference differ distinguish unterschied unterscheiden différence diffère distingue diferencia differenza verschil
cause causes caused causing ursache verursacht provoque causa
produce produced make made create created produces makes creates erzeugt hergestellt gebildet
show shows display displays print prints list lists zeigt
become becomes turn turns
big large great biggest largest greatest
small little smallest least
begin began begins begun start started starts
end ended ends finish finished
write wrote written writes author schrieb geschrieben verfasst autor écrit auteur scrisse scritto autore
choose prefer chosen preferred pick
quick fast rapid speed
high height tall hoch höhe
long length lang länge
old age alt alter
deep depth tief tiefe
wide width broad breit breite
reduce reduces lowers reduced
raise raises increases
remove delete erase
contain contains include includes
need needs require requires
compute calculate determine computes calculates determines
fix repair
exit quit leave
flow run stream
use employ apply
help assist
buy purchase
doctor physician
error mistake fault
picture image photo
answer reply response
colour color colours colors
type kind sort tipo
behaviour behavior
centre center
normalisation normalization
normalise normalize normalised normalized
analyse analyze
"""

# Words of one line exclude each other.
_OPPOSITES = """
left right middle
links linke linken linker linkes rechts rechte rechten rechter rechtes
gauche droit droite
izquierdo izquierda derecho derecha sinistro sinistra destro destra esquerdo esquerda direito direita
north south east west northern southern eastern western nord süd ost west sud ouest est norte sur este oeste
upper lower top bottom superior inferior above below over under ober unter
front back anterior posterior dorsal ventral
first last next previous initial final erste letzte
before after during prior vor nach avant après antes después
min max minimum maximum minimal maximal least most lowest highest smallest largest shortest longest cheapest worst best
increase decrease rise fall raise lower reduce grow shrink erhöht senkt steigt sinkt
begin end open close start stop enter leave beginnt endet begann endete commencé fini
in out input output import export read write encode decode encoder decoder encrypt decrypt push pop
get set
add remove
create produce insert delete remove
build destroy
attach detach
connect disconnect
send receive
buy purchase sell
win gain lose
grant revoke
born died die dies
birth death
son daughter
cause prevent
true false yes no on off enable disable allow deny
active passive static dynamic synchronous asynchronous public private local global primary secondary tertiary
positive negative plus minus anode cathode acid base oxidation reduction proton neutron electron
male female man woman boy girl father mother king queen husband wife
hot cold warm cool high low long short old new young fast slow hard soft strong weak rich poor light dark wet dry
more less most least fewer many few all none some every both either
numerator denominator vowel consonant singular plural noun verb adjective adverb
debit credit asset liability buyer seller supply demand profit loss gross net bull bear
artery vein mitosis meiosis afferent efferent sympathetic parasympathetic systole diastole
vorteil nachteil advantage disadvantage avantage inconvénient ventaja desventaja synonym antonym
monday tuesday wednesday thursday friday saturday sunday
january february march april may june july august september october november december
red green blue yellow black white orange purple brown
左 右 上 下 前 后 先 後 东 西 南 北 東 内 外 中
大 小 高 低 长 短 長 多 少 新 旧 快 慢 正 负 反 阳 阴 増 減 增 减 入 出 输 始 终 開 閉 开 关 男 女 父 母 动 静
一 二 三 四 五 六 七 八 九 十
"""

# Beginnings of words that change what they mean; with "" also against the bare word.
_PREFIXES = (
    "hyper hypo normo iso eu",
    "macro micro meso nano",
    "over under",
    "endo exo ecto meso",
    "intra inter extra trans",
    "in ex im out ein aus up down",
    "pre post pro ante",
    "sub super supra infra",
    "mono di tri tetra penta hexa hepta octa poly uni bi multi",
    "homo hetero",
    "anabol catabol",
    "an cat",
    "ad ab",
    "af ef",
    "tachy brady",
    "con de re",
    "en de",
    "vaso broncho",
    "osteo chondro",
    "max min",
    "thermo exo endo",
)
_NEGATING_BEGINNINGS = """
un non in im ir il dis anti a an mis de co re para über unter des dés не без auto pseudo semi
"""
# Ends of words that change what they mean.
_LAST = (
    ("ate", "ite", "ide"),
    ("ane", "ene", "yne"),
    ("an", "en", "in"),
    ("ose", "ase"),
    ("er", "ee"),
    ("ful", "less"),
)
_NEGATING = tuple(_NEGATING_BEGINNINGS.split())

_NEGATION_WORDS = """
not no never without neither nor cannot except nicht kein keine keinen keiner nie niemals ohne außer ne pas
jamais sans aucun aucune nunca sin ningún non mai senza não sem niet geen zonder inte ingen utan bez не нет без
不 没 非 无 無 未
"""
_NEGATIONS = frozenset(_NEGATION_WORDS.split())

_ORDINALS = """
1 1st first erste ersten erster erstes premier première primer primero primera primo prima primeiro eerste första
2  pierwszy pierwsza первый первая первое
3 2nd second zweite zweiten zweiter zweites deuxième segundo segunda secondo seconda tweede andra drugi druga второй
4 3rd third dritte dritten dritter drittes troisième tercer tercero tercera terzo terza terceiro derde tredje trzeci
5 4th fourth vierte vierten vierter quatrième cuarto cuarta quarto quarta vierde fjärde четвёртый
6 5th fifth fünfte fünften cinquième quinto quinta vijfde femte пятый
7 6th sixth sechste sechsten sixième sexto sexta sesto zesde sjätte шестой
8 7th seventh siebte siebten septième séptimo settimo zevende седьмой
9 8th eighth achte achten huitième octavo ottavo achtste восьмой
10 9th ninth neunte neunten neuvième noveno nono negende девятый
11 10th tenth zehnte zehnten dixième décimo tiende десятый
"""
_CARDINALS = """
0 zero null nul cero ноль
2 two zwei deux dos due dois duas twee två dwa два две
3 three drei trois tres tre três drie trzy три
4 four vier quatre cuatro quattro quatro fyra cztery четыре
5 five fünf cinq cinco cinque vijf fem pięć пять
6 six sechs seis sei zes sex sześć шесть
7 seven sieben sept siete sette sete zeven sju siedem семь
8 eight acht huit ocho otto oito åtta osiem восемь
9 nine neun neuf nueve nove negen nio dziewięć девять
10 ten zehn dix diez dieci dez tien tio dziesięć десять
11 eleven elf onze once undici elva
12 twelve zwölf douze doce dodici doze twaalf tolv
"""
_NUMERALS = """
I II III IV V VI VII VIII IX X XI XII
"""
_ROMAN = {numeral: n for n, numeral in enumerate(_NUMERALS.split(), 1)}

_GERMAN_WORDS = """
der das ist ein eine wie welche welcher welches wer wird und für nenne dem des werden sind heißt
"""
_GERMAN = frozenset(_GERMAN_WORDS.split())

_LEXER = re.compile(
    r"(?P<code>```.*?```|`[^`\n]+`)"
    r"|(?P<flag>(?<![\w-])--?[A-Za-z][\w-]*)"
    r"|(?P<katakana>[\u30a1-\u30fa\u30fc]+)"
    r"|(?P<character>[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])"
    r"|(?P<word>[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)"
    r"|(?P<sign>[+=<>×÷^%±#*♭♮♯€£¥\u2190-\u21ff\u2200-\u22ff\u27c0-\u27ff\u2900-\u2aff]+)"
    r"|(?P<stop>[.?!:;。？！]\s)",
    re.DOTALL,
)
_IN_CODE = re.compile(r"--?[A-Za-z][\w-]*|\w+|[^\w\s]+")
_HIRAGANA = re.compile("[\u3041-\u309f]")
_NOT = re.compile(r"n['’]t\b", re.IGNORECASE)
_HOW_MUCH_IS = re.compile(r"^(how much is|wie viel ist|combien font|cuánto es|quanto fa)\b", re.IGNORECASE)
_WHAT = re.compile(r"\bcos['’](?=è)", re.IGNORECASE)  # Italian, and no cosine
_ORDERS = frozenset(
    ("list", "state", "name", "call", "show", "print")
)  # words of asking where a question begins with them
_QUOTED = re.compile(r'"[^"\n]+"|“[^”\n]+”|„[^“”\n]+[“”]|«[^»\n]+»|「[^」\n]+」|『[^』\n]+』|《[^》\n]+》')
# In an English question these are no words of asking of another language.
_ENGLISH_WORDS = """
the of what which who whom when where why how does did is are has have define explain name state
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_ENGLISH_TOO = """
die war hat man men son sin hay era con pour met leg fare come door till
"""
_SAYS_MORE = frozenset(_ENGLISH_TOO.split())
_DETERMINERS = ("the", "a", "arithmetic", "geometric")  # before "mean", which is a number there
_NUMBERING = re.compile(r"^\W*\d{1,3}(?:\.\d{1,3})*[.)]\s+")


def _table(text: str) -> dict[str, str]:
    """Map each word of a line to the first word of the line."""
    return {word: line.split()[0] for line in text.strip().splitlines() for word in line.split()}


_FRAMES = frozenset(_FRAME.split()) | frozenset(_FRAME_CHARACTERS)
_ASKED = {word: kind for kind, words in _ASKS.items() for word in words.split()}
_MEANS = _table(_SAME)
_NUMBERS = _table(_CARDINALS) | _table(_ORDINALS)
_OPPOSED: dict[str, set[int]] = {}
for _number, _line in enumerate(_OPPOSITES.strip().splitlines()):
    for _word in _line.split():
        _OPPOSED.setdefault(_word, set()).add(_number)
_BEGINNINGS = tuple(tuple(line.split()) for line in _PREFIXES)


@lru_cache(maxsize=1 << 14)
def tokens(question: str) -> tuple[Token, ...]:
    """Return the tokens of a question as it was typed (Markdown), in order."""
    text = _NOT.sub(" not ", unicodedata.normalize("NFKC", question))
    text = _HOW_MUCH_IS.sub("what is", _WHAT.sub("", _NUMBERING.sub("", text)))
    words = set(text.casefold().split())
    german, english = not _GERMAN.isdisjoint(words), not _ENGLISH.isdisjoint(words)
    shouted = text.isupper()
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    found: list[Token] = []
    begins, before = True, ""
    for match in _LEXER.finditer(text):
        kind, word = match.lastgroup, match[0]
        if kind == "stop":
            begins = True
            continue
        if kind == "code":
            found += [Token(part, Sort.CODE) for part in _IN_CODE.findall(word.strip("`"))]
        elif kind in ("flag", "sign"):
            if kind == "flag" or not re.fullmatch(r"\*+|#+", word) or before:  # not a list's or a heading's mark
                found.append(Token(word, Sort.CODE))
        elif kind == "word" and word in _ROMAN and (before[:1].isupper() or (before and len(word) > 1)):
            found.append(Token(str(_ROMAN[word]), Sort.NUMBER))
        elif any(start < match.start() < end for start, end in quoted):
            found.append(Token(word.casefold(), Sort.WORD, name=True))
        elif 1 < len(word) <= 3 and word.isupper() and not shouted and word.casefold() not in _NEGATIONS:
            found.append(Token(word, Sort.WORD, name=True))  # the UN, an AND gate
        elif english and _is_english(word.casefold(), before.casefold()):
            found.append(Token(word.casefold(), Sort.WORD, not begins and word[:1].isupper()))
        else:
            found.append(_token(word, begins=begins, german=german))
        begins, before = False, word
    return tuple(found)


def _is_english(word: str, before: str) -> bool:
    """Return whether a word of asking says something where it is English."""
    return word in _SAYS_MORE or (word == "mean" and before in _DETERMINERS)


def _token(word: str, *, begins: bool, german: bool) -> Token:
    low = word.casefold()
    capital = not begins and word[:1].isupper()
    if begins and low in _ORDERS:
        return Token(low, Sort.FRAME)
    if low in _ASKED:
        return Token(_ASKED[low], Sort.ASKS)
    if low in _NEGATIONS:
        return Token("not", Sort.NEGATION)
    if low in _NUMBERS:
        return Token(_NUMBERS[low], Sort.NUMBER)
    if any(c.isdigit() for c in low):
        return Token(low, Sort.NUMBER)
    if low in _FRAMES or _HIRAGANA.match(low):
        return Token(low, Sort.FRAME)
    for form in _forms(low):
        if form in _MEANS:
            return Token(_MEANS[form], Sort.WORD, capital and not german)
    # In a short word the case may say something, as in Mb and MB.
    keeps = len(word) <= 4 and (any(c.isupper() for c in word[1:]) or (capital and len(word) <= 3))
    return Token(word if keeps else low, Sort.WORD, capital and not german)


@lru_cache(maxsize=1 << 14)
def _forms(word: str) -> tuple[str, ...]:
    """Return the word and what is left without an ending of a plural or of a tense."""
    endings = ("s", "es", "d", "ed", "e", "en", "n")
    return (word, *(word.removesuffix(end) for end in endings if word.endswith(end) and len(word) - len(end) > 2))


def frame_words() -> frozenset[str]:
    """Return the words (in lower case) that say nothing of any fact."""
    return _FRAMES | _ASKED.keys()


def opposed(one: str, two: str) -> bool:
    """Return whether two words (in lower case) exclude each other, by the tables or by how they begin."""
    if not _exclusive(one).isdisjoint(_exclusive(two)) and set(_forms(one)).isdisjoint(_forms(two)):
        return True
    if one[-3:] == two[-3:]:
        return _opposed_by_beginning(one, two)
    return one[:2] == two[:2] and _opposed_by_ending(one, two)


@lru_cache(maxsize=1 << 14)
def _exclusive(word: str) -> frozenset[int]:
    """Return the lines of the opposites' table that hold the word."""
    return frozenset(n for form in _forms(word) for n in _OPPOSED.get(form, ()))


def _opposed_by_ending(one: str, two: str) -> bool:
    return any(
        one != two and len(one) > len(a) + 1 and one.removesuffix(a) == two.removesuffix(b)
        for endings in _LAST
        for a in endings
        for b in endings
        if a != b and one.endswith(a) and two.endswith(b)
    )


def _opposed_by_beginning(one: str, two: str) -> bool:
    if any(one == p + two or two == p + one for p in _NEGATING):
        return min(len(one), len(two)) > 3
    for beginnings in _BEGINNINGS:
        ones = {one[len(p) :] for p in beginnings if one.startswith(p)}
        twos = {two[len(p) :] for p in beginnings if two.startswith(p)}
        if any(len(rest) > 2 for rest in ones & twos):
            return True
    return False
