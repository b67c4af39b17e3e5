"""What a short word in a role stands for: the structure that a release is about, or a body named before."""

import re
from collections import defaultdict

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.bodies.antecedents import Antecedents
from graph.extract.bodies.organisations import OSCE_BODY, SHORT_BODY, Body
from graph.extract.grammar.paragraphs import Paragraph
from graph.extract.words.lexicon import any_of, longest_first
from graph.extract.words.patterns import compiled
from graph.records import Evidence, Found
from graph.text import Places, Span
from graph.vocabularies.reference import Reference

# How far before a role the words can begin that say whose it is.
_BEFORE = 120
_THE = compiled(r"\b(?:of|at|from|with|for|in)\s(?:the|this|that)\s$", re.IGNORECASE)
# How far back the structure may have been named, in characters.
_FAR = 3000
# `the OSCE Centre`, `Head of Office`: that of the release, whatever else has such a name.
_OURS = re.compile(r"\b(?:OSCE|of)\s$")
# What heads of field operations are said to be heads of, whatever those are called.
_ANY = ("Mission", "Office")
_LATTER = compiled(r"\b(?:of )?the latter(?:['’]s\s)?$", re.IGNORECASE)


class ShortWords:
    """Finds what short words stand for."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        lists = ("named-house", "kind-of-body", "leading-post")
        kinds = (word for words in lists for word in reference.words(words))
        called = (words.partition(": ")[2] for words in reference.words("word-for-body"))
        self._nouns = any_of({word.casefold() for word in (*reference.words("organisation-noun"), *kinds, *called)})
        self._house = re.compile(rf"\s{any_of(reference.words('small-house')).pattern}", re.IGNORECASE)
        posts = any_of(reference.words("leading-post"))
        self._post = compiled(rf"(?-i:\b(?:to|of)\sthe\s)(?P<post>{posts.pattern})(?!\son\b)", re.IGNORECASE)
        nouns = any_of(reference.words("organisation-noun")).pattern
        leads = any_of(reference.words("named-of-role")).pattern
        self._leads = re.compile(rf"(?P<noun>{nouns})\s{leads}$", re.IGNORECASE)
        self._owner = compiled(rf"\bthe\s(?P<noun>{self._nouns.pattern})['’]s\s$", re.IGNORECASE)
        # `the French Deputy Head of Mission`: that mission is an embassy.
        states = longest_first(reference.demonyms())
        before = "|".join(map(re.escape, reference.words("role-modifier")))
        self._embassy = re.compile(
            rf"(?:(?:the|designated|{before})\s)*(?P<state>{states})?.*?\b(?:Head|Chief)\sof\sMission$", re.IGNORECASE
        )
        offices = {words.partition(": ")[0].casefold() for words in reference.words("office-of-body")}
        self._anothers = any_of(
            (noun for noun in reference.words("role-noun") if noun.casefold() not in offices),
            r"\s(?:of|at|from|with)\s(?:the\s)?$",
        )
        self._others: dict[str, list[str]] = defaultdict(list)
        for words in reference.words("word-for-body"):
            noun, other = words.casefold().split(": ")
            self._others[noun].append(other)

    def antecedents(self) -> Antecedents:
        """For one text, to be told of its bodies in order."""
        return Antecedents(self._nouns, self._others, self._anothers)

    def in_role(
        self, paragraph: Paragraph, role: Span, bodies: Places[Body], earlier: Antecedents
    ) -> Found[NamedNode | str] | None:
        """What a short word in the role stands for: `Head of the Office`, `officer at the Department`."""
        if self._is_of_embassy(paragraph, role):
            return None
        text = paragraph.text
        short = SHORT_BODY.search(text, role.start, role.end)
        if short and (found := self.meant(paragraph, Span(*short.span()), earlier)):
            return found
        for body in bodies.within(role):
            # `Special Representative for Police and Justice`: what somebody is in charge of.
            charge = " " not in body.span.of(text) and text.endswith(" for ", role.start, body.span.start)
            if charge:
                continue
            if not body.iri and (found := self.meant(paragraph, body.span, earlier)):
                return found
        # `president of the association`, `the association's president`.
        for noun in self._nouns.finditer(text, role.start, role.end):
            # `head of the customs post`: what body it is the next word says.
            if self._house.match(text, noun.end(), role.end):
                continue
            if noun[0].islower() and _THE.search(text, role.start, noun.start()):
                return earlier.meant(noun[0], role.start)
        # `College Director X`, where the text has named the Valley Staff College.
        leads = self._leads.match(text, role.start, role.end)
        if leads and (named := earlier.meant(leads["noun"], role.start)) and self._ends_with(named, leads["noun"]):
            return named
        # `Legal Adviser to the High Commissioner`, in a release about that one.
        post = self._post.search(text, role.start, role.end)
        if post and self.is_employer(paragraph, post["post"]):
            return self.the_employer(paragraph, Span(*post.span("post")))
        if post and (structure := earlier.meant(post["post"], role.start)):
            return structure
        start = max(paragraph.span.start, role.start - _BEFORE)
        if _LATTER.search(text, role.start, role.end) or _LATTER.search(text, start, role.start):
            return earlier.latter(role.start)
        owner = self._owner.search(text, start, role.start)
        return earlier.meant(owner["noun"], role.start) if owner else None

    def _is_of_embassy(self, paragraph: Paragraph, role: Span) -> bool:
        """Whether a role is that of a State's head of mission: `United States Deputy Chief of Mission`."""
        embassy = self._embassy.match(paragraph.text, role.start, role.end)
        return embassy is not None and (embassy["state"] is not None or bool(paragraph.countries.within(role)))

    def _ends_with(self, named: Found[NamedNode | str], noun: str) -> bool:
        value = named.value
        return (value if isinstance(value, str) else self._reference.label(value)).endswith(f" {noun}")

    def meant(self, paragraph: Paragraph, words: Span, earlier: Antecedents) -> Found[NamedNode | str] | None:
        """The structure that the release is about for `the Mission`, for other words the last body called so."""
        short = SHORT_BODY.search(paragraph.text, words.start, words.end)
        noun = words.of(paragraph.text).rsplit(" ", 1)[-1]
        # In a release of the Parliamentary Assembly `the Assembly` is that one, whatever was named last.
        if self._nouns.fullmatch(noun) and self.is_employer(paragraph, noun):
            return self.ours(paragraph, words, noun, earlier)
        meant = earlier.meant(noun, words.start)
        if short and self.is_employer(paragraph, short[0]):
            return self.ours(paragraph, words, short[0], earlier)
        # `the Head of Mission` of a Centre; but `the Centre's Head`, in a release of a Mission, is another's.
        return self.the_employer(paragraph, words) if short and meant is None and short[0] in _ANY else meant

    def ours(self, paragraph: Paragraph, words: Span, noun: str, earlier: Antecedents) -> Found[NamedNode | str] | None:
        """The structure that the release is about, unless the text has named another body with this noun and not it.

        `The Valley Centre of the Ministry of Water opened. The Centre's Head, X`: of which Centre, nobody says.
        """
        if not _OURS.search(paragraph.text, max(0, words.start - len("OSCE ")), words.start):
            told = paragraph.text.find(f"OSCE {noun}", max(0, words.start - _FAR), words.start) >= 0
            told = told or paragraph.employer is None or earlier.named(paragraph.employer, words.start)
            # Nor where both are named in one sentence.
            open_whose = not told or earlier.meant(noun, words.start) is None
            if open_whose and earlier.is_another(noun, words.start):
                return None
        return self.the_employer(paragraph, words)

    def is_employer(self, paragraph: Paragraph, noun: str) -> bool:
        """Whether the structure that the release is about has this noun in its name."""
        named = paragraph.employer and self._reference.names(paragraph.employer)
        # `OSCE Representative to the Valley Commission` is no commission.
        return any(noun in name.partition(" to ")[0] for name in named or ())

    def the_employer(self, paragraph: Paragraph, words: Span) -> Found[NamedNode | str] | None:
        """The structure that the release is about, by the words that stand for it."""
        if paragraph.employer is None:
            return None
        return Found(paragraph.employer, Evidence(words, methods.ROLE_GRAMMAR, 0.7))

    def is_short(self, paragraph: Paragraph, body: Body) -> bool:
        """Whether the body is `the OSCE Mission` and the like, which means what the release is about."""
        words = body.span.of(paragraph.text)
        return (" " not in words and not body.known) or bool(paragraph.employer and OSCE_BODY.fullmatch(words))
