"""Which body stands with a name: behind it, before it, or in whose possessive the name is."""

import re

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.bodies.antecedents import Antecedents
from graph.extract.bodies.led_teams import LEADING, LedTeams
from graph.extract.bodies.organisations import OSCE_BODY, PUBLISHER, SHORT_BODY, Body
from graph.extract.bodies.short_words import ShortWords
from graph.extract.grammar.paragraphs import Paragraph
from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import compiled
from graph.extract.words.runs import WORD
from graph.records import Evidence, Found, Person
from graph.text import Places, Span
from graph.vocabularies.reference import Reference

FORMERLY = r"formerly|previously|until\s(?:recently|(?:[A-Z][a-z]+\s)?(?:19|20)\d\d)"
"""Words behind a comma that say that somebody is of the next body no more."""
# `trainer X of the Border Police`; `X, formerly with the Border Police`.
_BELONGS = re.compile(
    rf"(?:\s(?:of|from|at|with)|,\s(?:(?:now|currently|{FORMERLY})\s)?(?:of|from|with))\s(?:the\s)?|\s\((?:the\s)?"
)
# `X from the local charity Kosel`: small words before the body's own name, after the article.
_SMALL_WORDS = re.compile(r"(?:(?!(?:the|an?)\s)[\w’'-]+\s){0,3}")
# How far before a name the words can begin that say what it leads.
_BEFORE = 120
# How far behind a name a role can begin that is an apposition to it.
_NEAR = 40
# `an officer who served with the Valley Brigade in 1994` is no more of it.
_ONCE = re.compile(r"\swho\s(?:served|worked|taught|studied)\s[^,.;:]*")
_IN_YEAR = re.compile(r"[^,.;:]{0,60}?\b(?:in|from|until|between|during)\s(?:[A-Z]\w+\s)?(?:19|20)\d\d\b")
# `the OSCE field office in Osh, headed by X`: no body of its own, but what X leads.
_FIELD_OFFICE = compiled(r"\bOSCE\sfield\soffice(?:\sin\s(?:the\s)?[^\W\d_a-z][\w-]+(?:\s[^\W\d_a-z][\w-]+)?)?")
_COMMA, _APART = re.compile(r",\s"), re.compile(r"[,;.]")
# `on behalf of the Valley Fund (VF), Dr. X`: what stands between the body and the name.
_BEHALF = compiled(r"\bon behalf of\s(?:the\s)?|(?-i:\b(?:For|Speaking for)\s)(?:the\s)?", re.IGNORECASE)
# `on behalf of the Valley Fund, and the Minister, X, thanked her`: that is somebody else.
_JUST_BEFORE = re.compile(
    r"(?:\s\([A-Z]+\))?,\s(?!and\s|but\s|while\s)(?:(?:[^,;.]|(?<=\b[A-Z][a-z])\.|(?<=\b[A-Z][a-z]{2})\.){1,60},?\s)?"
)
OWNED = rf"(?P<noun>{SHORT_BODY.pattern}|\bCo-?ordinator)(?=['’]s)"
"""`the Centre's`: a short word for a structure that owns what follows."""
OWNER = compiled(rf"{OWNED}['’]s\s$")
"""`the Centre's X`: whom somebody works for, right before a name."""
_OWNS = re.compile(r"(?<=\w)[’']s?\s$")
_LATTER = re.compile(r"\b[Tt]he latter['’]s\s$")
# `The team, invited by the Ministry of Water, is led by`, `The team from the Ministry is led by`: the team is led.
_OUTSIDE = re.compile(r"\b(?:by|from|to|with)\s(?:the\s)?$")
_IS = re.compile(r",?\s(?:is|was)\s")
_PART_OF_BODY = r"(?:[\w’-]+\s){1,3}of\s(?:the\s)?"
_PART_OF = re.compile(r"\s(?:of|at|in|within)\s(?:the\s)?")
# `the OSCE's Office for Roads`: the office.
_WHOSE = re.compile(r"[’']s\s")


class Beside:
    """Finds the body that stands with a name."""

    def __init__(self, reference: Reference, short: ShortWords) -> None:
        self._short = short
        self._parts = frozenset(reference.words("part-noun"))
        heading = "|".join(re.escape(verb) for verb in reference.words("heading-verb"))
        working = "|".join(re.escape(verb) for verb in reference.words("working-verb"))
        devising = "|".join(re.escape(verb) for verb in reference.words("devising-verb"))
        # `X (Spain) heads the delegation of the ...`, `X, who teaches law at the ...`.
        bracket = r"(?:\([^()]{1,60}\),?\s)?"
        # `heads the long-term election observation mission of the`, not `leads the survey with X of the`.
        part = r"the\s(?:(?!(?:and|at|by|for|from|in|to|with)\s)[\w-]+\s){1,5}?of\s(?:the\s)?"
        work = rf"(?:{working})(?:\s[\w-]+){{0,6}}?\s(?:at|for|with|in)\s(?:the\s)?"
        # `X, who studied there and now heads the`, `X from Rijeka, who heads the`.
        adverb, further = r"(?:(?:\w+ly|now|also|still|today)\s)?", r"(?:[^,.;“”\"]{1,60}\sand\s)??"
        heads = rf"(?:\sfrom\s[^\W\d_a-z][\w-]+(?=,\swho\s))?,?\s{bracket}(?:who\s{further}{adverb})?(?:{heading})\s"
        # `Minister X at the opening of the Forum` is no part of it.
        happens = any_of(
            word for kind in ("event-noun", "event-noun-beside", "no-part-noun") for word in reference.words(kind)
        ).pattern
        kinds = any_of(reference.words("kind-of-body"), "").pattern
        offices = any_of(reference.words("role-noun"), "").pattern
        units = any_of(reference.words("unit-noun"), "").pattern
        self._joints = (
            _BELONGS,
            # `X, whose association Kosel helps parents`.
            re.compile(rf",\swhose\s(?:[a-z-]+\s)?{kinds}\s"),
            # `X, whose company of the Valley Brigade guards it`; `X, who stands in for the Head of the OSCE Office`.
            compiled(rf",\swhose\s(?:[a-z-]+\s)?{units}\s(?:of|at|in)\s(?:the\s)?"),
            compiled(
                rf",\swho\s(?:(?:is\s)?(?:standing|filling)|stands|stood|fills|filled)\sin\sfor\s(?:(?i:{offices})\sof\s|its\s|the\s)+"
            ),
            # `X, who lectures in river ecology at the University of Osh`: where comes before in what.
            re.compile(rf",\swho\s{adverb}(?:{working})(?:\s[\w-]+){{1,7}}?\sat\s(?:the\s)?"),
            # `X, who represents the Government in the Valley Commission`.
            re.compile(r",\swho\srepresents\s(?:the\s)?(?:[\w’'-]+\s){1,4}?(?:in|on)\sthe\s"),
            # `X, who developed the process at the Valley Centre`.
            re.compile(rf",\swho\s{adverb}(?:(?:has|had)\s)?(?:{devising})(?:\s[\w’'-]+){{1,8}}?\sat\sthe\s"),
            # `X from the Rijeka branch of the Bar Association`, but not `X, with the head of the Bar Association, Y`.
            re.compile(
                rf"(?:{_BELONGS.pattern})(?!(?:an?\s)?(?:[\w’-]+\s){{0,2}}?(?:{happens}|{offices}\sof\s)){_PART_OF_BODY}"
            ),
            re.compile(rf"{heads}(?:the\s)?"),
            re.compile(heads + part),
            re.compile(rf",?\s{bracket}(?:who\s{adverb})?{work}"),
            # `X, who took part on behalf of the Valley Fund`.
            re.compile(rf",?\s(?!and\s){bracket}(?:(?:who\s)?[^,.;:“”\"]{{3,60}}?\s)?on behalf of\s(?:the\s)?"),
        )
        # `X of Rijeka thanked the Valley Fund`: the town's, and not the fund's.
        verbs = any_of((*reference.words("speech-verb"), *reference.words("verb-with-person"))).pattern
        self._subject = re.compile(rf"[^\W\d_a-z][\w’'-]*\s(?:(?-i:[a-z]+ed)|{verbs})\s")
        # `X of the Gothenburg police`: a body told apart by what stands before its small noun.
        self._small = re.compile(
            rf"(?:{_BELONGS.pattern}|{heads}(?:the\s)?)(?P<name>[^\W\d_a-z][\w-]+(?:\s[\w-]+){{0,2}}?"
            rf"\s{any_of(reference.words('small-house')).pattern})(?=[,.;)]|\s{any_of(reference.words('speech-verb')).pattern})"
        )
        # `X, who heads Bela Krasna,`: a name that tells nothing of a body.
        bodily = any_of(reference.words("verb-of-body"), "").pattern
        self._headed = re.compile(
            rf",\swho\s{adverb}(?:{bodily}\s(?P<name>{WORD}(?:\s{WORD}){{0,3}})(?=[,.;])"
            # `X, who acts at Scena 12 in Rijeka`.
            rf"|(?:{working})\sat\s(?P<at>{WORD}(?:\s(?:{WORD}|\d+)){{0,3}})(?=[,.;]|\sin\s))"
        )
        self._teams = LedTeams(reference, short)
        # `led by Chief Inspector X`.
        led = any_of(reference.words("led-by"), r"\s(?-i:(?:[^\W\d_a-z][\w.-]*\s){0,3})$")
        # `the Valley Fund (VF) in Rijeka, a charity, headed by`, `the Valley Fund is headed by`, but `the ceremony at
        # the Valley Fund was opened by`.
        leads = rf"(?=(?:co-)?(?:{LEADING})\s)"
        now = rf"which\sis\s|(?:which\s)?(?:is|was)\s(?:now\s)?{leads}|now\s"
        town, what = r"(?:\s(?:in|near)\s(?-i:[^\W\d_a-z][\w-]+))?", r"(?:,\san?\s[^,.;]{1,60}?)?"
        # `the Valley Fund, represented at the ceremony by X`, `headed since 2004 by X`.
        since = rf"(?:{LEADING})\s(?:since|from)\s(?:[a-z]+\s)?\d{{4}}\s"
        sent = rf"(?:represented\s(?:at\sthe\s[a-z-]+\s)?|{since})by\s(?-i:(?:[^\W\d_a-z][\w.-]*\s){{0,3}})$"
        # `the Valley Fund from its office in Rijeka, headed by`.
        its = rf"(?:\s(?:from|in|at|with|through|by)\sits\s(?:[a-z-]+\s){{0,2}}?(?:{units}|branch|secretariat|base))?"
        # `the Task Force West, commanded by`.
        side = "|".join(map(re.escape, reference.words("region-word")))
        self._led = re.compile(
            rf"(?:\s(?:{side}))?(?:\s\([A-Z]+\))?(?:\s(?:delegation|team|observers))?{its}{town}"
            rf"(?:{what},?\s|,\s(?!is\s|was\s)|\s)(?:{now})?(?:{led.pattern}|{sent})",
            re.IGNORECASE,
        )
        # `the Valley Fund under X`; `the Fund under President X` is rather of the time when he was one.
        self._under = compiled(r"(?:\s\([A-Z]+\))?\sunder\s(?:(?:Mr|Ms|Mrs|Dr|Prof)\.?\s)?$")
        # `Justice Ministry official X`.
        staff = any_of(reference.words("staff-word"), r"\s(?:[^\W\d_a-z]\w{1,3}\.\s)?$").pattern
        self._staff = re.compile(rf"(?:\s\([A-Z]+\))?\s{staff}")

    def name(
        self, paragraph: Paragraph, name: Span, bodies: Places[Body], earlier: Antecedents
    ) -> Found[NamedNode | str] | None:
        """The body right after a name: `X of the Border Police`, `X, who heads the Border Police`."""
        body = self._joined(paragraph, name, bodies) or self._led_by(paragraph, name, bodies)
        body = body or self._apposed(paragraph, name, bodies)
        if body is None:
            return (
                self._teams.body(paragraph, name, bodies, earlier)
                or self._owning(paragraph, name, bodies, earlier)
                or self._of_small(paragraph, name)
                or self._called(paragraph, name)
            )
        body = self._over(paragraph, body, bodies)
        if body.iri is None and self._short.is_short(paragraph, body):
            return self._short.meant(paragraph, body.span, earlier)
        # `X, who is in charge of elections at the OSCE Mission`: the mission, not the whole organization.
        if body.iri and (short := OSCE_BODY.match(paragraph.text, body.span.start)) and short.end() > body.span.end:
            return self._short.the_employer(paragraph, Span(*short.span()))
        # `X of the Carabinieri Command`, which was named in full before.
        longer = None if body.known else earlier.longer(body.span.of(paragraph.text), body.span.start)
        return longer or self._teams.or_part(paragraph.text, body)

    def roles(self, paragraph: Paragraph, person: Person, bodies: Places[Body]) -> Found[NamedNode | str] | None:
        """`X, a lawyer who works with the Valley Fund`: what follows a role that follows the name."""
        name = person.name.evidence.span
        for role in person.roles:
            span = role.title.evidence.span
            if role.organisation is None and 0 < span.start - name.end < _NEAR:
                body = self._joined(paragraph, span, bodies) or self._listed(paragraph, span, bodies)
                if body and _ONCE.fullmatch(paragraph.text, span.end, body.span.start):
                    body = None if _IN_YEAR.match(paragraph.text, body.span.end) else body
                if body and not (body.iri is None and self._short.is_short(paragraph, body)):
                    return Found(body.value(paragraph.text), Evidence(body.span, methods.ROLE_GRAMMAR, 0.75))
        return None

    def several(self, paragraph: Paragraph, role: Span, bodies: Places[Body]) -> Found[NamedNode | str] | None:
        """`inspectors from the Valley Fund`: what follows a role of several."""
        belongs = _BELONGS.match(paragraph.text, role.end, paragraph.span.end)
        near = bodies.near(Span(belongs.end(), belongs.end() + 1)) if belongs else []
        body = next((one for one in near if belongs and one.span.start == belongs.end()), None)
        if body is None or (body.iri is None and self._short.is_short(paragraph, body)):
            return None
        return Found(body.value(paragraph.text), Evidence(body.span, methods.ROLE_GRAMMAR, 0.75))

    def _next(self, text: str, bodies: Places[Body], start: int) -> Body | None:
        """The body that begins here, or after a few small words."""
        small = _SMALL_WORDS.match(text, start)
        said = self._subject.match(text, start)
        found = (
            one
            for one in bodies.near(Span(start, (small.end() if small else start) + 1))
            if one.span.start >= start and _SMALL_WORDS.fullmatch(text, start, one.span.start)
        )
        return next((one for one in found if said is None or one.span.start < said.end()), None)

    def _over(self, paragraph: Paragraph, body: Body, bodies: Places[Body]) -> Body:
        """The body that another is a part of: `heads the Family Department at the Ministry of Water`."""
        whose = _WHOSE.match(paragraph.text, body.span.end)
        if whose and body.span.of(paragraph.text) == PUBLISHER:
            owned = bodies.near(Span(whose.end(), whose.end() + 1))
            body = next((one for one in owned if one.span.start == whose.end()), body)
        first, *_, last = (words := body.span.of(paragraph.text).split()) + words
        part = first in self._parts or last in self._parts
        at = _PART_OF.match(paragraph.text, body.span.end) if part else None
        near = bodies.near(Span(at.end(), at.end() + 1)) if at else []
        return next((one for one in near if at and one.span.start == at.end()), body)

    def _owning(
        self, paragraph: Paragraph, name: Span, bodies: Places[Body], earlier: Antecedents
    ) -> Found[NamedNode | str] | None:
        """`the Centre's X`: the structure that the release is about; `the latter's X`: the body named last.

        `the Valley Fund's X`: the body in whose possessive X is.
        """
        near = next((one for one in paragraph.names.near(name) if one.span == name), None)
        start = near.start if near else name.start
        owner = OWNER.search(paragraph.text, max(paragraph.span.start, start - _BEFORE), start)
        if owner and self._short.is_employer(paragraph, owner["noun"]):
            return self._short.the_employer(paragraph, Span(*owner.span("noun")))
        owns = _OWNS.search(paragraph.text, max(paragraph.span.start, start - 3), start)
        near_by = bodies.near(Span(owns.start() - 1, owns.start())) if owns else []
        body = next((one for one in near_by if owns and one.span.end == owns.start()), None)
        if body and not (body.iri is None and self._short.is_short(paragraph, body)):
            return Found(body.value(paragraph.text), Evidence(body.span, methods.ROLE_GRAMMAR, 0.8))
        latter = _LATTER.search(paragraph.text, max(paragraph.span.start, start - _BEFORE), start)
        return earlier.latter(latter.start()) if latter else None

    def _of_small(self, paragraph: Paragraph, name: Span) -> Found[NamedNode | str] | None:
        """`X of the Gothenburg police`."""
        small = self._small.match(paragraph.text, name.end, paragraph.span.end)
        words = Span(*small.span("name")) if small else None
        return Found(words.of(paragraph.text), Evidence(words, methods.ROLE_GRAMMAR, 0.6)) if words else None

    def _called(self, paragraph: Paragraph, name: Span) -> Found[NamedNode | str] | None:
        """`X, who heads Bela Krasna,`: what is no town, no country and no short word for a structure."""
        headed = self._headed.match(paragraph.text, name.end, paragraph.span.end)
        called = "name" if headed and headed["name"] else "at"
        if headed is None or SHORT_BODY.search(headed[called]):
            return None
        words = Span(*headed.span(called))
        if any(match.span.overlaps(words) for match in paragraph.matches):
            return None
        return Found(words.of(paragraph.text), Evidence(words, methods.ROLE_GRAMMAR, 0.6))

    def _joined(self, paragraph: Paragraph, name: Span, bodies: Places[Body]) -> Body | None:
        """`X of the Border Police`, `X, who heads the Border Police`."""
        text, end = paragraph.text, paragraph.span.end
        joints = (joint for pattern in self._joints if (joint := pattern.match(text, name.end, end)))
        return next((body for joint in joints if (body := self._next(text, bodies, joint.end()))), None)

    def _led_by(self, paragraph: Paragraph, name: Span, bodies: Places[Body]) -> Body | None:
        """`the Valley Fund, headed by X`."""
        start = max(paragraph.span.start, name.start - _BEFORE)
        near = [*bodies.near(Span(start, name.start))]
        near += [Body(Span(*one.span()), None) for one in _FIELD_OFFICE.finditer(paragraph.text, start, name.start)]
        ways = (self._led, self._staff, self._under)
        led = (body for body in near if any(way.match(paragraph.text, body.span.end, name.start) for way in ways))
        led = (body for body in led if not _is_aside(paragraph.text, body.span, name.start))
        body = next(led, None)
        return body or self._spoken_for(paragraph, name, bodies)

    def _spoken_for(self, paragraph: Paragraph, name: Span, bodies: Places[Body]) -> Body | None:
        """`On behalf of the Valley Fund (VF), X`."""
        behalf = None
        for found in _BEHALF.finditer(paragraph.text, max(paragraph.span.start, name.start - _BEFORE), name.start):
            behalf = found
        if behalf is None:
            return None
        near = [*bodies.near(Span(behalf.end(), behalf.end() + 1))]
        if short := OSCE_BODY.match(paragraph.text, behalf.end()):
            near = [Body(Span(*short.span()), None)]
        return next((body for body in near if _JUST_BEFORE.fullmatch(paragraph.text, body.span.end, name.start)), None)

    def _listed(self, paragraph: Paragraph, role: Span, bodies: Places[Body]) -> Body | None:
        """`X, Press Assistant, UNHCR.`: a body between a comma and the end."""
        body = self._apposed(paragraph, role, bodies)
        return body if body and not paragraph.text.startswith(",", body.span.end) else None

    def _apposed(self, paragraph: Paragraph, name: Span, bodies: Places[Body]) -> Body | None:
        """`Ms. X, OSCE Press Office, Vienna`."""
        comma = _COMMA.match(paragraph.text, name.end, paragraph.span.end)
        after = bodies.near(Span(comma.end(), comma.end() + 1)) if comma else []
        body = next((body for body in after if comma and body.span.start == comma.end()), None)
        return body if body and _APART.match(paragraph.text, body.span.end) else None


def _is_aside(text: str, body: Span, name: int) -> bool:
    """Whether what is led is another than the body before `is led by`: a preposition ties the body to it."""
    is_led = _IS.match(text, body.end, name)
    return is_led is not None and _OUTSIDE.search(text, max(0, body.start - _NEAR), body.start) is not None
