"""Whose words stand at the end of a clause: those of its subject, or of somebody in a clause within it.

`X said that Y had called it "..."`, `X welcomed Y, who called it "..."`, `X recalled the words of Y: "..."`: Y's words.
"""

import re
from collections.abc import Sequence

from graph.extract.speech.mentioned import Named
from graph.extract.speech.syntax import APPOSED, PASSIVE, does
from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import compiled
from graph.text import Span
from graph.vocabularies.reference import Reference

# What may stand between a subject and its verb.
_HELPERS = r"(?:\s(?:had|has|have|would|also|then|later|today|recently|once|publicly|never|\w+ly))*\s"
_APPOSITION, _HELPED = re.compile(APPOSED), re.compile(APPOSED + _HELPERS)
# Where a clause begins within another; `after` and its like begin one only where nobody has spoken before them.
_JOIN = re.compile(
    r"\b(?:that(?:,\s[^,;:]{1,60},)?|which|whom|whose|what|whether|but|while|whereas|although|though)\s|;\s(?:and\s)?|,\s(?P<and>and)\s"
)
_WHEN = compiled(r"\b(?:after|when|because|since|until)\s")
_SUBJECT = re.compile(rf"(?!and\b|to\b|has\b|had\b|have\b)[^\s,;:][^,;:]{{0,120}}?{APPOSED}{_HELPERS}")
_BEGINS = re.compile(r"\s(?:the\s)?(?:[A-Z][\w.’'-]*\s|(?:of|for|the)\s)*")
_WHICH_BEFORE = re.compile(rf",?\s(?:which|that){_HELPERS}$")
_WHO_BEFORE = re.compile(rf",?\swho{_HELPERS}$")
# `Y, for whom the day was "..."`, `Y, according to whom it is "..."`.
_WHOM = re.compile(r",\s(?:(?:for|to|according\sto)\swhom|in\swhose\s(?:words|view|opinion|eyes))\s[^,;:“”\"]{1,80}$")
# `Y of Osh, the Mayor, who`; `the Mayor, who`.
_DESCRIBED = re.compile(r"(?:\s(?:of|from|for)\s[^,;:]{1,60})?(?:,\s[^;:]{0,100})?")
_ARTICLE = re.compile(r"\b(?:the|its|their|his|her|an?)\s", re.IGNORECASE)
_JOINT = re.compile(r"(?:,|\sand)\s(?:[\w.]+\s){0,3}")
# `was called`, `the law proposed by Y`: the verb is nobody's who stands before it.
_PASSIVE = compiled(r"\b(?:was|were|is|are|be|been|being)\s(?:\w+ly\s)?$")
# `X told pupils that they would be asked to forget "..."`: what is asked of them is X's telling.
_ASKED_TO = re.compile(r"\sto\s[a-z]")
# `X regretted that nothing was said about pay: "..."`.
_NOBODY, _NEAR = re.compile(r"\b(?:nothing|little|not\smuch|no\sword)\s(?:was|is|had\sbeen|has\sbeen)\s$"), 24
_BY = re.compile(r"\sby\b")
_FINITE = compiled(r"\b(?:was|were|is|are|will|would|can|could|must|should|may|might)\b")
_LEADS = re.compile(r"\b(?:that|how|why|whether)\s|[:,]\s*$")
# `X quoted her mother as saying`, `in the words of Y`, `in Y's words`: wherever in a clause.
_QUOTED = compiled(
    r"\bquot(?:ed|es|ing)\s(?!by\b|in\b)(?P<who>[^;:“”\"]{1,80}?)\sas\s(?:saying|having|stating|calling)\b"
    r"|\b[Ii]n\sthe\swords\sof\s(?P<of>[^,;:“”\"]{1,80})"
    r"|\b[Ii]n\s(?!his\b|her\b|their\b)(?P<own>[^,;:“”\"]{1,60})[’']s?\s(?:own\s)?words\b"
)
_WHEN_SAID = r"(?:\s(?:on|in|at|of|last|yesterday|today)\b[^,;:“”\"]{0,40}?)?"
_TAIL = r"(?:\s(?:that|for|to|about)\s(?!its\b|their\b|his\b|her\b)[^;:“”\"]{0,120})?\s?[,:]?\s*$"

_TO_WHOM = re.compile(r"\b(?:to|by|with)\s(?:the\s)?(?:[A-Z][\w.-]*\s){0,4}$")
# `the prosecutor, Petr Kovář, called it`: the comma behind the name only closes what the one before it opens.
_BEHIND_COMMA = re.compile(r",\s(?:the\s)?(?:[A-Z][\w.-]*\s){0,4}$")
_LONGEST = 400


class Nested:
    """Finds the words that tell whose words follow a clause."""

    def __init__(self, reference: Reference) -> None:
        self._verbs = any_of((*reference.words("speech-verb"), *reference.words("describing-verb")))
        # `X fined Y for calling it "..."`, `accused Y of having said`.
        self._reason = re.compile(
            rf"(?:\s(?!(?:and|or|but|that|who|which)\b|(?:of|for|against)\s(?:having\s)?{self._verbs.pattern})[\w.]+){{0,8}},?"
            rf"\s(?:of|for|against|to\sstop)\s(?:having\s|publicly\s)*{self._verbs.pattern}[^,;:]*,?:?\s*"
        )
        self._begun = re.compile(rf",\s(?:once\s|\w+ly\s)?{self._verbs.pattern}(?:\sby\s|\s(?:as\s)?(?=$))")
        self._between = re.compile(
            rf",\s(?P<who>(?:[A-Z]|(?:the|an?|his|her|their|its)\s)[^,;:]{{1,80}}?\s{self._verbs.pattern}),"
            rf"\s(?=[a-z])"
        )
        # `X quoted Y:`, `X heard from Y that`, at the end of a clause.
        self._cited = compiled(
            rf"{any_of(reference.words('quoting-verb')).pattern}\s(?!by\b|in\b)(?P<who>[^,;:“”\"]{{1,80}}?)"
            r"(?P<tail>(?:,\s[^,;:]{1,60})?(?:,?\swho\ssaid\s?)?[:,]\s*|\sthat\s[^;:“”\"]{0,120})$"
        )
        noun = any_of(reference.words("utterance")).pattern
        self._owned = re.compile(
            rf"(?:(?P<who>(?:[Tt]he\s(?:\w+\s){{0,3}})?[^\s’']{{1,40}})[’']s?\s(?:\w+\s){{0,2}}{noun}{_WHEN_SAID}"
            rf"|{noun}\s(?:of|by|from)\s(?P<of>(?:[A-Z]|the\s|an?\s|his\s|her\s|their\s)[^;:“”\"]{{0,120}}?))"
            rf"(?P<tail>{_TAIL})"
        )

    def named(self, text: str, clause: Span) -> Span | None:
        """Whom a clause names as the one whom it quotes, wherever its words stand."""
        quoted = _QUOTED.search(text, clause.start, clause.end)
        return _whose(quoted) if quoted else None

    def within(self, text: str, clause: Span, named: Sequence[Named]) -> Span:
        """The part of a clause before a quote that says whose words follow; all of it where its own subject speaks.

        `named` are those whom the clause names, in order. The part is empty where it is nobody who is named.
        """
        if clause.end - clause.start > _LONGEST:
            return clause
        verbs = self._said(text, clause)
        for rule in (self._owner, self._blamed, self._aside, self._agent):
            if (part := rule(text, clause, verbs, named)) is not None:
                return part
        if whom := _WHOM.search(text, clause.start, clause.end):
            return Span(_antecedent(text, Span(clause.start, whom.start()), named), whom.start())
        if not self.governed(text, clause):
            return clause
        verb = verbs[-1]
        # `who had been called a "..."`: nobody knows by whom. `the letter, which called it "..."`: it is the letter's.
        if any(rule.search(text, clause.start, verb.start) for rule in (_PASSIVE, _WHICH_BEFORE)):
            return Span(clause.end, clause.end)
        if who := _WHO_BEFORE.search(text, clause.start, verb.start):
            return Span(_antecedent(text, Span(clause.start, who.start()), named), clause.end)
        return Span(self._joined(text, clause, [one.end for one in verbs[:-1]], verb, named), clause.end)

    def _owner(self, text: str, clause: Span, verbs: Sequence[Span], named: Sequence[Named]) -> Span | None:
        """Whose words a clause says they are: `X quoted Y:`, `X recalled the words of Y:`, `Y's claim that`."""
        # `In Y's remarks on roads X said`: the words after the verb are its subject's.
        for rule in (self._cited, self._owned):
            other = rule.search(text, clause.start, clause.end)
            if other and not any(verb.start > other.start("tail") + len(" who ") for verb in verbs):
                return _whose(other)
        return None

    def _blamed(self, text: str, clause: Span, verbs: Sequence[Span], named: Sequence[Named]) -> Span | None:
        """Who is blamed, thanked or punished for what they said: `X fined Y for calling it`."""
        for one, _ in reversed(named):
            apposed = _APPOSITION.match(text, one.end, clause.end)
            ends = (one.end, apposed.end() - 1) if apposed and apposed[0] else (one.end,)
            if any(self._reason.fullmatch(text, end, clause.end) for end in ends):
                # `X apologized to Y for calling it`, `X was fined by Y for calling it`.
                other = _TO_WHOM.search(text, clause.start, one.start)
                return Span(clause.start, other.start()) if other else Span(one.start, clause.end)
        return None

    def _aside(self, text: str, clause: Span, verbs: Sequence[Span], named: Sequence[Named]) -> Span | None:
        """Who says it between commas: `The editor, his lawyer said, was`."""
        aside = self._between.search(text, clause.start, clause.end) if verbs else None
        return Span(*aside.span("who")) if aside and aside.end() > verbs[-1].end else None

    def _agent(self, text: str, clause: Span, verbs: Sequence[Span], named: Sequence[Named]) -> Span | None:
        """By whom something is done: `X was told by Y that`, `X was thanked by Y for`, `Y, called "..."`."""
        done = list(PASSIVE.finditer(text, clause.start, clause.end))
        if done and not (verbs and verbs[-1].start > done[-1].end()) and _leads(text, done[-1].end(), clause.end):
            return Span(done[-1].end(), clause.end)
        begun = self._begun.search(text, clause.start, clause.end)
        ended = [one for one, _ in named if begun and one.end == begun.start()]
        if begun and any(not _BEHIND_COMMA.search(text, clause.start, one.start) for one in ended):
            return Span(begun.end(), clause.end)
        return None

    def governed(self, text: str, clause: Span) -> bool:
        """Whether the last verb of speech of a clause is the one that leads to what follows it."""
        verbs = self._said(text, clause)
        if not verbs or verbs[-1].of(text).endswith("ing") or _BY.match(text, verbs[-1].end):
            return False
        return _leads(text, verbs[-1].end, clause.end)

    def _said(self, text: str, clause: Span) -> list[Span]:
        """The verbs of speech of a clause, but for those that tell what was not said, or by nobody."""
        verbs = (Span(*verb.span()) for verb in self._verbs.finditer(text, clause.start, clause.end))
        said = [verb for verb in verbs if not _NOBODY.search(text, max(clause.start, verb.start - _NEAR), verb.start)]
        asked = len(said) > 1 and _ASKED_TO.match(text, said[-1].end, clause.end)
        return said[:-1] if asked and _PASSIVE.search(text, clause.start, said[-1].start) else said

    def _joined(self, text: str, clause: Span, said: Sequence[int], verb: Span, named: Sequence[Named]) -> int:
        """Where the clause of a verb begins; `said` are the ends of the verbs of speech before it."""
        joins = [*_JOIN.finditer(text, clause.start, verb.start)]
        joins += [one for one in _WHEN.finditer(text, clause.start, verb.start) if not said or said[0] > one.start()]
        for join in sorted(joins, key=lambda one: -one.start()):
            if not _SUBJECT.fullmatch(text, join.end(), verb.start):
                continue
            # `X opened it, and Y called it late`, but not `X, the Mayor, and Y said`.
            if join.lastgroup == "and":
                doers = (one.end for one, _ in named if one.end <= join.start())
                if not any(does(text, end, join.start()) for end in doers):
                    continue
            return join.end()
        # `X said Deputy Y had called it late`.
        for end in reversed(said):
            for span, _ in named:
                if _BEGINS.fullmatch(text, end, span.start) and _HELPED.fullmatch(text, span.end, verb.start):
                    return end
        return clause.start


def _leads(text: str, start: int, end: int) -> bool:
    """Whether no other verb comes between a verb and what follows, unless `that` or a colon leads on."""
    return bool(_LEADS.search(text, start, end) or not _FINITE.search(text, start, end))


def _antecedent(text: str, before: Span, named: Sequence[Named]) -> int:
    """Where somebody is named of whom `who` tells; the end where it is several, or nobody that can be told."""
    so_far = [one for one, _ in named if one.end <= before.end]
    if so_far and _DESCRIBED.fullmatch(text, so_far[-1].end, before.end):
        joint = len(so_far) > 1 and _JOINT.fullmatch(text, so_far[-2].end, so_far[-1].start)
        return before.end if joint else so_far[-1].start
    articles = [*_ARTICLE.finditer(text, so_far[-1].end if so_far else before.start, before.end)]
    return articles[-1].start() if articles else before.end


def _whose(found: re.Match[str]) -> Span:
    """The words for whoever is quoted."""
    name = next(name for name, said in found.groupdict().items() if said and name != "tail")
    return Span(*found.span(name))
