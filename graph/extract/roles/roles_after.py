"""Where a role stands behind a name: `X, Head of the OSCE Mission to Serbia,` or `X, a retired crane operator,`."""

import re
from collections.abc import Iterator

from graph.extract.grammar.paragraphs import Paragraph
from graph.extract.names.names import Name
from graph.extract.roles.charges import Charges
from graph.extract.roles.role_words import AGE, LISTED, LONGEST_WORD, WINDOW, RoleWords
from graph.extract.roles.roles_before import RolesBefore
from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import Pattern, compiled
from graph.text import Span, sentence_around, trimmed
from graph.vocabularies.reference import Reference

# `With Minister X, the Secretary General discussed the law`: what the next one did.
_ACTS = re.compile(r"the\s[^,.;]*?[^\W\d_]\s(?!called|named)[a-z]{2,}ed\s(?:the|an?|his|her|its|their|that)\s")
# What may follow an office and is no verb.
_NO_VERB = (
    r"(?:of|for|to|in|on|at|from|with|and|or|who|which|that|as|by|under|against|responsible|elect|designate|emeritus|"
    r"now|then|there|here|also|[a-z]+ing)"
)
# `Ms. X, will chair a commission`, `X of Norway, will each chair a session`: what follows is what they do.
_PREDICATE = re.compile(r"(?:will|would|shall|should|can|could|may|might|must|was|were|is|are|has|have|had|did|does)\b")
# Behind an apposition there is a comma before the verb: `Ambassador X, the Chairperson also visited` has none.
_VERB = re.compile(r"\s(?:also|then|will|was|were|is|are|has|have|had)\b")
# `the Prosecutor for Aliens, X`, `his deputy, X`, `Finland’s Honorary Consul, X`.
_SOMEBODY_ELSE = re.compile(r"(?:the|(?P<one>an?)|his|her|their|its)\s|[^\W\d_a-z][\w-]*['’]s\s")
# `According to X, a teacher had told him`: it was a teacher who did.
_ACCORDING = compiled(r"\b[Aa]ccording\sto\s(?:[^,.;:]{0,60}\s)?$")
_SOURCE_LONGEST = 80
# `She presented, together with X from Osh, a casebook of disputes`: what two people did, and not what X is.
_TOGETHER = compiled(r"(?<=[a-z]),\s(?:together|along|jointly)\swith\s(?:[^,.;:]{0,60}\s)?$")
# `X, a 23-year-old from Osh`.
_FROM_WHERE = re.compile(r"(?:from|of|in|at)\s")
# `X, until 2007 Minister of Labour`.
_UNTIL = r"until\s(?:the\send\sof\s)?(?:last\s\w+|(?:[A-Z]\w+\s)?\d{4})"
_COMMA = re.compile(r",\s+")
# `Ana Belková MP, head of the delegation,`.
_MEMBER = re.compile(r"\s(?P<role>MP|MEP|MSP)(?![\w-])")
_HOME = re.compile(
    r"\s(?:of|from)\s(?:the\s)?[^\W\d_a-z][\w-]+(?:\s(?:(?:of|for|in)\s(?:the\s)?)?[^\W\d_a-z][\w-]+){0,5}(?=,)"
    r"|\s\([^()]{3,40}\)(?=,)"
)
# What follows is said of the same person, wherever that is from: `X from Rijeka, a former postman`.
_APPOSED = re.compile(r",\san?\s")
_OFFICE = re.compile(r",\s(?:(?:[Aa]cting|[Dd]eputy)\s)?[^\W\d_a-z][\w-]*(?:\s[^\W\d_a-z][\w-]*)*\s(?:of|for|at|in)\s")
_COMMA_THE = re.compile(r",\s+(?:the\s+)?")
# `X, a retired crane operator,` says what somebody is without a noun that the lexicon knows.
_DESCRIPTION = re.compile(r"an?\s+(?:\d{1,2}-year-old\s)?(?P<role>[^\W\d_][\w’'-]*(?:\s+[\w’'-]+){0,17})")
_LOOSE = re.compile(r"\s(?:and|or|there)$")
_PREPOSITION = re.compile(
    r"\s(?:of|at|in|for|from|where|which|that|who|with|on|to|against|between|among|about|by|into|entitled|called)\s"
)


class RolesAfter:
    """Finds them by the words of the lexicon; what it yields are spans of the paragraph's text."""

    def __init__(self, reference: Reference, words: RoleWords, before: RolesBefore) -> None:
        """`before` tells who has a role already where another one may begin."""
        self._words, self._roles, self._before = words, words.nouns, before
        self._organisation = any_of({*reference.words("organisation-noun"), *reference.words("kind-of-body")})
        # `He signed, with the Mayor, X, a memorandum of understanding`: what was signed.
        self._matter = any_of((*reference.words("thing-not-somebody"), *reference.words("event-noun")), "$")
        self._charges = Charges(reference)
        once = any_of(reference.words("past-adverb"), "").pattern
        self._adverb = re.compile(
            rf"(?:(?P<once>{once}|{_UNTIL})|{any_of(reference.words('time-adverb'), '').pattern})\s", re.IGNORECASE
        )
        others = any_of((*reference.words("office-beside"), "counterpart")).pattern
        self._beside = re.compile(rf"(?:his|her|their)\s(?:[\w-]+\s){{0,2}}?{others}", re.IGNORECASE)
        # `With Minister X, the Chairperson-in-Office offered to send his envoy, Y`.
        resolved = any_of(reference.words("resolving-verb"), "").pattern
        self._resolves = re.compile(rf"the\s[^,.;]*?\s{resolved}\sto\s[a-z]")
        # `At the Centre, headed by X, the Chairperson met activists`: behind such an opening a subject has to come.
        openers = "|".join(map(re.escape, reference.words("adverbial-opener")))
        self._opener = re.compile(rf"[“\"]?(?:{openers})\s")
        self._led = any_of(reference.words("led-by"), r"\s(?-i:(?:[^\W\d_a-z][\w.-]*\s)*)$")
        small = words.nouns.pattern
        self._small = re.compile(rf",\s(?:[a-z]+\s)?(?=[a-z])(?i:{small})(?:\s(?:since|of|at|in|for)\s|,)")
        charge = r"(?:\s(?:of|for|to|in|on)\s(?:the\s)?[^\W\d_a-z][\w-]*(?:\s[^\W\d_a-z][\w-]*)*)*"
        self._main = re.compile(
            rf"the\s[^,.;]*?(?i:{words.nouns.pattern}){charge}\s(?!{_NO_VERB}\s|(?i:{words.nouns.pattern}))[a-z]+(?:\s|$)"
        )
        # `X, whose son Ivo was there`, `X, his wife Ana and their daughter`: what somebody else is to X.
        kin = any_of(reference.words("kin-noun"), "").pattern
        self._anothers = re.compile(rf"whose\s|(?:his|her|their)\s(?:[a-z]+\s)?{kin}(?:\s[^\W\d_a-z]|\sand\s)")

    def find(self, paragraph: Paragraph, name: Name) -> Iterator[Span]:
        """`X, Head of the OSCE Mission to Serbia,` with the body that may follow after one more comma."""
        text, end = paragraph.text, min(paragraph.span.end, name.span.end + WINDOW)
        if member := _MEMBER.match(text, name.span.end, end):
            yield Span(*member.span("role"))
        # `X of Sweden, the Assembly's rapporteur`.
        home = _HOME.match(text, name.span.end, end)
        known = home and (
            paragraph.countries.near(Span(*home.span()))
            or _APPOSED.match(text, home.end())
            or self._heads(text, home.end(), end)
            # `X of the Norwegian Army, Head of the Planning Group,`.
            or (_OFFICE.match(text, home.end(), end) and self._organisation.search(text, *home.span()))
        )
        begin = home.end() if home and known else member.end() if member else name.span.end
        opening = AGE.match(text, begin, end) or _COMMA.match(text, begin, end)
        if not opening:
            return
        # `X, formerly a producer with the Valley Radio`: what is over is told with the word that says so.
        adverb = self._adverb.match(text, opening.end(), end)
        for role in self._opening(paragraph, name, adverb or opening, end):
            yield Span(adverb.start(), role.end) if adverb and adverb["once"] else role

    def _heads(self, text: str, start: int, end: int) -> bool:
        """Whether a small office follows: `X of Rijeka, deputy mayor since 2010`, not `, teacher training`."""
        return self._small.match(text, start, end) is not None

    def _opening(self, paragraph: Paragraph, name: Name, opening: re.Match[str], end: int) -> Iterator[Span]:
        """The role that stands behind the comma, or behind an adverb after it."""
        text = paragraph.text
        if self._anothers.match(text, opening.end(), end) or _PREDICATE.match(text, opening.end(), end):
            return
        stop = self._words.stop(paragraph, self._charges.end(paragraph, opening.end(), end))
        # `President A, Foreign Minister B`: what the next name is part of belongs to the next name.
        described = _DESCRIPTION.match(text, opening.end(), stop)
        others = paragraph.names.near(Span(opening.end(), stop))
        next_one = next((one for one in others if self._is_titled(paragraph, one, opening.end())), None)
        if not described and next_one:
            # `A, spokesman of Foreign Minister B`: the beginning is what A is.
            role = self._words.opening(text, Span(opening.end(), next_one.start))
            chief = self._before.last(text, role) if role else None
            if role and chief != role and chief and text[chief.start].isupper():
                yield role
            return
        if description := _DESCRIPTION.fullmatch(text, opening.end(), stop):
            # `Lake Kul, a regional centre,` is no person.
            words = Span(*description.span("role"))
            # `X, a Swede and, at 84, the oldest`, `X, an archivist there`.
            rest = _LOOSE.search(text, words.start, words.end)
            words = Span(words.start, rest.start()) if rest else words
            if not (
                self._is_headed(self._organisation, words.of(text))
                or self._is_headed(self._matter, words.of(text))
                or self._is_anothers(paragraph, name, words)
                or self._is_next_ones(paragraph, name, opening.end(), words)
            ):
                yield words
            return
        if self._is_subject(paragraph, name, Span(opening.end(), stop)):
            return
        role = self._words.opening(text, Span(opening.end(), stop))
        if role is None or self._is_next_ones(paragraph, name, opening.end(), role):
            return
        # `attended by the Mayor, X, the imam of the mosque and about 70 women`: the imam came too.
        listed = text.startswith("the ", opening.end()) and LISTED.match(text, role.end, end)
        if listed and self._before.is_introduced(paragraph, name):
            return
        more = _COMMA_THE.match(text, stop, end)
        if more and text[more.end()].isupper() and not paragraph.bodies.within(role):
            further = trimmed(text, Span(more.end(), self._words.stop(paragraph, more.end())))
            if self._is_body(paragraph, further):
                role = Span(role.start, further.end)
        yield role

    def _is_titled(self, paragraph: Paragraph, name: Name, since: int) -> bool:
        """Whether an honorific, or a word of office that does not stand before `since`, is right before a name."""
        return name.honorific is not None or self._before.is_held(paragraph, name, since)

    def describes_body(self, paragraph: Paragraph, name: Name) -> bool:
        """Whether what stands behind a name says that it is a body's: `Rijeka List, a foundation which pays`."""
        opening = _COMMA.match(paragraph.text, name.span.end, paragraph.span.end)
        described = opening and _DESCRIPTION.match(paragraph.text, opening.end(), paragraph.span.end)
        return described is not None and self._is_headed(self._organisation, described["role"])

    def _is_headed(self, nouns: Pattern, description: str) -> bool:
        """Whether one of the nouns, and no role, heads a description: `a regional centre`, `a list of demands`."""
        head = _PREPOSITION.split(description, maxsplit=1)[0]
        return nouns.search(head) is not None and not self._roles.search(head)

    def _is_anothers(self, paragraph: Paragraph, name: Name, words: Span) -> bool:
        """Whether a description is none of the one named before it: where that is from, or who did what is told."""
        text, start = paragraph.text, max(paragraph.span.start, name.start - _SOURCE_LONGEST)
        source = _ACCORDING.search(text, start, name.start) and text[words.end : words.end + 1] == " "
        together = _TOGETHER.search(text, start, name.start)
        head = _PREPOSITION.split(words.of(text), maxsplit=1)[0]
        done = together is not None and self._roles.search(head) is None
        return bool(source or done or _FROM_WHERE.match(text, words.start))

    def _is_subject(self, paragraph: Paragraph, name: Name, role: Span) -> bool:
        """Whether a verb follows what stands after a name: `In a letter to Minister X, the Representative asked`."""
        text, end = paragraph.text, paragraph.span.end
        follows = text[role.end : role.end + 2].isalpha() or _VERB.match(text, role.end)
        follows = follows or _ACTS.match(text, role.start, role.end) or self._resolves.match(text, role.start, role.end)
        if not text.startswith("the ", role.start) or role.end >= end:
            return False
        if not follows and not self._opens_sentence(paragraph, name, role):
            return False
        held = name.honorific is not None or self._before.is_held(paragraph, name)
        return held or self._before.is_introduced(paragraph, name) or self._is_led(paragraph, name)

    def _opens_sentence(self, paragraph: Paragraph, name: Name, role: Span) -> bool:
        """Whether a sentence begins with an adverbial that a name ends, and what follows has a verb of its own."""
        start = max(paragraph.span.start, sentence_around(paragraph.text, name.span).start)
        opens = self._opener.match(paragraph.text, start, name.start)
        return opens is not None and self._main.match(paragraph.text, role.start, role.end) is not None

    def _is_led(self, paragraph: Paragraph, name: Name) -> bool:
        """Whether a name ends an aside that says who leads something: `the Centre, headed by X`."""
        return self._led.search(paragraph.text, max(paragraph.span.start, name.start - WINDOW), name.start) is not None

    def _is_next_ones(self, paragraph: Paragraph, name: Name, start: int, role: Span) -> bool:
        """Whether a role is that of the name behind it: `the Minister of Justice, A, the chief prosecutor, B, and`."""
        text, comma = paragraph.text, _COMMA.match(paragraph.text, role.end, paragraph.span.end)
        else_ones = _SOMEBODY_ELSE.match(text, start)
        if not comma or not else_ones:
            return False
        # `Foreign Minister A, her counterpart, and the Ambassador, B`: nobody is one's own counterpart.
        if self._beside.match(text, start) and self._has_one(paragraph, name):
            return True
        near = paragraph.names.near(Span(comma.end(), comma.end() + LONGEST_WORD))
        # `the chief prosecutor, B`, `the chief prosecutor, Deputy Minister B`.
        follows = any(
            (other.start == comma.end() and (not else_ones["one"] or self._before.is_listed(paragraph, other)))
            or ("," not in text[comma.end() : other.start] and self._before.is_held(paragraph, other, comma.end()))
            for other in near
        )
        return follows and self._has_one(paragraph, name)

    def _has_one(self, paragraph: Paragraph, name: Name) -> bool:
        """Whether a role stands before a name, right before it or parted from it by a comma."""
        return self._before.is_introduced(paragraph, name) or self._before.is_titled(paragraph, name)

    def _is_body(self, paragraph: Paragraph, span: Span) -> bool:
        """Whether the stretch begins with an organisation rather than with the next person."""
        if paragraph.names.near(span):
            return False
        known = any(span.start <= body.start <= span.start + 5 for body, _ in paragraph.bodies.near(span))
        return known or self._organisation.search(paragraph.text, span.start, span.end) is not None
