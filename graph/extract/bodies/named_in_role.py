"""The body that the own words of a role name: `Head of the OSCE Mission`, `Director of the Valley Fund`."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.bodies.antecedents import Antecedents
from graph.extract.bodies.beside import OWNED
from graph.extract.bodies.organisations import PUBLISHER, SHORT_BODY, Body
from graph.extract.bodies.own_words import OwnWords
from graph.extract.bodies.short_words import ShortWords
from graph.extract.grammar.paragraphs import Paragraph
from graph.extract.words.lexicon import any_of, longest_first
from graph.extract.words.patterns import compiled
from graph.extract.words.runs import WORD
from graph.records import Evidence, Found
from graph.text import Places, Span
from graph.vocabularies.reference import Reference

MEANT = 0.7
"""The most confidence of a body that is not named in full with the role."""
# `head of the Belarusian delegation`.
_DELEGATION = re.compile(r"(?<!\w)(?P<who>[^\W\d_a-z][\w-]+) [Dd]elegation\b")
_OWNER = compiled(OWNED)
_BEGUN = re.compile(r"\s(?:of|at|in|for|with)\sthe\s(?P<name>[^\W\d_a-z][\w-]+(?:\s[^\W\d_a-z][\w-]+)+)$")
_NAME_BEFORE = re.compile(r"(?<![\w-])(?!OSCE\s|The\s|Programme\s)[^\W\d_a-z][\w-]*\s$")
_OWNS = re.compile(r"(?:\s\([^()]{1,12}\))?[’']s?\s")
_LONGEST_WORD = 40
_OF_ANOTHER = re.compile(r"(?P<noun>[^\W\d_]+)['’]s\s$")
_STATES = re.compile(r"(?P<who>[^\W\d_a-z][\w.-]*)(?P<own>['’]s?)?\s$")
_AT_THE = re.compile(r"\s(?:of|at|in|within)\s(?:the\s)?(?:OSCE\s)?(?:Programme\s)?$")
_HELD_AT = re.compile(r"\sat\s(?:the\s)?")
_IN_THE = re.compile(r"\s(?:of|in|within|under)\s(?:the\s)?")
_AT = re.compile(r"\s(?:at|with|of|in)\s(?:the\s)?(?:OSCE[’']s?\s)?$")


class NamedInRole:
    """Finds it by the bodies of a paragraph and by the words of the lexicon."""

    def __init__(self, reference: Reference, short: ShortWords) -> None:
        self._short = short
        self._demonyms = reference.demonyms()
        roles, working = (any_of(reference.words(kind)) for kind in ("named-of-role", "works-for"))
        # `Director of Caritas`: a name that tells nothing of a body, at the end of the role.
        self.called = compiled(
            rf"(?:{roles.pattern}\s(?:of|at|with|on)|{working.pattern}\sfor)\s(?:the\s)?(?-i:(?P<name>{WORD}(?:\s{WORD}){{0,3}}))"
            r"(?=$|[^\w\s]|\s(?:in|at|of|on|for|and|from|to|with|under)\s)",
            re.IGNORECASE,
        )
        # `Minister for Roads and Public Administration`: what somebody is in charge of is no body.
        charge = any_of(reference.words("charge-holder")).pattern
        self._charged = compiled(rf"{charge}\s(?:for\s(?:the\s)?|(?:of|for)\s[^,.;:]{{1,60}}\sand\s)$", re.IGNORECASE)
        nouns = (*reference.words("portfolio"), *reference.words("organisation-noun"), *reference.words("event-noun"))
        self.no_names = {part for noun in nouns for word in noun.split() for part in (word, word.capitalize())}
        self.no_names |= self._demonyms | {"OSCE"}
        # `Deputy Director for Europe`, `Director for Northern Rivers`: a region, or what is cared for.
        self.no_names |= {*reference.words("thing-noun"), *reference.words("region-word")}
        self.words = OwnWords(reference, self.no_names)
        named = rf"{WORD}(?:,?\s(?:(?:of|on|for|and)\s(?:the\s)?)?{WORD}){{0,6}}"
        organs = longest_first(reference.words("collegial-organ"))
        self._organs = compiled(
            rf"(?:{WORD}\s(?:(?:of|on|for|and)\s)?){{0,6}}?(?:{organs})(?:\s(?:of|on|for)\s(?:the\s)?{named})?(?!\w)"
        )
        self._posts, self._parts = reference.posts, frozenset(reference.words("part-of-structure"))
        self._given = frozenset(reference.words("given-name"))
        self._office = any_of(reference.words("role-noun"))
        self._local = frozenset(reference.words("local-adjective"))
        # A title that the Chairperson-in-Office alone gives: `Personal Representative`, at the end or before `on`.
        self.own = any_of(reference.words("own-office"), r"(?=$|\s(?:for|on)\s)")
        self._osce = reference.source(PUBLISHER, None)
        # `Permanent Representative of Norway to the OSCE`, `Norwegian Ambassador to the United Nations`: a State's.
        envoys = any_of(reference.words("envoy-to-body")).pattern
        self._sent_to = compiled(rf"{envoys}(?:\sof\s[^,.;:]{{1,60}}?)?\sto\s(?:the\s)?$", re.IGNORECASE)

    def find(
        self, paragraph: Paragraph, role: Span, bodies: Places[Body], earlier: Antecedents
    ) -> Found[NamedNode | str] | None:
        """A structure named in the role, else a body as printed."""
        text = paragraph.text
        short = SHORT_BODY.search(text, role.start, role.end)
        # `the International Committee of the Red Cross delegate`: the role may begin inside the body's name.
        # It may end inside it: `experts from the Ministry of the Interior` share a role that ends with `Ministry`.
        within = [body for body in bodies.near(role) if body.span.end <= role.end or body.span.start > role.start]
        within = [body for body in within if not self._is_anothers(paragraph, role, body.span, earlier)]
        within = [body for body in within if not self._sent_to.search(text, role.start, body.span.start)]
        within = [one for one in within if one.iri not in self._posts or not self._is_states(paragraph, role, one.span)]
        # `the OSCE Mission` is the mission, not the whole organization.
        known = [(body.iri, body.span) for body in within if body.iri and not (short and body.span.of(text) == "OSCE")]
        # `EU Special Representative for the South Caucasus` is not the OSCE's, who has one too.
        ends = {body.span.end + 1 for body in within if not body.iri}
        known = [
            (iri, named)
            for iri, named in known
            # `Personal Representative of the Chairperson-in-Office on Floods` is none of whom the vocabularies know;
            # `Personal Representative on Combating Intolerance`, whom they know, is the OSCE's.
            if iri not in self._posts
            or not (
                named.start in ends
                or text.startswith((" on ", " for "), named.end)
                or self.own.match(text, named.start, named.end)
            )
        ]
        if known:
            # `FSC Support Officer at the Conflict Prevention Centre` is of the centre.
            # and `Director of the Secretariat's Transnational Threats Department` of the department.
            parts = {one.start for _, one in known}
            owning = {one for _, one in known if (own := _OWNS.match(text, one.end)) and own.end() in parts}
            known = [one for one in known if one[1] not in owning or one[1].of(text) == PUBLISHER]
            # `Head of the Rivers Section at the OSCE Secretariat` is of the secretariat.
            held = [then for one, then in pairwise(known) if _HELD_AT.fullmatch(text, one[1].end, then[1].start)]
            iri, named = (
                held[-1] if held else min(known, key=lambda one: not _AT.search(text, role.start, one[1].start))
            )
            # `member of ODIHR's Advisory Council`, `Chair of the Assembly's Committee on Roads`: of that.
            if organ := self._organ(text, named, role.end):
                return Found(organ.of(text), Evidence(organ, methods.ROLE_GRAMMAR, 0.8))
            return Found(iri, Evidence(named, methods.ROLE_GRAMMAR, 0.9))
        # `Personal Envoy of the Chairperson-in-Office for the South` is the OSCE's.
        if self._osce and any(one.iri in self._posts and one.span.start not in ends for one in within):
            return Found(self._osce, meant_by(role))
        # `the OSCE Mission's Police Development Unit` is part of the mission.
        # `the Monitor Mission's Regional Centre` is another mission's.
        owner = _OWNER.search(text, role.start, role.end)
        if owner and not _is_in_name(text, owner.start()) and self._short.is_employer(paragraph, owner["noun"]):
            return self._short.ours(paragraph, Span(*owner.span("noun")), owner["noun"], earlier)
        return self._printed(paragraph, role, short, within, earlier) or self._called_so(paragraph, role, earlier)

    def _organ(self, text: str, owner: Span, end: int) -> Span | None:
        """The council or the committee that stands behind a known body in the possessive, as printed."""
        owns = _OWNS.match(text, owner.end, end)
        organ = self._organs.match(text, owns.end(), end) if owns else None
        return Span(*organ.span()) if organ else None

    def _printed(
        self,
        paragraph: Paragraph,
        role: Span,
        short: re.Match[str] | None,
        within: Sequence[Body],
        earlier: Antecedents,
    ) -> Found[NamedNode | str] | None:
        """Of the bodies in a role, which the vocabularies do not have, the one that the role is held in."""
        text = paragraph.text
        printed = [body for body in within if not body.iri and not self._short.is_short(paragraph, body)]
        printed = [one for one in printed if not self._charged.search(text, role.start, one.span.start)]
        if not printed:
            return None
        # `Head of the Police Unit at the Programme Office` works for the office.
        at = short and _AT_THE.search(text, printed[-1].span.end, short.start())
        if short and at and at.start() == printed[-1].span.end and self._short.is_employer(paragraph, short[0]):
            return self._short.the_employer(paragraph, Span(*short.span()))
        # `Director of the National Centre`, which was named in full before; `United Nations` is nothing shortened.
        shortened = not printed[-1].known and not printed[-1].span.of(text).isupper()
        if shortened and (longer := earlier.longer(printed[-1].span.of(text), printed[-1].span.start)):
            return longer
        # `Head of the Regional Centre`, in a text that has named the Osh Regional Centre.
        first, *more = printed[-1].span.of(text).split()
        if first in self._local and more and (fuller := earlier.fuller(" ".join((first, *more)), role.start)):
            return fuller
        # `Director of the Department in the Ministry` directs the department.
        inner = (one for one, then in pairwise(printed) if _IN_THE.fullmatch(text, one.span.end, then.span.start))
        last = next(inner, printed[-1])
        # `Head of ODIHR's Election Department` is of ODIHR.
        if last.owner and last.span.of(text).split()[-1] in self._parts:
            owners = [iri for at, iri in paragraph.bodies.near(last.owner) if at == last.owner]
            if owners and owners[0] not in self._posts:
                return Found(owners[0], Evidence(last.owner, methods.ROLE_GRAMMAR, 0.8))
        return Found(last.value(text), Evidence(last.span, methods.ROLE_GRAMMAR, 0.8))

    def _called_so(self, paragraph: Paragraph, role: Span, earlier: Antecedents) -> Found[NamedNode | str] | None:
        """What a role ends with, where no noun tells that it is a body."""
        text = paragraph.text
        # `Secretary General of the Standing Conference`, which was named in full before and has no noun for a body.
        begun = _BEGUN.search(text, role.start, role.end)
        if begun and (longer := earlier.longer(begun["name"], begun.start())):
            return longer
        if small := self.words.house(paragraph, role):
            return Found(small.of(text), Evidence(small, methods.ROLE_GRAMMAR, 0.6))
        if called := self.called.search(text, role.start, role.end):
            words = Span(*called.span("name"))
            begins, *more = text[words.start : words.end].split()
            names = begins not in self.no_names and text[words.end - 2] not in "'’"
            # `lawyer of Ana Belková` is not hers as a body's.
            if names and not (more and begins in self._given) and not paragraph.countries.near(words):
                return Found(words.of(text), Evidence(words, methods.ROLE_GRAMMAR, 0.6))
        if called_so := self.words.at_name(paragraph, role):
            return Found(called_so.of(text), Evidence(called_so, methods.ROLE_GRAMMAR, 0.6))
        delegation = _DELEGATION.search(text, role.start, role.end)
        if delegation and delegation["who"] in self._demonyms:
            return Found(delegation[0], Evidence(Span(*delegation.span()), methods.ROLE_GRAMMAR, 0.8))
        return None

    def _is_anothers(self, paragraph: Paragraph, role: Span, office: Span, earlier: Antecedents) -> bool:
        """Whether an office that the vocabularies know is that of another body: `the Assembly's Representative`."""
        owner = _OF_ANOTHER.search(paragraph.text, role.start, office.start)
        meant = owner and earlier.meant(owner["noun"], office.start)
        return meant is not None and self._office.search(paragraph.text, office.start, office.end) is not None

    def _is_states(self, paragraph: Paragraph, role: Span, office: Span) -> bool:
        """Whether an office that the vocabularies know is a State's here: `Norway's Special Representative for`."""
        before = paragraph.text[role.start : office.start]
        if office.of(paragraph.text).split()[0] in self._demonyms:
            return True
        owner = _STATES.search(before)
        if owner is None:
            return False
        at = Span(role.start + owner.start(), role.start + owner.end("who"))
        return owner["who"] in self._demonyms if owner["own"] is None else bool(paragraph.countries.near(at))


def meant_by(words: Span) -> Evidence:
    """For a body that words stand for without naming it."""
    return Evidence(words, methods.ROLE_GRAMMAR, MEANT)


def _is_in_name(text: str, start: int) -> bool:
    """Whether the word that starts here goes on with a name: `Monitor Mission`, not `OSCE Mission`."""
    return _NAME_BEFORE.search(text, max(0, start - _LONGEST_WORD), start) is not None
