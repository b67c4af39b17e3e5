"""Where a role stands beside a name: before it, after it, or joined to it by a verb."""

import re
from collections.abc import Iterator

from graph.extract.charges import Charges
from graph.extract.lexicon import any_of
from graph.extract.names import Name
from graph.extract.paragraphs import Paragraph
from graph.extract.role_words import CALLED, LONGEST_WORD, SHORT_NAME, WINDOW, RoleWords
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
# `With Minister X, the Secretary General discussed the law`: what the next one did.
_ACTS = re.compile(r"the\s[^,.;]*?[^\W\d_]\s(?!called|named)[a-z]{2,}ed\s(?:the|an?|his|her|its|their|that)\s")
# Behind an apposition there is a comma before the verb: `Ambassador X, the Chairperson also visited` has none.
_VERB = re.compile(r"\s(?:also|then|will|was|were|is|are|has|have|had)\b")
# No article: `Special Representative of the Secretary General X` is X.
_OF_ANOTHER = re.compile(r"\s(?:to|for|of)\s(?P<own>(?:(?:former|then|late|acting|deputy)\s)*)$")
_OF_ANOTHER_OFFICE = re.compile(
    r"\s(?:to|for|of)\s(?:the\s(?=(?:former|then|late|slain|murdered|killed|jailed|imprisoned|detained)\s))?"
    r"(?P<own>(?:(?:former|then|late|slain|murdered|killed|jailed|imprisoned|detained)\s)*(?:[^\W\d_a-z][\w-]+\s)?)$"
)
# `X said`, not `X of Serbia`.
_VERB_AFTER = re.compile(r"\s(?!(?:of|for|in|to|at|on|and|from|with|who|or|as|by|that|the|a)\b)[a-z]")
# `the Prosecutor for Aliens, X`, `Finland’s Honorary Consul, X`.
_SOMEBODY_ELSE = re.compile(r"the\s|[^\W\d_a-z][\w-]*['’]s\s")
_AND = re.compile(r"and\s")
_ARTICLE = re.compile(r"\s*(?:(?:the|an?|its|his|her|their)\s)?")
# `one of the villagers and a former teacher`.
_OF_FIRST = re.compile(
    r"(?<=\w)\s(?:of|from|at|with)\s(?:[^,.;:]*?\sand\s(?=(?:the|its|his|her|their|an?)\s)|[^,.;:]*\sand\s)"
)
_COMMA = re.compile(r",\s+")
_AND_OFFICE = re.compile(r"\sand\s(?:the\s)?")
_OF_WHAT = re.compile(r"\s(?:of|for|to|at|in)\s")
_AGE = re.compile(r",\s+(?:aged\s+)?\d\d,\s+")
_HOME = re.compile(
    r"\s(?:of|from)\s(?:the\s)?[^\W\d_a-z][\w-]+(?:\s(?:(?:of|for|in)\s(?:the\s)?)?[^\W\d_a-z][\w-]+){0,5}(?=,)"
    r"|\s\([^()]{3,40}\)(?=,)"
)
# What follows is said of the same person, wherever that is from: `X from Rijeka, a former postman`.
_APPOSED = re.compile(r",\san?\s")
_COMMA_THE = re.compile(r",\s+(?:the\s+)?")
# `X, a retired crane operator,` says what somebody is without a noun that the lexicon knows.
_DESCRIPTION = re.compile(r"an?\s+(?:\d{1,2}-year-old\s)?(?P<role>[^\W\d_][\w’'-]*(?:\s+[\w’'-]+){0,11})")
_PREPOSITION = re.compile(r"\s(?:of|at|in|for|from|where|which|that|who|with|on)\s")
# How far before a name the role begins that a comma parts from it.
_INTRODUCED = 120


class Roles:
    """Finds the roles of a name by the words of the lexicon; what it yields are spans of the paragraph's text."""

    def __init__(self, reference: Reference, words: RoleWords) -> None:
        self._words, self._roles = words, words.nouns
        self._speech = any_of(reference.words("speech-verb"))
        adjectives = "|".join(word.lower() for word in reference.words("naming-adjective"))
        self._told_apart = re.compile(rf"(?:(?:{adjectives})\s)+{any_of(reference.words('role-noun')).pattern}$")
        self._organisation = any_of({*reference.words("organisation-noun"), *reference.words("kind-of-body")})
        # What stands before a name in `Foreign Minister X`, not in `Head of Incident Response`.
        self._held = re.compile(
            rf"(?:{any_of(reference.words('role-noun')).pattern}|(?-i:\b[^\W\d_a-z][\w’'-]*))\s$", re.IGNORECASE
        )
        # `the Minister of Justice, X`.
        self._introduced = re.compile(
            rf"(?<=the\s)(?:[\w-]+\s){{0,3}}?{any_of(reference.words('role-noun')).pattern}"
            rf"(?:\s(?:of|for|on|in|to|at|against)\s[^,.;:]{{1,80}})?,\s$",
            re.IGNORECASE,
        )
        # `A villager from Osh, X,`: where somebody is from cuts nothing.
        self._home = re.compile(
            rf"\b(?:[Aa]n?|[Aa]nother)\s(?:[\w-]+\s){{0,3}}?{any_of(reference.words('role-noun')).pattern}"
            r"(?P<home>\sfrom\s(?:the\s)?(?-i:[^\W\d_a-z])[\w-]+(?:\s[\w-]+){0,4},\s)$",
            re.IGNORECASE,
        )
        self._charges = Charges(reference)
        # `After talks with the Mayor, X said`: the mayor is somebody else, unless a comma follows the name.
        openers = "|".join(map(re.escape, reference.words("adverbial-opener")))
        self._aside = re.compile(
            rf"[“\"]?(?:{openers})\s(?:[^,.;:]*\s)?(?:with|to|from|by|of|for|after|before|like|[a-z]+ing)\s(?:(?:the|its|their)\s)?"
        )
        self._two = re.compile(rf"\sand\s(?:the|its|their)\s(?={self._roles.pattern})", re.IGNORECASE)
        self._objects = any_of(reference.words("verb-with-person"), r"\s")
        self._done_to = any_of(reference.words("verb-to-person"), r"\s")
        self._sent = frozenset(reference.words("envoy"))
        # `former US Ambassador X` is no ambassador any more.
        states = "|".join(map(re.escape, sorted(reference.demonyms(), key=len, reverse=True)))
        before = "|".join(map(re.escape, reference.words("role-modifier")))
        self._adjective = re.compile(rf"(?<![\w-])(?P<state>(?:(?:{before})\s)?(?:{states}))\s$", re.IGNORECASE)
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
        short = [Span(*one.span()) for one in SHORT_NAME.finditer(text, start, name.start)]
        short += [Span(*one.span()) for one in CALLED.finditer(text, start, name.start)]
        cuts = [cut for cut in cuts if not any(one.holds(cut) for one in short)]
        cuts = self._charges.without(text, cuts, start, name.start)
        if home := self._home.search(text, start, name.start):
            cuts = [cut for cut in cuts if not home.start("home") <= cut.start < name.start - len(", ")]
        end, apposed = name.start, False
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
            role = self._words.within(text, Span(joint.end(), stretch.end) if joint and own else stretch)
            # `the Head of the Mission and the Mayor of Osh, X`: she is the mayor.
            if role and (two := self._two.search(text, role.start, role.end)):
                role = Span(two.end(), role.end)
            if role and end == name.start:
                role = self._last(text, role)
            if role and end < name.start and self._is_apposed(paragraph, cut, role):
                return
            if role and end < name.start and self._is_of_aside(text, role, name):
                return
            # `with the Head of Mission, the outgoing Chairman, Minister X`: the first is somebody without a name.
            if role and text.endswith("the ", cut.end, role.start):
                if apposed:
                    return
                apposed = cut.of(text) == ","
            if role:
                yield role
            # What stands before `, and the mayor X` or `, condemned the attack on reporter X` is somebody else's.
            apart = not role or not _ARTICLE.fullmatch(text, cut.end, role.start)
            if cut.of(text) != "," or (stretch.start < stretch.end and apart) or joint:
                return
            end = cut.start

    def posted(self, paragraph: Paragraph, name: Name) -> Span | None:
        """`US Ambassador X`: the office of whoever a State has sent, with the adjective of the State."""
        text = paragraph.text
        if name.honorific is None or name.honorific.of(text) not in self._sent:
            return None
        state = self._adjective.search(text, max(paragraph.span.start, name.start - WINDOW), name.start)
        return Span(state.start("state"), name.honorific.end) if state else None

    def each(self, paragraph: Paragraph, role: Span) -> list[Span]:
        """The two offices that `and` joins: `Ambassador of Norway and Chairperson of the Council`.

        `Representative and Co-ordinator for Roads` is one, and so is what stands within a body's name.
        """
        text = paragraph.text
        for joint in _AND_OFFICE.finditer(text, role.start, role.end):
            at = Span(*joint.span())
            left, right = Span(role.start, at.start), Span(at.end, role.end)
            if any(body.holds(at) for body, _ in paragraph.bodies.near(at)):
                continue
            noun = self._roles.search(text, right.start, right.end)
            if noun is None or not self._roles.search(text, left.start, left.end):
                continue
            words = text[right.start : noun.start()].split()
            own = all(word[0].isupper() for word in words) or not words
            whole = _OF_WHAT.search(text, left.start, left.end) or (
                len(left.of(text).split()) > 1 and not _OF_WHAT.search(text, right.start, right.end)
            )
            if own and (whole or left.of(text).endswith("in-Office")):
                return [left, right]
        return [role]

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
        return not self._held.search(text, max(paragraph.span.start, first.start - LONGEST_WORD), first.start)

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
        stop = self._words.stop(paragraph, self._charges.end(text, opening.end(), end))
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
            if not self._is_thing(words.of(text)):
                yield words
            return
        if self._is_subject(paragraph, name, Span(opening.end(), stop)):
            return
        role = self._words.opening(text, Span(opening.end(), stop))
        if role is None or self._is_next_ones(paragraph, name, opening.end(), role):
            return
        more = _COMMA_THE.match(text, stop, end)
        if more and text[more.end()].isupper() and not paragraph.bodies.within(role):
            further = trimmed(text, Span(more.end(), self._words.stop(paragraph, more.end())))
            if self._is_body(paragraph, further):
                role = Span(role.start, further.end)
        yield role

    def describes_body(self, paragraph: Paragraph, name: Name) -> bool:
        """Whether what stands behind a name says that it is a body's: `Rijeka List, a foundation which pays`."""
        opening = _COMMA.match(paragraph.text, name.span.end, paragraph.span.end)
        described = opening and _DESCRIPTION.match(paragraph.text, opening.end(), paragraph.span.end)
        return described is not None and self._is_thing(described["role"])

    def _is_thing(self, description: str) -> bool:
        """Whether a description is that of a body or a place: `a regional centre`."""
        head = _PREPOSITION.split(description, maxsplit=1)[0]
        return self._organisation.search(head) is not None and not self._roles.search(head)

    def _is_subject(self, paragraph: Paragraph, name: Name, role: Span) -> bool:
        """Whether a verb follows what stands after a name: `In a letter to Minister X, the Representative asked`."""
        text, end = paragraph.text, paragraph.span.end
        follows = text[role.end : role.end + 2].isalpha() or _VERB.match(text, role.end)
        follows = follows or _ACTS.match(text, role.start, role.end)
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
        near = paragraph.names.near(Span(comma.end(), comma.end() + LONGEST_WORD))
        # `the chief prosecutor, B`, `the chief prosecutor, Deputy Minister B`.
        follows = any(
            other.start == comma.end()
            or ("," not in text[comma.end() : other.start] and self._held.search(text, comma.end(), other.start))
            for other in near
        )
        return follows and (self._is_introduced(paragraph, name) or self._is_titled(paragraph, name))

    def _is_titled(self, paragraph: Paragraph, name: Name) -> bool:
        """Whether a role stands right before a name, and no honorific: `Prime Minister X`."""
        before = next(self.before(paragraph, name), None) if name.honorific is None else None
        return before is not None and before.end == name.span.start - 1

    def _is_introduced(self, paragraph: Paragraph, name: Name) -> bool:
        """Whether a role stands before a name, parted from it by a comma: `the Minister of Justice, X`."""
        start = max(paragraph.span.start, name.start - _INTRODUCED)
        return self._introduced.search(paragraph.text, start, name.start) is not None

    def _is_body(self, paragraph: Paragraph, span: Span) -> bool:
        """Whether the stretch begins with an organisation rather than with the next person."""
        if paragraph.names.near(span):
            return False
        known = any(span.start <= body.start <= span.start + 5 for body, _ in paragraph.bodies.near(span))
        return known or self._organisation.search(paragraph.text, span.start, span.end) is not None
