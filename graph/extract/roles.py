"""Where a role stands beside a name: before it, after it, or joined to it by a verb."""

import re
from collections.abc import Iterator

from graph.extract.charges import Charges
from graph.extract.lexicon import any_of, plural
from graph.extract.names import Name
from graph.extract.paragraphs import Paragraph
from graph.reference import Reference
from graph.text import Span, sentence_around, trimmed

# Where a role before a name can begin at the earliest.
_BREAK = re.compile(
    r"[,;:.!?()\"“”]|\s[-–—]\s|\b(?:by|with|that|from|when|where|while|between|including|thanked|met|also|as)\s"
    # `the Chairman-in-Office will meet President X`, `in May and of presenter X`.
    r"|\b(?:will|would|shall|may|quoted|quotes)\s|\band\s(?:of|for|to|at|in|on|against)\s"
    # `representatives of the court, among them its president X`.
    r"|\bamong\s(?:them|whom|others)[,:]?\s"
    # `awarded to teacher X` is a break, `Special Representative to Armenia, X` is none.
    r"|\bto\s(?!(?:the\s)?[A-Z])"
)
# Where a role after a name ends.
_STOP = re.compile(
    r"[,;!?()\"“”]|(?<!\bNo)\.|\s[-–—]\s"
    r"|\s(?:today|yesterday|tomorrow|tonight|on\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
    r"|\s(?:who|which|will|was|were|is|are|has|have|had|during|after|before|by|and one of|himself|herself|also|then)\b"
)
# Behind an apposition there is a comma before the verb: `Ambassador X, the Chairperson also visited` has none.
_VERB = re.compile(r"\s(?:also|then|will|was|were|is|are|has|have|had)\b")
# `X, the town's deputy mayor`.
_ARTICLE = re.compile(
    r"(?:the\s+(?-i:[^\W\d_A-Z][\w-]*[’']s\s+)?|(?:a|an|its|their|his|her|whose)\s+)(?:new\s+)?", re.IGNORECASE
)
_CLAUSE = re.compile(r"(?<![\w-])(?:in|on|at|for|to|the|a|an|was|were|is|are)\s", re.IGNORECASE)
# No article: `Special Representative of the Secretary General X` is X.
_OF_ANOTHER = re.compile(r"\s(?:to|for|of)\s(?P<own>(?:(?:former|then|late|acting|deputy)\s)*)$")
_OF_ANOTHER_OFFICE = re.compile(
    r"\s(?:to|for|of)\s(?:the\s(?=(?:former|then|late|slain|murdered|killed|jailed|imprisoned|detained)\s))?"
    r"(?P<own>(?:(?:former|then|late|slain|murdered|killed|jailed|imprisoned|detained)\s)*(?:[^\W\d_a-z][\w-]+\s)?)$"
)
_AND_BEFORE = re.compile(r"\sand\s$")
_ADJECTIVES = {"acting", "former", "late", "deputy", "senior", "outgoing", "incoming", "retired"}
_TOKEN = re.compile(r"\S+")
# `X said`, not `X of Serbia`.
_VERB_AFTER = re.compile(r"\s(?!(?:of|for|in|to|at|on|and|from|with|who|or|as|by|that|the|a)\b)[a-z]")
# `the Prosecutor for Aliens, X`, `Finland’s Honorary Consul, X`.
_SOMEBODY_ELSE = re.compile(r"the\s|[^\W\d_a-z][\w-]*['’]s\s")
_SHORT_NAME = re.compile(r"\s\([A-Z][\w/-]{1,12}\)")
_AND = re.compile(r"and\s")
# `one of the villagers and a former teacher`.
_OF_FIRST = re.compile(
    r"(?<=\w)\s(?:of|from|at|with)\s(?:[^,.;:]*?\sand\s(?=(?:the|its|his|her|their|an?)\s)|[^,.;:]*\sand\s)"
)
_AND_SMALL = re.compile(r"\sand\s(?=(?-i:[a-z]))(?!.*\sand\s)")
# `the primary school “Siv Arbo”`: what a house is called cuts nothing.
_CALLED = re.compile(
    r"(?<=[a-z\d]\s)[“\"][^\W\d_a-z][\w’'-]*(?:\s(?:of|for|and|in|to|the|(?:[^\W\d_a-z]|\d)[\w’'-]*)){0,5}[”\"]"
)
_CAPITAL_BEFORE = re.compile(r"(?<![\w-])[^\W\d_a-z][\w-]*\s$")
_COMMA = re.compile(r",\s+")
_AGE = re.compile(r",\s+(?:aged\s+)?\d\d,\s+")
_HOME = re.compile(
    r"\s(?:of|from)\s(?:the\s)?[^\W\d_a-z][\w-]+(?:\s(?:(?:of|for|in)\s(?:the\s)?)?[^\W\d_a-z][\w-]+){0,5}(?=,)"
    r"|\s\([^()]{3,40}\)(?=,)"
)
# What follows is said of the same person, wherever that is from: `X from Rijeka, a former postman`.
_APPOSED = re.compile(r",\san?\s")
_COMMA_THE = re.compile(r",\s+(?:the\s+)?")
# `Adviser on Torture Prevention`: what follows is the rest of the role, not a name.
_CUT_SHORT = re.compile(r"\s(?:on|of|for|in|at|to|and|the)$")
_COPULA = re.compile(r"\s(?:was|were|is|are)$")
# `X, a retired crane operator,` says what somebody is without a noun that the lexicon knows.
_DESCRIPTION = re.compile(r"an?\s+(?:\d{1,2}-year-old\s)?(?P<role>[^\W\d_][\w’'-]*(?:\s+[\w’'-]+){0,11})")
_PREPOSITION = re.compile(r"\s(?:of|at|in|for|from|where|who|with|on)\s")
# `military adviser`, `human rights defender`: up to three small words that belong to the noun after them.
# `the murder of journalist X`: what stands before a preposition is no part of the role.
_MODIFIERS = re.compile(
    r"(?:(?!(?:the|a|an|and|or|of|to|for|from|by|with|against|on|in|at)\s)[^\W\d_A-Z]+(?:-[^\W\d_A-Z]+)*\s){1,3}$"
)
_PARTICIPLE = re.compile(r"\w+(?:ed|ly)\s|\w+ing\s(?=\w+\s)")
_LONGEST_ROLE = 16
_LONGEST_WORD = 40
# How far before a name the role begins that a comma parts from it.
_INTRODUCED = 120
# How far around a name its roles are looked for: longer than any of them, and short enough to be always the same work.
WINDOW = 400


class Roles:
    """Finds the roles of a name by the words of the lexicon; what it yields are spans of the paragraph's text."""

    def __init__(self, reference: Reference) -> None:
        self._roles = any_of(reference.words("role-noun"))
        self._speech = any_of(reference.words("speech-verb"))
        adjectives = "|".join(word.lower() for word in reference.words("naming-adjective"))
        self._told_apart = re.compile(rf"(?:(?:{adjectives})\s)+{any_of(reference.words('role-noun')).pattern}$")
        # `the Border Guard Service`: the noun is part of a body's name.
        houses = "|".join(map(re.escape, reference.words("organisation-noun")))
        self._houses = re.compile(rf"(?<!\w)(?:{houses})(?!\w)")
        self._of_house = re.compile(rf"\s(?:{houses})(?!\w)")
        self._organisation = any_of({*reference.words("organisation-noun"), *reference.words("kind-of-body")})
        # What stands before a name in `Foreign Minister X`, not in `Head of Incident Response`.
        self._held = re.compile(
            rf"(?:{any_of(reference.words('role-noun')).pattern}|(?-i:\b[^\W\d_a-z][\w’'-]*))\s$", re.IGNORECASE
        )
        self._openers = {word.casefold() for word in reference.words("sentence-opener")}
        # `the Minister of Justice, X`.
        self._introduced = re.compile(
            rf"(?<=the\s)(?:[\w-]+\s)?{any_of(reference.words('role-noun')).pattern}"
            rf"(?:\s(?:of|for|on|in|to|at|against)\s[^,.;:]{{1,80}})?,\s$",
            re.IGNORECASE,
        )
        self._charges = Charges(reference)
        plurals = any_of([plural(noun) for noun in reference.words("role-noun")])
        self._one_of = re.compile(
            rf"one of (?:the|its|their|our) (?P<role>(?:[\w-]+ ){{0,2}}?{plurals.pattern})", re.IGNORECASE
        )
        # `After talks with the Mayor, X said`: the mayor is somebody else, unless a comma follows the name.
        openers = "|".join(map(re.escape, reference.words("adverbial-opener")))
        self._aside = re.compile(
            rf"[“\"]?(?:{openers})\s(?:[^,.;:]*\s)?(?:with|to|from|by|of|for|after|before|like|[a-z]+ing)\s(?:(?:the|its|their)\s)?"
        )
        self._two = re.compile(rf"\sand\s(?:the|its|their)\s(?={self._roles.pattern})", re.IGNORECASE)
        self._objects = any_of(reference.words("verb-with-person"), r"\s")
        self._done_to = any_of(reference.words("verb-to-person"), r"\s")
        self._adverb = any_of(reference.words("time-adverb"), r"\s")

    def before(self, paragraph: Paragraph, name: Name) -> Iterator[Span]:
        """`OSCE spokesperson X`, `the Head of the Mission, Ambassador X` and two roles joined by a comma."""
        text, start = paragraph.text, max(paragraph.span.start, name.start - WINDOW)
        cuts = [Span(*cut.span()) for cut in _BREAK.finditer(text, start, name.start)]
        cuts += [Span(*cut.span()) for cut in self._speech.finditer(text, start, name.start)]
        cuts += [Span(*cut.span()) for cut in self._objects.finditer(text, start, name.start)]
        cuts += [other.span for other in paragraph.names.within(Span(start, name.start))]
        # A comma inside a structure's own name does not cut.
        cuts = [cut for cut in cuts if not any(body.holds(cut) for body, _ in paragraph.bodies.near(cut))]
        # `the Mission to Ukraine (SMM), Ambassador X`: a short name in brackets cuts nothing.
        short = [Span(*one.span()) for one in _SHORT_NAME.finditer(text, start, name.start)]
        short += [Span(*one.span()) for one in _CALLED.finditer(text, start, name.start)]
        cuts = [cut for cut in cuts if not any(one.holds(cut) for one in short)]
        cuts = self._charges.without(text, cuts, start, name.start)
        end = name.start
        for cut in [*sorted(cuts, reverse=True), Span(start, start)][:3]:
            # `to release reporter X`: what is to be done to somebody is no part of the role.
            if cut.of(text).rstrip().endswith("to") and (doing := self._done_to.match(text, cut.end, end)):
                cut = Span(cut.start, doing.end())
            # `A of the Parliament of Georgia and Seimas member X`.
            others = _OF_FIRST.match(text, cut.end, end)
            stretch = trimmed(text, Span(others.end() - len("and ") if others else cut.end, end))
            joint = _AND.match(text, stretch.start, stretch.end)
            # `A and national consultant X`, but not `A and gave teacher X`.
            own = self._told_apart.match(text, joint.end() if joint else stretch.start, stretch.end)
            role = self._trimmed(text, Span(joint.end(), stretch.end) if joint and own else stretch)
            # `the Head of the Mission and the Mayor of Osh, X`: she is the mayor.
            if role and (two := self._two.search(text, role.start, role.end)):
                role = Span(two.end(), role.end)
            if role and end == name.start:
                role = self._last(text, role)
            if role and end < name.start and self._is_apposed(paragraph, cut, role):
                return
            if role and end < name.start and self._is_of_aside(text, role, name):
                return
            if role:
                yield role
            # What stands before `, and the mayor X` is somebody else's.
            if cut.of(text) != "," or (stretch.start < stretch.end and not role) or joint:
                return
            end = cut.start

    def _last(self, text: str, role: Span) -> Span:
        """Of `adviser to President X` and `the case of journalist X` what X is: the other role is somebody else's."""
        nouns = list(self._roles.finditer(text, role.start, role.end))
        if not nouns or nouns[-1].end() != role.end:
            return role
        # `the widow of Foreign Minister X`, but `Ministry of Interior Inspector X`.
        of_another = _OF_ANOTHER_OFFICE if text[role.start].islower() else _OF_ANOTHER
        before = of_another.search(text, role.start, nouns[-1].start())
        return Span(before.start("own"), role.end) if before else role

    def _is_apposed(self, paragraph: Paragraph, cut: Span, role: Span) -> bool:
        """Whether the role between two names belongs to the first: `A, head of the Valley Fund, Professor B`.

        Not where the first has a role before it, or this one its article.
        """
        text, near = paragraph.text, paragraph.names.near(Span(max(0, cut.start - 1), cut.end))
        first = next((name for name in near if name.span == cut or name.span.end == cut.start), None)
        # `A, the Head of Mission, Mr. B`: the article begins what the next one is.
        if first is None or not _COMMA.fullmatch(text, first.span.end, role.start):
            return False
        if self._is_introduced(paragraph, first):
            return False
        return not self._held.search(text, max(paragraph.span.start, first.start - _LONGEST_WORD), first.start)

    def _is_of_aside(self, text: str, role: Span, name: Name) -> bool:
        """Whether a role before a comma is that of somebody else: `At the invitation of the Mayor, X opened it`."""
        if not _VERB_AFTER.match(text, name.span.end):
            return False
        return self._aside.fullmatch(text, sentence_around(text, role).start, role.start) is not None

    def after(self, paragraph: Paragraph, name: Name) -> Iterator[Span]:
        """`X, Head of the OSCE Mission to Serbia,` with the body that may follow after one more comma."""
        text, end = paragraph.text, min(paragraph.span.end, name.span.end + WINDOW)
        # `X of Sweden, the Assembly's rapporteur`.
        home = _HOME.match(text, name.span.end, end)
        known = home and (paragraph.countries.near(Span(*home.span())) or _APPOSED.match(text, home.end()))
        begin = home.end() if home and known else name.span.end
        opening = _AGE.match(text, begin, end) or _COMMA.match(text, begin, end)
        if not opening:
            return
        # `X, formerly a producer with the Valley Radio`.
        opening = self._adverb.match(text, opening.end(), end) or opening
        stop = self.stop(paragraph, opening.end())
        # `President A, Foreign Minister B`: what the next name is part of belongs to the next name.
        described = _DESCRIPTION.match(text, opening.end(), stop)
        others = paragraph.names.near(Span(opening.end(), stop))
        if not described and any(
            other.honorific or self._held.search(text, opening.end(), other.start) for other in others
        ):
            return
        if description := _DESCRIPTION.fullmatch(text, opening.end(), stop):
            # `Lake Kul, a regional centre,` is no person.
            words = Span(*description.span("role"))
            head = _PREPOSITION.split(words.of(text), maxsplit=1)[0]
            if self._roles.search(head) or not self._organisation.search(head):
                yield words
            return
        if self._is_subject(paragraph, name, Span(opening.end(), stop)):
            return
        role = self.opening(text, Span(opening.end(), stop))
        if role is None or self._is_next_ones(paragraph, name, opening.end(), role):
            return
        more = _COMMA_THE.match(text, stop, end)
        if more and text[more.end()].isupper() and not paragraph.bodies.within(role):
            further = trimmed(text, Span(more.end(), self.stop(paragraph, more.end())))
            if self._is_body(paragraph, further):
                role = Span(role.start, further.end)
        yield role

    def _is_subject(self, paragraph: Paragraph, name: Name, role: Span) -> bool:
        """Whether a verb follows what stands after a name: `In a letter to Minister X, the Representative asked`."""
        text, end = paragraph.text, paragraph.span.end
        follows = text[role.end : role.end + 2].isalpha() or _VERB.match(text, role.end)
        if not text.startswith("the ", role.start) or role.end >= end or not follows:
            return False
        start = max(paragraph.span.start, name.start - _INTRODUCED)
        held = name.honorific or self._held.search(text, start, name.start)
        return held is not None or self._is_introduced(paragraph, name)

    def _is_next_ones(self, paragraph: Paragraph, name: Name, start: int, role: Span) -> bool:
        """Whether a role is that of the name behind it: `the Minister of Justice, A, the chief prosecutor, B, and`."""
        text, comma = paragraph.text, _COMMA.match(paragraph.text, role.end, paragraph.span.end)
        if not comma or not _SOMEBODY_ELSE.match(text, start):
            return False
        near = paragraph.names.near(Span(comma.end(), comma.end() + _LONGEST_WORD))
        follows = any(other.start == comma.end() for other in near)
        return follows and (self._is_introduced(paragraph, name) or self._is_titled(paragraph, name))

    def _is_titled(self, paragraph: Paragraph, name: Name) -> bool:
        """Whether a role stands right before a name, and no honorific: `Prime Minister X`."""
        before = next(self.before(paragraph, name), None) if name.honorific is None else None
        return before is not None and before.end == name.span.start - 1

    def _is_introduced(self, paragraph: Paragraph, name: Name) -> bool:
        """Whether a role stands before a name, parted from it by a comma: `the Minister of Justice, X`."""
        start = max(paragraph.span.start, name.start - _INTRODUCED)
        return self._introduced.search(paragraph.text, start, name.start) is not None

    def opening(self, text: str, span: Span) -> Span | None:
        """The role that a stretch begins with; one that begins later belongs to somebody else."""
        role = self._trimmed(text, span)
        if role is None:
            return None
        article = _ARTICLE.match(text, span.start, span.end)
        start = article.end() if article else span.start
        return role if role.start <= start else None

    def _is_of_house(self, text: str, noun: re.Match[str]) -> bool:
        """Whether a noun stands within the name of a body: `the Lithuanian Border Guard Service`."""
        if not noun[0][0].isupper() or not self._of_house.match(text, noun.end()):
            return False
        return _CAPITAL_BEFORE.search(text, max(0, noun.start() - _LONGEST_WORD), noun.start()) is not None

    def _is_body(self, paragraph: Paragraph, span: Span) -> bool:
        """Whether the stretch begins with an organisation rather than with the next person."""
        if paragraph.names.near(span):
            return False
        known = any(span.start <= body.start <= span.start + 5 for body, _ in paragraph.bodies.near(span))
        return known or self._organisation.search(paragraph.text, span.start, span.end) is not None

    def stop(self, paragraph: Paragraph, start: int) -> int:
        """Where a stretch that begins at `start` ends: at punctuation or a verb, but not inside a structure's name."""
        text, end = paragraph.text, min(paragraph.span.end, start + WINDOW)
        stops = [*_STOP.finditer(text, start, end), *self._speech.finditer(text, start, end)]
        called = [Span(*one.span()) for one in _CALLED.finditer(text, start, end)]
        places = [stop.start() for stop in stops if not any(one.holds(Span(*stop.span())) for one in called)]
        return min(
            (
                at
                for at in places
                if not any(body.start < at < body.end for body, _ in paragraph.bodies.near(Span(at, at + 1)))
            ),
            default=end,
        )

    def _trimmed(self, text: str, span: Span) -> Span | None:
        """The part of a stretch that names a role, or None: no article, no clause before it, not too long."""
        span = trimmed(text, span)
        if article := _ARTICLE.match(text, span.start, span.end):
            span = Span(article.end(), span.end)
        # `The winner was X`.
        if copula := _COPULA.search(text, span.start, span.end):
            span = Span(span.start, copula.start())
        nouns = self._roles.finditer(text, span.start, span.end)
        noun = next((noun for noun in nouns if not self._is_of_house(text, noun)), None)
        if noun is None or _CUT_SHORT.search(text, span.start, span.end):
            return None
        # `the Project Co-ordinator's X` is no co-ordinator.
        if text[span.start : span.end].endswith(("’s", "'s")):
            return None
        # `On 6 October in Yerevan Armenian President`: what stands before the last such word is clause, not role;
        # so are lower-case words before the first capital or role noun.
        start = max((cut.end() for cut in _CLAUSE.finditer(text, span.start, noun.start())), default=span.start)
        # `A of the Ministry of Justice and Mayor X`; but `Trade and Industry Minister X`.
        start = noun.start() if _AND_BEFORE.search(text, start, noun.start()) else start
        # `A of the Port Authority and retired officer X`: the body is somebody else's.
        house = self._houses.search(text, start, noun.start())
        own = _AND_SMALL.search(text, start, noun.start()) if house else None
        start = own.end() if own else start
        starts = (
            token.start()
            for token in _TOKEN.finditer(text, start, span.end)
            if (token[0].lstrip('“"')[:1].isupper() and token[0].casefold() not in self._openers)
            or token[0] in _ADJECTIVES
            or token.start() >= noun.start()
        )
        first = next(starts, noun.start())
        # Small words up to a small noun belong to it where nothing but they stand there: `the human rights defender X`,
        # but not `in a video message Secretary General X`.
        if first == noun.start() and not own and text[first].islower() and _MODIFIERS.fullmatch(text, start, first):
            first = first if _PARTICIPLE.match(text, start, first) else start
        short_name = _SHORT_NAME.search(text, first, span.end)
        span = Span(first, short_name.start() if short_name and short_name.end() == span.end else span.end)
        return span if len(span.of(text).split()) <= _LONGEST_ROLE else None
