"""Extractors from outside, by the entry points of the group `osce_graph.extractors`; none works unless it is named.

`load("spacy:model=/models/en,confidence=0.8")` calls the entry point `spacy` with these options. Two come with the
project: `spacy`, a model by its folder, and `language-model`, behind any address that speaks OpenAI's chat completions.

Decision 2026-11-28: an installed entry point is used only where a build names it. Alternative: all that are installed.
Chosen so that the same pages and the same command give the same graph on any machine. Cost: one more option to type.
"""

import inspect
import re
from collections.abc import Callable, Sequence
from importlib.metadata import entry_points
from typing import Any

from graph.errors import InputError
from graph.extract.proposals import Extractor

GROUP = "osce_graph.extractors"
_METHOD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_RULE = "an extractor is named as NAME or NAME:OPTION=VALUE,OPTION=VALUE"


def load(spec: str) -> Extractor:
    """The extractor of that name with these options. Raises InputError where there is none, or it cannot start."""
    name, _, rest = spec.partition(":")
    found = entry_points(group=GROUP)
    if name not in found.names:
        known = ", ".join(sorted(found.names)) or "none"
        raise InputError(
            f"no extractor is called {name!r}", source=spec, rule=_RULE, remedy=f"these are installed: {known}"
        )
    try:
        factory, options = found[name].load(), _options(spec, rest)
        _fit(spec, factory, options)
        made: Extractor = factory(**options)
    except ImportError as error:
        raise InputError(
            f"needs a package that is not installed: {error}",
            source=spec,
            rule="what an extractor needs beyond the project is an extra",
            remedy=f"pip install 'osce-graph[{name}]'",
        ) from None
    except (ValueError, TypeError, OSError) as error:
        raise InputError(
            f"cannot start: {error}", source=spec, rule=_RULE, remedy="mend the options; graph/README.md has them"
        ) from None
    if not _METHOD.fullmatch(made.method.key) or not made.method.version[:1].isdigit():
        raise InputError(
            f"calls its method {made.method.key!r}",
            source=spec,
            rule="a method is named in letters, digits, dots and hyphens, and its version begins with a digit",
            remedy="mend the extractor, or tell whoever wrote it",
        )
    return made


def load_all(specs: Sequence[str]) -> list[Extractor]:
    """The extractors of several names, in that order."""
    return [load(spec) for spec in specs]


def _fit(spec: str, factory: Callable[..., Any], options: dict[str, str]) -> None:
    """Raises InputError where an option is not known, or one is needed and not given."""
    try:
        signature = inspect.signature(factory)
    except ValueError:  # one that does not say what it takes
        return
    if any(one.kind is one.VAR_KEYWORD for one in signature.parameters.values()):
        return
    needed = {name for name, one in signature.parameters.items() if one.default is one.empty}
    unknown = [name for name in options if name not in signature.parameters]
    lacking = [name for name in signature.parameters if name in needed - options.keys()]
    if unknown or lacking:
        known = ", ".join(f"{name} (needed)" if name in needed else name for name in signature.parameters)
        raise InputError(
            f"knows no option {unknown[0]!r}" if unknown else f"needs the option {lacking[0]!r}",
            source=spec,
            rule=_RULE,
            remedy=f"its options are {known}" if known else "it has no options",
        )


def number(name: str, text: str) -> float:
    """The number that an option gives. Raises ValueError, in words, where it is none."""
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{name} is {text!r}, which is no number") from None


def _options(spec: str, rest: str) -> dict[str, str]:
    options = {}
    for part in filter(None, rest.split(",")):
        name, sign, value = part.partition("=")
        if not sign or not name.isidentifier():
            raise InputError(f"has no option and value in {part!r}", source=spec, rule=_RULE, remedy="write NAME=VALUE")
        options[name] = value
    return options
