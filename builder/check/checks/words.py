"""English words that the checks look for.

Owns: word lists and spellings.  Does not own: what follows from a word.  A check that needs
them stays silent in other languages; it never guesses.
"""

from __future__ import annotations

import re


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that a sentence does not end with, and those that it hardly ends with.
NEVER_LAST = _listed("""
    a an the and or but nor of than because although unless their its his her our my your every such as
    including whose from with into between among during
""")
HARDLY_LAST = _listed("""
    to on in at by for upon that which who where when while if is are was were be been has have had can could
    may might must shall should will would these those this through within without toward towards about across
    per
""")

# Prepositions that may end a clause, and the words of such a clause: "what it is made of", "the one you ask for".
STRANDED = _listed("of with from into to on in at by for upon through about across")
SUBJECTS = _listed("you we they it he she i")
RELATIVE = _listed("which that what who whom")

# Capitalised words that open a sentence rather than being the name of a thing.
OPENERS = _listed("""
    A An The This That These Those It Its In On At By For From To With When Where While If As Although Because
    Since However Therefore Thus Hence Also But And Or So Then There Here We You They He She What Which Who Why
    How Some Many Most All Each Both Use Using Note Let
""")

# Words that questions and requests begin with.
QUESTION_WORDS = _listed("what why how when where who whom whose which")
ASKING_VERBS = _listed("is are was were am do does did has have had can could should would will might must shall")
REQUESTING = _listed("""
    analyse analyze argue assess calculate classify comment compare complete compute consider contrast count define
    demonstrate derive describe design determine differentiate discuss distinguish draw elaborate estimate evaluate
    explain fill find give highlight identify illustrate imagine implement interpret justify label list mention name
    outline predict present propose prove provide recall share show sketch solve state suggest summarise summarize
    tell think trace translate true walk write
""")

# Small words that no sentence has twice in a row, and longer ones that may stand so.
NEVER_TWICE = _listed("""
    a an the and or but of to from for with by at as is are was were be it its this these those they we you if then
    than because which who can will would should may
""")
MAY_BE_TWICE = _listed("""
    that long very much many well there really more again never bye blah knock chop tick tock hear
    pretty quite far little poor early nous vous boom ping half vice turn
""")

# Words that make no subject of a question.
EMPTY = _listed("""
    and but so then also well ok okay what why how when where who which whom whose is are was were be been does
    do did has have had can could should would will might may shall must it this that these those they them he
    she him its his her their there here exactly really else about the a an one ones of for in to on at by with
    not no yes again now i you we me us my your our mean means work works happen happens help helps matter
    matters important useful different same better worse good bad true false possible necessary needed used
""")

# Words after which a mark of punctuation is the thing that is spoken of: "the sign ,", "type ;".
BEFORE_A_SIGN = _listed("""
    a an the sign signs character characters mark marks symbol symbols operator operators token key letter comma
    colon semicolon dot period type typed press pressed hit enter write written put say by with using use uses and or
    does is called named like as than
""")

# Programs that a line of a terminal begins with.
COMMANDS = _listed("""
    apt awk bash brew cargo cat cd chmod cmake conda cp curl docker echo export find git gcc go grep helm java kubectl
    ls make man mkdir mv node npm npx perl php pip pip3 podman python python3 rm rsync ruby rustc sed sh ssh sudo
    svn tar touch vim wget yarn
""")

# "Note: …", "Source: …": labels that are no items of a list.
NO_ITEM = _listed("""
    note notes example examples source answer question hint tip warning caution important reference references
    see input output explanation code result results solution remark summary conclusion a q image figure table
""")

# Words that do not make one question differ from another.
FILLER = _listed("""
    a an the what which is are was were be been do does did has have had can could should would will might may
    you i we us me my your our of for in on at to and or with by as it its they them their this that these those
    there some any common commonly key main major basic brief briefly detail details please explain explaining
    describe discuss outline define definition list name give tell state mention provide about between vs versus
    during within across
    concept idea notion principle principles fundamental fundamentals behind available involved
    meant mean meaning so called also s t re ve ll
""")

# What can be asked of anything: a question of these words alone means what its section says.
ASKED_OF_ALL = _listed("""
    advantage application challenge change changed characteristic complexity component conclusion contributor
    difference disadvantage example exercise feature further goal history important improvement introduction
    limitation method new note objective overview part problem property question quiz reading result review risk
    role rule solution step structure summary syntax topic type use used work
""")

# Words of questions that ask for the same; each stands for its first, which names what is asked of a thing.
_GROUPS = (
    "evaluate assess measure measured measures measuring judge evaluation assessment evaluating assessing measuring",
    "advantage advantages benefit benefits strength strengths pros merit merits upside upsides",
    "disadvantage disadvantages drawback drawbacks downside downsides weakness weaknesses cons shortcoming"
    " shortcomings limitation limitations",
    "challenge challenges difficulty difficulties obstacle obstacles hurdle hurdles",
    "role importance significance purpose",
    "difference differences differ differs different distinction distinguish distinguishes differentiate"
    " differentiates compare comparison contrast",
    "component components part parts structure structures architecture architectures element elements composition",
    "application applications usage",
    "type types kind kinds sort sorts category categories",
    "strategy strategies technique techniques method methods approach approaches",
    "effect effects affect affects affected impact impacts influence influences consequence consequences",
    "cause causes reason reasons",
    "process procedure steps stages",
)
_VERBS = (
    "create build develop make made",
    "prevent avoid",
    "handle manage address tackle",
    "choose select pick",
    "improve enhance boost",
    "occur happen happens occurs",
    "begin start begins starts",
    "symptom symptoms sign signs",
)
SYNONYMS: dict[str, str] = {word: group.split()[0] for group in (*_GROUPS, *_VERBS) for word in group.split()}
# What can be asked of a thing; two questions of which one asks for this and one for that are two questions.
ASPECTS = frozenset(group.split()[0] for group in _GROUPS) | _listed("how why when where who example history future")

# Nouns that say no more than that a thing is one: "the dropout technique", "a GAN model".
CATEGORIES = _listed("model models algorithm algorithms system systems method methods technique techniques approach")

# Words that turn a question into its opposite.
NEGATIONS = _listed(
    "not no never without un non cannot nicht kein keine ohne ne pas sans jamais sin nunca senza não sem"
)

_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=\w{3})is(?=(?:e|ed|es|er|ers|ing|ation|ations|ational|able)\b)", "iz"),  # normalise, optimisation
        (r"(?<=[a-z]{2}l)ys(?=(?:e|ed|es|er|ers|ing)\b)", "yz"),  # analyse
        (r"(?<=[a-z]l)l(?=(?:ed|ing|er|ers)\b)", ""),  # modelling, labelled
        (r"(?<=\w{2})our(?=s?\b|(?:ed|ing|able|ite|ites|al|ally|hood|hoods|less|ful)\b)", "or"),  # behaviour, neighbour
        (r"(?<=[a-z]{2}t)re(?=s?\b)", "er"),  # centre
        (r"(?<=\b[a-z]{3})ogue\b", "og"),  # catalogue, dialogue
        (r"(?<=\w)efence\b", "efense"),
        (r"(?<=[a-z])ae(?=[a-z])", "e"),  # anaemia
        (r"\bartefact", "artifact"),
        (r"\bgrey\b", "gray"),
        (r"\bprogramme(?=s?\b)", "program"),
    )
)


def american(text: str) -> str:
    """``text``, in lower case, with British spellings replaced by American ones.

    The result is for comparing only: a word that merely looks British (``rise``, ``four``) may
    be changed as well, and then is in every text alike.
    """
    text = text.casefold()
    for pattern, replacement in _SPELLINGS:
        text = pattern.sub(replacement, text)
    return text
