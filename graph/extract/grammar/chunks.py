"""A paragraph cut into chunks, each of one kind: what the rules of the grammar are written over."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

from graph.extract.grammar.rules import Chunk
from graph.extract.grammar.tokens import TOKEN, Tokens
from graph.extract.grammar.word_context import is_between_capitals, is_in_brackets, is_number_of_name, joins
from graph.extract.names.names import Name
from graph.extract.words.gazetteer import Gazetteer, Match
from graph.extract.words.lexicon import plural
from graph.extract.words.numbers import WORD
from graph.text import Span
from graph.vocabularies.reference import Reference

_NUMBER = re.compile(WORD, re.IGNORECASE)
_FIRST_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\w+")
_SIGNS = {
    ",": "comma", ";": "semicolon", ":": "colon", "(": "open", ")": "close", ".": "stop", "!": "stop", "?": "stop",
    "-": "dash", "–": "dash", "—": "dash", "&": "ampersand",
}  # fmt: skip
# The lists of the lexicon whose words are a kind of their own.
_WORDS = {
    "speech-verb": "speech", "funding-verb": "funded", "giving-verb": "gave", "contributing-verb": "contributed",
    "funding-infinitive": "fund", "promise": "promised",
    "support-noun": "support",
    "funding-noun": "funds", "donor-noun": "donors", "government-noun": "government", "joining-phrase": "and",
    "thanking-verb": "thanked", "currency-noun": "money", "share-noun": "share", "kind-of-body": "kind",
    "cost-noun": "costs", "covering-verb": "covered", "paying-verb": "paid", "money-adverb": "financially",
    "local-council": "council", "named-house": "school", "no-money": "word",
    "own-expense": "expense", "buying-verb": "bought", "matching-verb": "matched",
    "owing-verb": "owes",
}  # fmt: skip
_LOWER = frozenset(_WORDS.values()) - {"government", "money", "word"}
# `the e-Governance Academy`.
_SMALL_FIRST = re.compile(r"[a-z]-[A-Z]|[dl][’'][^\W\d_a-z]")
# `the State Department of Water` is not the State Department.
_OF_CAPITAL = re.compile(r"\s(?:of|for)\s(?:the\s)?[^\W\d_a-z]")
# `RijekaPetrol` is nobody and no word: firms write themselves so.
_JOINED = re.compile(r"(?!Mac)[A-Z][a-z]{2,}(?:[A-Z][a-z]+)+")
_ENDS = (".", "!", "?", "“", '"', "”")
# Small words that are a kind of their own: rules name them as they are.
SMALL = ("of", "from", "for", "on", "in", "to", "at", "by", "with", "and", "under", "against", "through", "between")
_ARTICLES = ("the", "a", "an")
KINDS = (
    "name", "honorific", "honorifics", "role", "roles", "posts", "country", "place", "body", "institution",
    "demonym", "house", "event", "acronym", "capital", "opener", "word", "number", "speech", "quote", "article",
    "possessive", "comma", "semicolon", "colon", "open", "close", "stop", "dash", "ampersand", "other",
    "funded", "gave", "contributed", "funds", "support", "donors", "government", "governments", "thanked",
    "fund", "promised", "money", "share", "kind", "costs", "covered", "paid", "financially",
    "rank", "front", "council", "school", "embassies", "tail", "expense", "bought", "matched", "owes", *SMALL,
)  # fmt: skip


class Chunker:
    """Cuts paragraphs into chunks with the help of the vocabularies; every word of a paragraph is in one chunk."""

    def __init__(self, reference: Reference, gazetteer: Gazetteer) -> None:
        self._countries = reference.participants
        self._weekdays = frozenset(reference.words("weekday"))
        self._bodies = reference.bodies
        self._demonyms = reference.demonyms()
        roles, honorifics = reference.words("role-noun"), reference.words("honorific")
        # What comes last counts: `Ambassador` is an honorific before a name, a role elsewhere; the rules allow both.
        self._phrases: dict[str, str] = {
            **{word.casefold(): kind for words, kind in _WORDS.items() for word in reference.words(words)},
            **{plural(word): "governments" for word in reference.words("government-noun")},
            # `the Embassies of Norway and Sweden` are no one body.
            **{plural(word).casefold(): "embassies" for word in reference.words("embassy-noun")},
            **{plural(word).casefold(): "roles" for word in roles},
            **{word.casefold(): "role" for word in roles},
            **{plural(word).casefold(): "honorifics" for word in honorifics if not word.endswith(".")},
            **{word.casefold(): "honorific" for word in honorifics},
        }
        # How many words the longest phrase has that begins with a word: few words begin any.
        self._lengths: dict[str, int] = {}
        for phrase in self._phrases:
            self._begins(phrase)
        # Names of several words, by their first word, longest first, as printed.
        self._institutions: dict[str, list[str]] = {}
        for name in (*reference.words("international-body"), *reference.words("national-body")):
            self._institutions.setdefault(_FIRST_WORD.match(name)[0], []).append(name)  # type: ignore[index]
        # `Global Affairs Canada` is no Canada.
        masks = [
            name
            for names in self._institutions.values()
            for name in names
            if any(match.span != Span(0, len(name)) for match in gazetteer.matches(name, Span(0, len(name))))
        ]
        self._events = _capitalised(reference.words("event-noun"))
        self._houses = _capitalised(reference.words("organisation-noun")) - self._events
        self._with_to = frozenset(reference.words("word-with-to"))
        self._begun = frozenset(
            name
            for name in reference.words("national-body")
            if name.rpartition(" ")[2] in self._houses and " " in name and " and " not in name
        )
        # `the Congress of Free Trade Unions` is no parliament.
        self._begun |= frozenset(reference.words("parliament-or-union"))

        self._embassies = frozenset(word.lower() for word in reference.words("embassy-noun"))
        self._fronts = frozenset(reference.words("leading-house"))
        self._compounds = tuple(f"-{ending}" for ending in reference.words("compound-ending"))
        self._particles = frozenset(reference.words("name-particle"))
        self._ranks = frozenset(reference.words("rank"))
        self._openers = {word.casefold() for word in reference.words("sentence-opener")}
        # `the Rule of Law Unit`: one word of its name.
        self._joined = frozenset(reference.words("joined-word"))
        for name in (*self._events, *self._houses, *self._fronts, *self._joined):
            self._begins(name.casefold())
        # `the Ministry of Trade, Digital Society and Media`: one name.
        self._charges = frozenset(reference.words("portfolio"))
        portfolio = f"(?:{'|'.join(map(re.escape, reference.words('portfolio')))})"
        listed = rf"(?:, {portfolio}){{0,8}},? and {portfolio}"
        self._portfolios = re.compile(rf"{portfolio}{listed}(?![\w-]| [A-Z])")
        # `Women in Black`, `the Agency against Trafficking in Persons`, but not `Women in Law Guild`.
        tails = "|".join(map(re.escape, reference.words("name-tail")))
        partners = "|".join(map(re.escape, reference.words("name-tail-with")))
        self._tails = re.compile(
            rf"(?:in (?:{portfolio}{listed}|{portfolio}|{tails})|with (?:{partners}))(?![\w-]| [A-Z])"
        )

        self._single = lru_cache(maxsize=20_000)(self._kind_of)
        self._masks_in = lru_cache(maxsize=8)(lambda text: [name for name in masks if name in text])

    def _begins(self, phrase: str) -> None:
        # Before a name, `Dr.` and `Lt. Col.` are cut at their spaces.
        abbreviated = phrase.split(" ") if phrase.partition(" ")[0].endswith(".") else None
        tokens = abbreviated or [token[0] for token in TOKEN.finditer(phrase)]
        if tokens:
            self._lengths[tokens[0]] = max(len(tokens), self._lengths.get(tokens[0], 0))

    def tokens(self, text: str, paragraph: Span) -> Tokens:
        """The tokens of a paragraph, to be cut once or more."""
        return Tokens(self.phrase, text, paragraph)

    def cut(
        self,
        tokens: Tokens,
        matches: Iterable[Match],
        names: Iterable[Name],
        quoted: Iterable[Span],
        bodies: Iterable[Span] = (),
    ) -> list[Chunk]:
        """The chunks of a paragraph in order; what the gazetteer knows, possible names and quotes are one each.

        So are `bodies` that are called by a local name.
        """
        text, paragraph = tokens.text, tokens.paragraph
        known = [Chunk("quote", span) for span in quoted]
        known += [Chunk("institution", span) for span in bodies]
        known += [Chunk("name", name.span) for name in names]
        words = paragraph.of(text)
        masked = bytearray(len(words))
        for name in self._masks_in(text):
            for found in re.finditer(re.escape(name), words):
                masked[found.start() : found.end()] = b"x" * len(name)
        known += [
            Chunk(self._kind(text, match), match.span)
            for match in matches
            if not all(masked[match.span.start - paragraph.start : match.span.end - paragraph.start])
        ]
        chunks: list[Chunk] = []
        at = paragraph.start
        for chunk in sorted(known, key=lambda chunk: (chunk.span.start, -chunk.span.end)):
            if chunk.span.start < at:
                continue
            chunks += tokens.between(at, chunk.span.start)
            chunks.append(chunk)
            at = chunk.span.end
        chunks += tokens.between(at, paragraph.end)
        return chunks

    def _kind(self, text: str, match: Match) -> str:
        if match.another:
            return match.another
        iris = {entry.iri for entry in match.entries}
        # Some are called after those who sit on them: `Co-Chairs of the OSCE Minsk Group`, `Minsk Group Co-Chairs`.
        words = match.span.of(text).casefold().split(" ")
        last = "" if set(SMALL) & set(words) else words[-1]
        if "roles" in map(self._phrases.get, (*words[:2], last)):
            return "posts"
        return "body" if iris & self._bodies else "country" if iris & self._countries else "place"

    def phrase(self, tokens: Tokens, at: int, last: int) -> tuple[int, str]:
        """How many tokens from `at` to before `last` are one chunk, of what kind: the longest phrase, else one word."""
        text, word, start, end = tokens.text, tokens.words[at], tokens.starts[at], tokens.ends[last - 1]
        for name in self._institutions.get(word, ()):
            behind = start + len(name)
            whole = text.startswith(name, start) and not text[behind : behind + 1].isalnum()
            longer = whole and name in self._begun and _OF_CAPITAL.match(text, behind)
            if longer and " " not in name:
                return 1, "house"
            if whole and not longer:
                return bisect_left(tokens.starts, behind, at, last) - at, "institution"
        # `the Committee on the Media and New Services`.
        head = at - 1 if at and tokens.words[at - 1] == "the" else at
        if head > 1 and tokens.words[head - 1] in ("of", "for", "on") and tokens.words[head - 2] in self._houses:
            listed = self._portfolios.match(text, start, end)
            if listed:
                return tokens.length(at, listed.end(), last), "capital"
        if word in ("in", "with") and (tail := self._tails.match(text, start, end)):
            return tokens.length(at, tail.end(), last), "tail"
        group = tokens.groups[at]
        if group in ("small", "word", "abbreviation"):
            longest = self._lengths.get(word.casefold(), 0)
            for length in range(min(longest, last - at), 0, -1):
                # Pages print either apostrophe: `women’s group`.
                phrase = text[start : tokens.ends[at + length - 1]].replace("’", "'")
                if phrase in self._joined:
                    return length, "capital"
                # `the Finnish Border Guard` is a body, whoever a border guard is.
                if length > 1 and phrase in self._houses:
                    return length, "house"
                kind = self._phrases.get(phrase.casefold())
                # `the Association of Smiths (NUNS)`: capitals in brackets are no word of the lexicon.
                if length == 1 and kind and phrase.isupper() and is_in_brackets(text, start, word):
                    kind = None
                # `the Swedish Aid Agency`: a capital in the middle of a sentence makes a noun part of a name.
                # `the Justice and Home Affairs Unit`: no judge is addressed.
                # `State Secretary in the Ministry of Justice Ana Belková`.
                charged = kind == "honorific" and phrase in self._charges
                if charged and (
                    joins(tokens.words[max(0, at - 1) : min(at + 3, last)]) or self._is_of_house(tokens, at)
                ):
                    return length, "capital"
                inner = kind in _LOWER and phrase[0].isupper() and at > 0 and tokens.words[at - 1] not in _ENDS
                inner = inner and not phrase.split(" ")[0].isupper()
                if kind and not inner:
                    return length, kind
                if phrase in self._fronts:
                    return length, "front"
                if phrase in self._houses:
                    return length, "house"
                if phrase in self._events:
                    return length, "event"
        # `the Swedish embassy` is the same body with a capital.
        if word in self._embassies and at and tokens.words[at - 1] in self._demonyms:
            return 1, "house"
        single = self._single(word, group)
        # `the Stefan cel Bun Academy`: between two words in capitals it is part of the name.
        if single == "word" and word in self._particles and is_between_capitals(tokens.words, at, last):
            return 1, "capital"
        if single == "opener" and _NUMBER.fullmatch(word) and is_number_of_name(tokens.words, at, last, self._houses):
            return 1, "capital"
        # `the Department for Crimes Related to Trafficking`: the name goes on as behind `of`.
        if single == "to" and at and tokens.words[at - 1] in self._with_to:
            return 1, "of"
        if single != "capital":
            return 1, single
        # `Sixty secondary school students`: a number that begins a sentence is nobody's name.
        begins = at == 0 or tokens.words[at - 1] in _ENDS
        return 1, "number" if begins and _NUMBER.fullmatch(word) else single

    def _is_of_house(self, tokens: Tokens, at: int) -> bool:
        """Whether a word stands right behind a noun for a body and `of`."""
        return at > 1 and tokens.words[at - 1] == "of" and tokens.words[at - 2] in self._houses

    def _kind_of(self, word: str, group: str | None) -> str:
        """The kind of one token, whatever stands around it."""
        if group == "sign":
            return _SIGNS.get(word, "other")
        if group in ("possessive", "number"):
            return group
        if word.casefold() in SMALL:
            return word.casefold()
        if word.casefold() in _ARTICLES:
            return "article"
        if word in self._demonyms:
            return "demonym"
        # `an Uzbek-language paper` is no name.
        if (
            not (word[0].isupper() or _SMALL_FIRST.match(word))
            or word.endswith(self._compounds)
            or word in self._weekdays
        ):
            return "word"
        if word in self._ranks:
            return "rank"
        if word.casefold() in self._openers:
            return "opener"
        acronym = (len(word) > 1 and sum(map(str.isupper, word)) > 1 and word.isupper()) or _JOINED.fullmatch(word)
        return "acronym" if acronym else "capital"


def _capitalised(words: Iterable[str]) -> frozenset[str]:
    """Words as they stand in a name, singular and plural."""
    first = {" ".join(part[0].upper() + part[1:] for part in word.split()) for word in words}
    return frozenset(first | {plural(word) for word in first})
