"""What a query asks, as far as this room understands it: values between its reader and its translation to SQL."""

from dataclasses import dataclass, field


class Unknown(Exception):
    """The query says something that this room does not answer; the engine does."""


@dataclass(frozen=True, slots=True)
class Var:
    """A variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Iri:
    """An IRI, absolute."""

    value: str


@dataclass(frozen=True, slots=True)
class Lit:
    """A literal: `suffix` as in N-Triples, nothing for xsd:string."""

    value: str
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Closure:
    """One step repeated: at least `least` times, 0 or 1. `back` against its direction."""

    step: Iri
    back: bool
    least: int


Term = Var | Iri | Lit


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern or a path of one step, in the merge, or in the graph that is named."""

    subject: Term
    predicate: Var | Iri | Closure
    object: Term
    graph: Var | Iri | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A function or an operator by its name in capitals; `IN` has the list behind its first argument."""

    name: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """COUNT and its like; `of` is None for COUNT(*)."""

    name: str
    distinct: bool
    of: "Expression | None"


@dataclass(frozen=True, slots=True)
class Exists:
    """EXISTS over patterns; its negation is a `!` around it."""

    patterns: tuple[Pattern, ...]


Expression = Term | Call | Aggregate | Exists


@dataclass(slots=True)
class Group:
    """What stands in braces, in the order in which it must be taken."""

    patterns: list[Pattern] = field(default_factory=list)
    values: list[tuple[list[Var], list[list[Iri | Lit]]]] = field(default_factory=list)
    optionals: list["Group"] = field(default_factory=list)
    binds: list[tuple[Var, Expression]] = field(default_factory=list)
    filters: list[Expression] = field(default_factory=list)


@dataclass(slots=True)
class Select:
    """A query of the form SELECT."""

    columns: list[tuple[Var, Expression | None]]
    where: Group
    distinct: bool = False
    keys: list[tuple[Var, Expression | None]] | None = None
    having: list[Expression] = field(default_factory=list)
    order: list[tuple[Expression, bool]] = field(default_factory=list)
    """Each with whether it goes downwards."""
    limit: int | None = None
    offset: int = 0

    def gathers(self) -> bool:
        """Whether rows are gathered into groups."""
        said = [one for _, one in self.columns] + self.having + [one for one, _ in self.order]
        return self.keys is not None or any(has_aggregate(one) for one in said)

    def looks_up(self) -> bool:
        """Whether it begins at things that are named and goes on from thing to thing, as the engine does best."""
        bound: set[str] = set()
        for group in (self.where, *self.where.optionals):
            left = list(group.patterns)
            while left:
                near = [one for one in left if not isinstance(one.subject, Var) or one.subject.name in bound]
                if not near or self.where.values:
                    return False
                left = [one for one in left if one not in near]
                bound |= {name for one in near for name in mentioned(one)}
        return True


def has_aggregate(one: Expression | None) -> bool:
    if isinstance(one, Call):
        return any(has_aggregate(part) for part in one.arguments)
    return isinstance(one, Aggregate)


def variables(one: Expression) -> set[str]:
    """The variables of an expression, aggregates included."""
    match one:
        case Var():
            return {one.name}
        case Call():
            return {name for part in one.arguments for name in variables(part)}
        case Aggregate():
            return variables(one.of) if one.of is not None else set()
        case Exists():
            return {name for pattern in one.patterns for name in mentioned(pattern)}
    return set()


def mentioned(pattern: Pattern) -> set[str]:
    """The variables of a pattern."""
    places = pattern.subject, pattern.predicate, pattern.object, pattern.graph
    return {place.name for place in places if isinstance(place, Var)}
