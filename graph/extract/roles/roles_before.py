"""Where a role stands before a name: right before it, or parted from it by a comma."""

import re
from collections.abc import Iterator

from graph.extract.grammar.paragraphs import Paragraph
from graph.extract.names.name_context import is_nobody
from graph.extract.names.names import Name
from graph.extract.roles.charges import Charges
from graph.extract.roles.posted import Posted
from graph.extract.roles.role_words import CALLED, LONGEST_WORD, SHORT_NAME, WINDOW, RoleWords
from graph.extract.words.lexicon import any_of, longest_first
from graph.extract.words.patterns import compiled
from graph.text import Span, sentence_around, trimmed
from graph.vocabularies.reference import Reference

# Where a role can begin at the earliest: not within `Commissioner for Protection from Discrimination`.
_BREAK = re.compile(
    r"[,;:!?()\"“”]|\.(?!(?<=\bNo\.)\s\d)(?!(?<=\bU\.)[KNS]\.)(?<!\bU\.[KNS]\.)|\s[-–—]\s"
    r"|\b(?:by|with|that|(?<!rotection\s)(?<!reedom\s)(?<!elegation\s)from|when|where|while|between|including|thanked|met|also|as)\s"
    # `the Chairman-in-Office will meet President X`, `in May and of presenter X`.
    r"|\b(?:will|would|shall|may|quoted|quotes|today|yesterday|tomorrow)\s|\band\s(?:of|for|to|at|in|on|against)\s"
    # `became Chair following the resignation of MP X`, `students from Moldova alongside Minister X`, `She is MP X`.
    r"|\b(?:following(?!\sup\b)|alongside|after|since|during|until|despite|instead\sof|[Ss]he|[Hh]e|[Tt]hey|[Ww]e)\s"
    r"|(?<!War\s)\bI(?:\s(?=[a-z])|[’'](?:ve|d|m|ll)\s)"  # `I commend President X`
    r"|\b(?:before|beside|besides|because|over|in\splace\sof)\s|\bunder\s(?!the\s)"
    # `The Ombudsman took the Chair`, `students sang`: what somebody did.
    r"|(?<![\w-])(?:took|won|chose|gave|made|held|saw|told|sent|came|went|became|began|spoke|wrote|brought(?:\stogether)?|heard|sang|flew)\s"
    # `representatives of the court, among them its president X`.
    r"|\bamong\s(?:them|whom|others)[,:]?\s"
    # `awarded to teacher X` is a break, `Special Representative to Armenia, X` is none.
    r"|\bto\s(?!(?:the\s)?[A-Z])"
)
# No article: `Special Representative of the Secretary General X` is X.
_OF_ANOTHER = re.compile(r"\s(?:to|for|of)\s(?P<own>(?:(?:former|then|late|acting|deputy)\s)*)$")
_OF_ANOTHER_OFFICE = re.compile(
    r"\s(?:to|for|of)\s(?:the\s(?=(?:former|then|late|slain|murdered|killed|jailed|imprisoned|detained)\s))?"
    r"(?P<own>(?:(?:former|then|late|slain|murdered|killed|jailed|imprisoned|detained)\s)*(?:[^\W\d_a-z][\w-]+\s)?)$"
)
# `X said`, not `X of Serbia`.
_VERB_AFTER = re.compile(r"\s(?!(?:of|for|in|to|at|on|and|from|with|who|or|as|by|that|the|a)\b)[a-z]")
_AND, _ARTICLE = re.compile(r"and\s"), re.compile(r"\s*(?:(?:the|an?|its|his|her|their)\s)?")
# `one of the villagers and a former teacher`.
_OF_FIRST = re.compile(
    r"(?<=\w)\s(?:of|from|at|with)\s(?:[^,.;:]*?\sand\s(?=(?:the|its|his|her|their|an?)\s)|[^,.;:]*\sand\s)"
)
# `spokesman of UN High Commissioner for Human Rights X`: no article, so X is the commissioner.
_OF_CHIEF = re.compile(r"\s(?:to|for|of)\s(?P<own>(?:[^\W\d_a-z][\w’'.-]*\s){0,4})")
# `A of Rijeka, an expert on roads, B`.
_APPOSED = re.compile(
    r"(?:\s(?:of|from)\s(?:the\s)?[^\W\d_a-z][\w-]+(?:\s[^\W\d_a-z][\w-]+){0,3}(?=,\san?\s))?,\s+(?P<one>an?\s)?"
)
_HOME_LONGEST = _OWNED_LONGEST = 60
# `A, the head of the archive, Ambassador B and C`: in a list whose first has nothing before the name.
_APPOSED_THE = re.compile(r",\sthe\s")
_LIST_GOES_ON = re.compile(r"(?:\s(?:of|from)\s(?:the\s)?[^\W\d_a-z][\w-]+)?\sand\s(?!(?:his|her|their)\s)")
_THE = re.compile(r"\b(?:[Tt]he|[Aa]n?)\s$")
# `The head of the jury was X's deputy, Y`: Y heads it.
_IS, _OWNS = re.compile(r"\s(?P<is>was|were|is|are)\s(?:(?:the\s)?[^\W\d_a-z][\w.]*\s){0,3}$"), re.compile(r"[’']s?\s")
# A small participle between capitals: `the Mission showed Mayor X`.
_DONE = re.compile(r"(?<!\w)[^\W\d_a-z][\w’'-]*\s[a-z]{2,}ed(?:\s(?=[^\W\d_a-z])|$)")
_DONE_BY_STATE = re.compile(r"\s[a-z]{2,}ed\s")
# How far before a name the role begins that a comma parts from it.
_INTRODUCED = 120


class RolesBefore:
    """Finds them by the words of the lexicon; what it yields are spans of the paragraph's text."""

    def __init__(self, reference: Reference, words: RoleWords) -> None:
        self._words, self._roles = words, words.nouns
        role = any_of(reference.words("role-noun")).pattern
        adjectives = "|".join(word.lower() for word in reference.words("naming-adjective"))
        self._told_apart = re.compile(rf"(?:(?:{adjectives})\s)+{role}$")
        # What stands before a name in `Foreign Minister X`, not in `Head of Incident Response`.
        self._held = re.compile(rf"(?:{role}|(?-i:\b[^\W\d_a-z][\w’'-]*))\s$", re.IGNORECASE)
        # `the Minister of Justice, X`, `Norway’s Governor (Bashkan) and Special Envoy, X`, `his counterpart, X`.
        office = rf"(?:[\w’'-]+\s){{0,3}}?{role}(?:\s\([^()]{{1,40}}\))?"
        of_what = r"(?:\s(?:of|for|on|in|to|at|against)\s(?:[^,.;:]|(?<=\bNo)\.(?=\s\d)){1,80})?"  # `of School No. 5`
        self._introduced = re.compile(
            rf"(?:(?<=the\s)|(?<=\ba\s)|(?<=\ban\s)|(?<=['’]s\s)|(?<=its\s)|(?<=his\s)|(?<=her\s)|(?<=their\s))"
            rf"{office}{of_what}(?:\sand\s{office}{of_what})?,\s$",
            re.IGNORECASE,
        )
        regions = "|".join((*reference.words("small-region"), *reference.words("small-place")))
        kinds, houses = (longest_first(reference.words(kind)) for kind in ("kind-of-body", "organisation-noun"))
        house = rf"(?-i:(?:[^\W\d_a-z][\w-]*\s){{1,4}}(?:{houses}))"
        # `A villager from Osh, X,`: where somebody is from cuts nothing.
        self._home = compiled(
            rf"\b(?:[Aa]n?|[Aa]nother)\s(?:[\w-]+\s){{0,3}}?{role}(?:\sof\s(?:the\s)?[\w-]+)?"
            r"(?P<home>\sfrom\s(?:(?:the\s)?(?-i:[^\W\d_a-z])[\w-]+(?:\s[\w-]+){0,4}(?:\s\([A-Z][\w-]{1,9}\))?"
            # `a member of parliament from the region, X,`.
            rf"|(?:the|his|her|their|an?)\s(?:[a-z]+\s)?(?:{regions})),\s"
            # `a reporter with the newspaper Blue Fern, X`.
            rf"|\swith\s(?:the|an?)\s(?:(?:[\w-]+\s)?(?:{kinds})(?:\s(?-i:[^\W\d_a-z])[\w-]*){{1,4}}|{house}),\s)$",
            re.IGNORECASE,
        )
        self._charges = Charges(reference)
        # `After talks with the Mayor, X said`: the mayor is somebody else, unless a comma follows the name.
        openers = "|".join(map(re.escape, reference.words("adverbial-opener")))
        self._aside = re.compile(
            rf"[“\"]?(?:{openers})\s(?:[^,.;:]*\s)?(?:with|to|from|by|of|for|after|before|like|[a-z]+ing)\s(?:(?:the|its|their)\s)?"
        )
        self._behind = re.compile(rf",\s(?!and\s)(?:(?:the|an?|its)\s)?(?:[\w-]+\s){{0,3}}?{role}", re.IGNORECASE)
        # `his counterpart and the German Foreign Minister, X`: two offices, each with its article, are of two people.
        self._two = re.compile(
            rf"\sand\s(?:the|its|their)\s(?=(?:[\w’'-]+\s){{0,3}}?{self._roles.pattern})", re.IGNORECASE
        )
        # `the Chair passed to Belgian Senator X`, `Special Representative to Armenia, X`.
        self._to_nation = re.compile(rf"\bto\s(?=(?:{longest_first(reference.demonyms())})\s)")
        self.posted = Posted(reference)
        self._objects = any_of(reference.words("verb-with-person"), r"\s")
        self._done_to = any_of(reference.words("verb-to-person"), r"\s")

    def find(self, paragraph: Paragraph, name: Name) -> Iterator[Span]:
        """`OSCE spokesperson X`, `the Head of the Mission, Ambassador X`; `The head of the jury is Y's deputy X`."""
        if owner := self._owner(paragraph, name):
            yield from self._beside(paragraph, owner)
        for role in self._beside(paragraph, name):
            # `The chair was X's predecessor Y`: X is not the chair.
            owns = _OWNS.match(paragraph.text, name.span.end, paragraph.span.end)
            if owns and _IS.match(paragraph.text, role.end, name.start):
                return
            yield role

    def _owner(self, paragraph: Paragraph, name: Name) -> Name | None:
        """The words `Mr. X` before `'s predecessor Y`, from a verb on that says what Y is."""
        text, start = paragraph.text, max(paragraph.span.start, name.start - _OWNED_LONGEST)
        *_, other = [None, *paragraph.names.within(Span(start, name.start))]
        owns = _OWNS.match(text, other.span.end, name.start) if other else None
        if other is None or owns is None or not self._roles.search(text, owns.end(), name.start):
            return None
        verb = _IS.search(text, max(paragraph.span.start, other.span.start - _OWNED_LONGEST), other.span.start)
        return Name(Span(verb.end("is") + 1, other.span.end), None) if verb else None

    def _beside(self, paragraph: Paragraph, name: Name) -> Iterator[Span]:
        """`OSCE spokesperson X`, `the Head of the Mission, Ambassador X` and two roles joined by a comma."""
        text, start = paragraph.text, max(paragraph.span.start, name.start - WINDOW)
        cuts = [Span(*cut.span()) for cut in _BREAK.finditer(text, start, name.start)]
        cuts += self._words.said(text, start, name.start)
        # `appointed X` is a break, `the designated Head, X` is none.
        objects = self._objects.finditer(text, start, name.start)
        cuts += [
            Span(*cut.span()) for cut in objects if not _THE.search(text, max(start, cut.start() - 4), cut.start())
        ]
        cuts += [Span(*cut.span()) for cut in self._to_nation.finditer(text, start, name.start)]
        cuts += [other.span for other in paragraph.names.within(Span(start, name.start)) if not is_nobody(text, other)]
        # A comma inside a structure's own name does not cut.
        cuts = [cut for cut in cuts if not any(body.holds(cut) for body, _ in paragraph.bodies.near(cut))]
        # `the Mission to Ukraine (SMM), Ambassador X`: a short name in brackets cuts nothing.
        short = [Span(*one.span()) for one in SHORT_NAME.finditer(text, start, name.start)]
        short += [Span(*one.span()) for one in CALLED.finditer(text, start, name.start)]
        cuts = [cut for cut in cuts if not any(one.holds(cut) for one in short)]
        cuts = self._charges.without(paragraph, cuts, start, name.start)
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
            if role and end == name.start:
                role = self._with_body(paragraph, self._behind_states(paragraph, role))
            # `the Head of the Mission and the Mayor of Osh, X`: she is the mayor.
            # `The Director of the Academy awarded Colonel X`.
            if role and end == name.start and (done := self._done(text, role)):
                if done.end() == role.end:
                    return
                role = Span(done.end(), role.end)
            if role and (two := self._two.search(text, role.start, role.end)):
                role = Span(two.end(), role.end)
            if role and end == name.start:
                role = self.last(text, role)
            if role and end < name.start and self._is_apposed(paragraph, cut, role, name):
                return
            if role and end < name.start and self._is_of_aside(paragraph, role, name):
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
            # `the Head of the Mission, German Colonel X`: where somebody is from parts nothing.
            apart = apart and not (end == name.start and self.posted.is_nation(paragraph, name, stretch))
            if cut.of(text) != "," or (stretch.start < stretch.end and apart) or joint:
                return
            end = cut.start

    def _with_body(self, paragraph: Paragraph, role: Span | None) -> Span | None:
        """The role from the beginning of the structure that it begins within: `OSCE Mission to Moldova Deputy Head`."""
        near = paragraph.bodies.near(role) if role else []
        body = next((at for at, _ in near if role and at.start < role.start < at.end < role.end), None)
        return Span(body.start, role.end) if role and body else role

    def _behind_states(self, paragraph: Paragraph, role: Span) -> Span | None:
        """The role behind States with which no office begins: `Sweden and Norway briefed Minister`."""
        text, states = paragraph.text, [at for at, _ in paragraph.countries.within(role)]
        if not states or states[0].start != role.start:
            return role
        last = 0
        while last + 1 < len(states) and text[states[last].end : states[last + 1].start] in (
            " and ",
            ", ",
            " and the ",
        ):
            last += 1
        done = _DONE_BY_STATE.match(text, states[last].end, role.end)
        if last == 0 and done is None:
            return role
        return self._words.within(text, Span(done.end() if done else states[last].end, role.end))

    def _done(self, text: str, role: Span) -> re.Match[str] | None:
        """The verb in `Head of the Mission showed Mayor`: who did it is somebody else."""
        first = self._roles.search(text, role.start, role.end)
        return _DONE.search(text, first.start(), role.end) if first else None

    def last(self, text: str, role: Span) -> Span:
        """Of `adviser to President X` and `the case of journalist X` what X is: the other role is somebody else's."""
        nouns = list(self._roles.finditer(text, role.start, role.end))
        # `spokesman of High Commissioner for Roads X`: what X is goes on behind its noun.
        if len(nouns) > 1 and text[role.start].islower():
            chief = _OF_CHIEF.fullmatch(text, nouns[0].end(), nouns[1].start())
            if chief and nouns[-1].end() != role.end:
                return Span(chief.start("own"), role.end)
        if not nouns or nouns[-1].end() != role.end:
            return role
        # `the widow of Foreign Minister X`, but `Ministry of Interior Inspector X`.
        of_another = _OF_ANOTHER_OFFICE if text[role.start].islower() else _OF_ANOTHER
        before = of_another.search(text, role.start, nouns[-1].start())
        return Span(before.start("own"), role.end) if before else role

    def _is_apposed(self, paragraph: Paragraph, cut: Span, role: Span, name: Name) -> bool:
        """Whether the role between two names belongs to the first: `A, head of the Valley Fund, Professor B`.

        Not where the first has a role before it, or this one its article.
        """
        text, near = paragraph.text, paragraph.names.near(Span(max(0, cut.start - _HOME_LONGEST), cut.end))
        first = next((one for one in reversed(near) if one.span == cut or one.span.end <= cut.start), None)
        # `A, the Head of Mission, Mr. B`: the article begins what the next one is; `A, an expert, B` is none of it.
        apposed = first and _APPOSED.fullmatch(text, first.span.end, role.start)
        if first and _APPOSED_THE.fullmatch(text, first.span.end, role.start):
            return self._is_first_ones(paragraph, first, name)
        if first is None or not apposed:
            return False
        has_one = self.is_introduced(paragraph, first) or self.is_held(paragraph, first)
        return not has_one or (apposed["one"] is not None and not self.is_listed(paragraph, name))

    def _is_first_ones(self, paragraph: Paragraph, first: Name, name: Name) -> bool:
        """Whether a role with its article between two names is that of the first: the list goes on without a comma.

        `by A, the head of the archive, Deputy Mayor B and C`; in `the Mayor, A, the Head of Mission, Colonel B and C`
        it may be either's, as in `After talks with A, the Head of Mission, Colonel B and C left`.
        """
        text = paragraph.text
        if first.honorific or not _LIST_GOES_ON.match(text, name.span.end, paragraph.span.end):
            return False
        if self.is_introduced(paragraph, first) or self.is_held(paragraph, first):
            return False
        start = max(paragraph.span.start, sentence_around(text, first.span).start)
        return self._aside.fullmatch(text, start, first.start) is None

    def is_listed(self, paragraph: Paragraph, name: Name) -> bool:
        """Whether a role before a name is the only one: `a teacher, X, and`, but not `a teacher, X, head of the`."""
        behind = self._behind.match(paragraph.text, name.span.end, paragraph.span.end)
        return paragraph.text.startswith(",", name.span.end) and behind is None

    def _is_of_aside(self, paragraph: Paragraph, role: Span, name: Name) -> bool:
        """Whether a role before a comma is that of somebody else: `At the invitation of the Mayor, X opened it`."""
        text = paragraph.text
        if not _VERB_AFTER.match(text, name.span.end):
            return False
        start = max(paragraph.span.start, sentence_around(text, role).start)
        return self._aside.fullmatch(text, start, role.start) is not None

    def is_titled(self, paragraph: Paragraph, name: Name) -> bool:
        """Whether a role stands right before a name or its honorific: `Prime Minister X`, `Commander Colonel X`."""
        before = next(self.find(paragraph, name), None)
        return (before is not None and before.end == name.start - 1) or self.posted.find(paragraph, name) is not None

    def is_introduced(self, paragraph: Paragraph, name: Name) -> bool:
        """Whether a role stands before a name, parted from it by a comma: `the Minister of Justice, X`."""
        start = max(paragraph.span.start, name.start - _INTRODUCED)
        return self._introduced.search(paragraph.text, start, name.start) is not None

    def is_held(self, paragraph: Paragraph, name: Name, since: int | None = None) -> bool:
        """Whether a word of office, or one in capitals, stands right before a name, not before `since`."""
        start = max(paragraph.span.start, name.start - LONGEST_WORD) if since is None else since
        return self._held.search(paragraph.text, start, name.start) is not None
