"""What can be set: one table, read by the command line, the environment and the README.

Every setting is a field of `Settings` with its environment variable and help text in the field's metadata.
"""

import difflib
import os
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from endpoint.queries.guard import LONGEST_CHAIN
from graph.errors import InputError

PREFIX: Final = "OSCE_GRAPH_"


NOWHERE: Final = Path(os.devnull)
"""The folder where there is none."""
# Codes of UN/CEFACT for what limits are counted in.
_SECONDS: Final = "SEC"
_BYTES: Final = "AD"
_MEGABYTES: Final = "4L"
_PIECES: Final = "C62"


class Addresses(tuple[str, ...]):
    """Addresses of servers; as text with spaces between them."""

    __slots__ = ()
    RULE: Final = "must be addresses that begin with http:// or https://, with spaces between them"

    def __new__(cls, text: str = "") -> "Addresses":
        """Raises ValueError where one is no address."""
        found = text.split()
        for one in found:
            parts = urlsplit(one)
            if parts.scheme not in {"http", "https"} or not parts.hostname or set(one) & set('<>"{}|^`\\'):
                raise ValueError(one)
        return super().__new__(cls, found)

    def __str__(self) -> str:
        return " ".join(self)


class Contact(str):
    """Where questions go: an address of mail or of a page; nothing where nobody is named."""

    __slots__ = ()
    RULE: Final = "must begin with mailto: or https://"

    def __new__(cls, text: str = "") -> "Contact":
        """Raises ValueError for anything else."""
        parts = urlsplit(text)
        known = (parts.scheme == "mailto" and "@" in parts.path) or (parts.scheme == "https" and parts.hostname)
        if text and (not known or set(text) & set('<>"{}|^`\\ ')):
            raise ValueError(text)
        return super().__new__(cls, text)


# Beyond these a value is a slip, and clocks of the kernel and sizes of messages have no room for it.
_MOST: Final = 1_000_000
_MOST_PROCESSES: Final = 1000
_MOST_BYTES: Final = 1_000_000_000
# What numbers are written with: other signs are letters to all who read the settings but Python.
_NUMERALS: Final = frozenset("0123456789+-.eE")
_PORTS: Final = 65_535
_WORDS: Final[Mapping[Any, str]] = {int: "must be a whole number", float: "must be a number"}


def _about(
    env: str, help_text: str, least: float | None = None, unit: str | None = None, most: float = _MOST
) -> dict[str, Any]:
    """`unit`: what a limit that visitors should know is counted in; None for all else. Numbers alone have a `least`."""
    return {"env": PREFIX + env, "help": help_text, "least": least, "most": most, "unit": unit}


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a deployment may choose. Immutable; made once at start."""

    data: Path = field(default=NOWHERE, metadata=_about("DATA", "Folder that holds `current` and `snapshots/`."))
    engine: Addresses = field(
        default=Addresses(),
        metadata=_about("ENGINE", "SPARQL 1.1 endpoint that answers the queries, instead of the snapshot's own store."),
    )
    engine_minutes: float = field(
        default=5.0,
        metadata=_about("ENGINE_MINUTES", "Time for which pages and kept answers hold where there is no folder.", 0.1),
    )
    host: str = field(default="127.0.0.1", metadata=_about("HOST", "Address to listen on."))
    port: int = field(default=8000, metadata=_about("PORT", "Port to listen on.", 1, most=_PORTS))
    workers: int = field(default=2, metadata=_about("WORKERS", "Server processes.", 1, most=_MOST_PROCESSES))
    children: int = field(
        default=2,
        metadata=_about(
            "CHILDREN",
            "Query processes of each server process: queries that run at the same time.",
            1,
            most=_MOST_PROCESSES,
        ),
    )
    query_seconds: float = field(
        default=10.0,
        metadata=_about("QUERY_SECONDS", "Time a query may take; its process is killed then.", 0.1, _SECONDS),
    )
    query_memory_mb: int = field(
        default=1024,
        metadata=_about(
            "QUERY_MEMORY_MB", "Memory a query may take beyond what the open store needs, in MB.", 64, _MEGABYTES
        ),
    )
    query_length: int = field(
        default=16_384, metadata=_about("QUERY_LENGTH", "Longest query, in bytes.", 64, _BYTES, _MOST_BYTES)
    )
    query_nesting: int = field(
        default=100,
        metadata=_about("QUERY_NESTING", "Deepest nesting of brackets in a query.", 5, _PIECES, LONGEST_CHAIN),
    )
    result_bytes: int = field(
        default=64_000_000,
        metadata=_about("RESULT_BYTES", "Largest answer, in bytes.", 1000, _BYTES, 1000 * _MOST_BYTES),
    )
    queue_seconds: float = field(
        default=5.0, metadata=_about("QUEUE_SECONDS", "Time a query may wait for a free query process.", 0, _SECONDS)
    )
    stream_seconds: float = field(
        default=60.0,
        metadata=_about("STREAM_SECONDS", "Time in which a client must have taken a large answer.", 1, _SECONDS),
    )
    light_seconds: float = field(
        default=0.25,
        metadata=_about(
            "LIGHT_SECONDS", "Time at work after which a query counts as long and needs a place of its own.", 0.01
        ),
    )
    heavy: int = field(
        default=1,
        metadata=_about(
            "HEAVY", "Places for long queries in each server process, beside the children.", 1, most=_MOST_PROCESSES
        ),
    )
    streams: int = field(
        default=4,
        metadata=_about(
            "STREAMS", "Large answers on their way in each server process, beside the rest.", 1, most=_MOST_PROCESSES
        ),
    )
    queue_length: int = field(
        default=16, metadata=_about("QUEUE_LENGTH", "Long queries that may wait for a place in each server process.", 0)
    )
    client_queries: int = field(
        default=8,
        metadata=_about(
            "CLIENT_QUERIES", "Long queries one client may have running or waiting in a server process.", 1, _PIECES
        ),
    )
    cache_mb: int = field(
        default=64,
        metadata=_about(
            "CACHE_MB",
            "Answers given before that are kept, in MB: so much in memory in each server process, and as much again in "
            "files for all of them.",
            0,
        ),
    )
    columns_mb: int = field(
        default=256,
        metadata=_about(
            "COLUMNS_MB",
            "Memory that the tables for counts, rankings and paths may take in each query process, in MB; 0: the "
            "engine answers everything.",
            0,
        ),
    )
    trusted_proxies: int = field(
        default=0, metadata=_about("TRUSTED_PROXIES", "Proxies in front whose X-Forwarded-* headers are believed.", 0)
    )

    services: Addresses = field(
        default=Addresses(), metadata=_about("SERVICES", "Endpoints that queries may call by SERVICE; none by default.")
    )

    contact: Contact = field(
        default=Contact(), metadata=_about("CONTACT", "Who answers questions about the data: mailto: or https:.")
    )

    def __post_init__(self) -> None:
        # Once and for all: what sends files takes a relative path from the folder of the program, not from this one.
        object.__setattr__(self, "data", self.data.absolute())

    @property
    def has_data(self) -> bool:
        """Whether there is a folder; else everything comes from the engine."""
        return self.data != NOWHERE

    @classmethod
    def load(cls, environ: Mapping[str, str], given: Mapping[str, object]) -> "Settings":
        """Settings from what was given (None: not given), else the environment, else the defaults.

        Raises InputError for an unknown OSCE_GRAPH_ variable, a value of the wrong type or out of range, and a
        missing data folder.
        """
        _refuse_unknown(environ)
        values: dict[str, Any] = {}
        for one in fields(cls):
            env = one.metadata["env"]
            if given.get(one.name) is not None:
                values[one.name] = _checked(one, given[one.name], option(one.name))
            elif env in environ:
                values[one.name] = _checked(one, environ[env], env)
        if len(values.get("engine", ())) > 1:
            raise _wrong(option("engine"), str(values["engine"]), "must be one address")
        if "data" not in values and not values.get("engine"):
            raise InputError(
                "no data folder is named",
                source=PREFIX + "DATA",
                rule="the endpoint serves the snapshot that `current` in the data folder points to, or an engine",
                remedy="name the folder on the command line or in OSCE_GRAPH_DATA, or an engine with --engine",
            )
        return cls(**values)


def option(name: str) -> str:
    """How the command line calls a setting."""
    return "DIR" if name == "data" else f"--{name.replace('_', '-')}"


def described() -> Iterator[Field[Any]]:
    """The settings in order, for the command line and the documentation."""
    return iter(fields(Settings))


def limits(settings: Settings) -> Iterator[tuple[str, str, float, str]]:
    """The limits that visitors meet: name, what it means, value, and the UN/CEFACT code of its unit."""
    for one in described():
        if one.metadata["unit"]:
            yield one.name, one.metadata["help"], getattr(settings, one.name), one.metadata["unit"]


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    known = [one.metadata["env"] for one in fields(Settings)]
    for key in sorted(environ):
        if key.startswith(PREFIX) and key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]}? " if near else ""
            raise InputError(
                "no such setting",
                source=key,
                rule=f"a variable that begins with {PREFIX} names a setting, so that a misspelt one cannot pass",
                remedy=f"{hint}Correct it or unset it; the settings are {', '.join(known)}",
            )


def _checked(one: Field[Any], value: object, source: str) -> Any:
    """The value as the field's type. Raises InputError naming where the value came from."""
    kind: Any = one.type
    least = one.metadata["least"]
    try:
        if least is not None and not _NUMERALS.issuperset(str(value).strip()):
            raise ValueError(value)
        typed = kind(str(value))
    except ValueError:
        rule = getattr(kind, "RULE", _WORDS.get(kind, "must be text"))
        raise _wrong(source, value, rule) from None
    if least is not None and not typed >= least:
        raise _wrong(source, value, f"must be at least {least}")
    if least is not None and not typed <= one.metadata["most"]:
        raise _wrong(source, value, f"must be at most {one.metadata['most']}")
    return typed


def _wrong(source: str, value: object, rule: str) -> InputError:
    return InputError(f"{value!r} cannot be used", source=source, rule=rule, remedy="give another value")
