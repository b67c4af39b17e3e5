"""A small site of Linked Data that keeps every rule, written for tests of the checker, on 127.0.0.1.

It shares nothing with the product's server. A fault may be put between what it answers and what is sent.
"""

import gzip
import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

SPACE = "https://data.example/"
RDF, RDFS, SCHEMA = (
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/2000/01/rdf-schema#",
    "https://schema.org/",
)
TIMES = ("Mon, 05 Jan 2026 08:00:00 GMT", "Tue, 06 Jan 2026 08:00:00 GMT")
FORMS = {
    "ttl": ("text/turtle", RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", None),
    "rdf": ("application/rdf+xml", RdfFormat.RDF_XML),
    "nt": ("application/n-triples", RdfFormat.N_TRIPLES),
    "html": ("text/html", None),
}
THINGS = ("thing/a", "thing/b", "about")
PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix void: <http://rdfs.org/ns/void#> . @prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix tree: <https://w3id.org/tree#> .
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> . @prefix ldes: <https://w3id.org/ldes#> .
@prefix formats: <http://www.w3.org/ns/formats/> .
"""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked."""

    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]

    @property
    def accept(self) -> str:
        return self.headers.get("accept", "*/*")


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def put(self, **headers: str) -> "Reply":
        return replace(self, headers=self.headers | {name.replace("_", "-"): value for name, value in headers.items()})


Fault = Callable[[Request, Reply], Reply]


def triples(thing: str) -> list[Quad]:
    node, part = NamedNode(SPACE + thing), NamedNode(f"{SPACE}{thing}#part")
    return [
        Quad(node, NamedNode(RDF + "type"), NamedNode(SCHEMA + "Thing")),
        Quad(node, NamedNode(RDFS + "label"), Literal(f"The {thing}", language="en")),
        Quad(node, NamedNode(SCHEMA + "hasPart"), part),
        Quad(part, NamedNode(RDFS + "label"), Literal("A part")),
        Quad(part, NamedNode(SCHEMA + "isPartOf"), NamedNode(SPACE + "thing/b")),
    ]


def dump() -> bytes:
    quads = [one for thing in THINGS for one in triples(thing)]
    return gzip.compress(serialize(quads, format=RdfFormat.N_QUADS) or b"", mtime=0)


def document(thing: str, form: str) -> bytes:
    rdf = FORMS[form][1]
    if rdf is not None:
        return serialize([one.triple for one in triples(thing)], format=rdf) or b""
    if form == "html":
        return (
            f'<!doctype html><html lang="en"><title>{thing}</title>'
            f'<link rel="alternate" type="text/turtle" href="/{thing}.ttl">'
            f'<script type="application/ld+json">{{"@id": "x"}}</script><h1 id="top">{thing}</h1>'
            '<a href="/thing/a.html#part">a</a> <a href="/thing/b.html">b</a> <p id="part">A part</p></html>'
        ).encode()
    node = {"@id": SPACE + thing, "@type": SCHEMA + "Thing", "label": {"@value": f"The {thing}", "@language": "en"}}
    part = {"@id": f"{SPACE}{thing}#part", "label": "A part", SCHEMA + "isPartOf": {"@id": SPACE + "thing/b"}}
    return json.dumps({"@context": "/context.jsonld", **node, SCHEMA + "hasPart": part}).encode()


def chosen(accept: str, offered: Mapping[str, str]) -> str | None:
    """The offered form that an Accept header likes best."""
    wanted = parse_accept_header(accept, MIMEAccept)
    best = max(offered, key=lambda one: wanted.quality(offered[one]))
    return best if wanted.quality(offered[best]) > 0 else None


class Site:
    """What the site answers."""

    def __init__(self, base: str) -> None:
        self.base = base

    def answer(self, asked: Request) -> Reply:
        if asked.method not in ("GET", "HEAD"):
            return self.problem(asked, 405).put(allow="GET, HEAD")
        path = asked.path.removeprefix("/")
        made = self.route(asked, path)
        if made.status == 200 and "memento-datetime" not in made.headers:
            tag = f'"{hashlib.sha256(made.headers["content-type"].encode() + made.body).hexdigest()[:16]}"'
            made = made.put(etag=tag, last_modified=TIMES[0])
            held = asked.headers.get("if-none-match")
            if (held and (tag in held or held == "*")) or (not held and "if-modified-since" in asked.headers):
                return Reply(304, {name: value for name, value in made.headers.items() if name != "content-type"})
        return made

    def route(self, asked: Request, path: str) -> Reply:
        fixed: dict[str, tuple[str, str | bytes]] = {
            "": ("text/html", self.home()),
            "robots.txt": ("text/plain", f"User-agent: *\nDisallow: /secret\nSitemap: {self.base}/sitemap.xml\n"),
            "sitemap.xml": ("application/xml", self.sitemap("sitemapindex", "sitemap", ["/sitemap/1.xml"])),
            "sitemap/1.xml": ("application/xml", self.sitemap("urlset", "url", [f"/{one}.html" for one in THINGS])),
            ".well-known/void": ("text/turtle", self.description()),
            "dump/all.nq.gz": ("application/gzip", dump()),
            "context.jsonld": ("application/ld+json", json.dumps({"@context": {"label": RDFS + "label"}})),
            "feed.atom": ("application/atom+xml", self.feed()),
            "stream": ("text/turtle", self.stream("")),
            "stream/1": ("text/turtle", self.stream("/1")),
            "problem": ("text/html", '<html lang="en"><title>Problem</title><h1>Problem</h1></html>'),
        }
        if path in fixed:
            kind, text = fixed[path]
            return Reply(200, {"content-type": kind}, text.encode() if isinstance(text, str) else text)
        if path == "sparql":
            return self.sparql(asked)
        if path == "thing/gone":
            return self.problem(asked, 410)
        for word, make in (("timegate/", self.timegate), ("timemap/", self.timemap)):
            if path.startswith(word) and path.removeprefix(word) in THINGS:
                return make(asked, path.removeprefix(word))
        if path[:8] in ("memento1", "memento2") and path[9:] in THINGS:
            body = document(path[9:], "ttl")
            said = {"content-type": "text/turtle", "link": self.of_time(path[9:])}
            return Reply(200, said | {"memento-datetime": TIMES[int(path[7]) - 1]}, body)
        return self.thing(asked, path)

    def thing(self, asked: Request, path: str) -> Reply:
        stem, _, form = path.rpartition(".")
        if stem in THINGS and form in FORMS:
            return self.as_document(stem, form)
        if path not in THINGS:
            return self.problem(asked, 404)
        found = chosen(asked.accept, {name: kind for name, (kind, _) in FORMS.items()})
        if found is None:
            return self.problem(asked, 406)
        if path == "about":  # a document itself
            return self.as_document(path, found)
        return Reply(303, {"location": f"/{path}.{found}", "vary": "Accept", "link": self.of_time(path)})

    def as_document(self, thing: str, form: str) -> Reply:
        links = [f'<{SPACE}{thing}>; rel="describes"', f'</{thing}.ttl>; rel="alternate"; type="text/turtle"']
        headers = {
            "content-type": FORMS[form][0],
            "content-location": f"/{thing}.{form}",
            "vary": "Accept",
            "link": ", ".join([*links, self.of_time(thing)]),
        }
        return Reply(200, headers, document(thing, form))

    def of_time(self, thing: str) -> str:
        return (
            f'</{thing}>; rel="original", </timegate/{thing}>; rel="timegate", '
            f'</timemap/{thing}>; rel="timemap"; type="application/link-format"'
        )

    def timegate(self, asked: Request, thing: str) -> Reply:
        at = asked.headers.get("accept-datetime")
        try:
            early = at is not None and parsedate_to_datetime(at) < parsedate_to_datetime(TIMES[1])
        except ValueError:
            return self.problem(asked, 400)
        to = f"/memento{1 if early else 2}/{thing}"
        return Reply(302, {"location": to, "vary": "Accept-Datetime", "link": self.of_time(thing)})

    def timemap(self, asked: Request, thing: str) -> Reply:
        base = self.base
        lines = [
            f'<{base}/{thing}>;rel="original"',
            f'<{base}/timegate/{thing}>;rel="timegate"',
            f'<{base}/timemap/{thing}>;rel="self"',
        ]
        lines += [f'<{base}/memento{n}/{thing}>;rel="memento";datetime="{at}"' for n, at in enumerate(TIMES, 1)]
        return Reply(200, {"content-type": "application/link-format"}, ",\n".join(lines).encode())

    def problem(self, asked: Request, status: int) -> Reply:
        if asked.accept.startswith("text/html"):
            return Reply(status, {"content-type": "text/html"}, b"<h1>No</h1>")
        shape = {"type": SPACE + "problem", "title": "No", "status": status}
        return Reply(status, {"content-type": "application/problem+json"}, json.dumps(shape).encode())

    def home(self) -> str:
        return (
            '<!doctype html><html lang="en"><title>Home</title><h1>Home</h1>'
            '<a href="/thing/a.html#part">a</a><a href="/secret">no</a>'
            '<link rel="alternate" type="application/atom+xml" href="/feed.atom"></html>'
        )

    def sitemap(self, root: str, item: str, paths: list[str]) -> str:
        rows = "".join(f"<{item}><loc>{self.base}{one}</loc><lastmod>2026-01-05</lastmod></{item}>" for one in paths)
        return f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{root}>'

    def description(self) -> str:
        file, count = dump(), sum(len(triples(one)) for one in THINGS)
        return f"""{PREFIXES}
<{SPACE}dataset> a void:Dataset, dcat:Dataset ; dcterms:title "All" ;
  dcterms:license <https://example.org/licence> ;
  void:uriSpace "{SPACE}" ; void:exampleResource <{SPACE}thing/a> , <{SPACE}about> ; void:triples {count} ;
  void:entities 6 ;
  void:properties 4 ; void:classPartition <{SPACE}dataset#things> ; void:sparqlEndpoint <{self.base}/sparql> ;
  void:dataDump <{self.base}/dump/all.nq.gz> ; dcat:distribution <{SPACE}dataset#nq> .
<{SPACE}dataset#things> a void:Dataset ; void:class <{SCHEMA}Thing> ; void:entities 3 .
<{SPACE}dataset#nq> a dcat:Distribution ; dcat:downloadURL <{self.base}/dump/all.nq.gz> ; dcat:byteSize {len(file)} ;
  dcat:mediaType <https://www.iana.org/assignments/media-types/application/n-quads> ;
  dcat:compressFormat <https://www.iana.org/assignments/media-types/application/gzip> ;
  spdx:checksum [
    spdx:algorithm spdx:checksumAlgorithm_sha256 ; spdx:checksumValue "{hashlib.sha256(file).hexdigest()}" ] .
<{SPACE}stream> a ldes:EventStream ; tree:view <{self.base}/stream> .
"""

    def sparql(self, asked: Request) -> Reply:
        query, count = asked.query.get("query"), sum(len(triples(one)) for one in THINGS)
        if query is None:
            names = " , ".join(f"formats:{one}" for one in ("SPARQL_Results_JSON", "SPARQL_Results_CSV", "Turtle"))
            body = f"""{PREFIXES} <{self.base}/sparql#it> a sd:Service ; sd:endpoint <{self.base}/sparql> ;
  sd:resultFormat {names} ; sd:defaultDataset [ sd:defaultGraph [ void:triples {count} ] ; sd:namedGraph <#g> ] .
<#g> a sd:NamedGraph ; sd:name <{SPACE}graph> ."""
            return Reply(200, {"content-type": "text/turtle"}, body.encode())
        if query.startswith("CONSTRUCT"):
            return Reply(200, {"content-type": "text/turtle"}, document("thing/a", "ttl"))
        if asked.accept == "text/csv":
            return Reply(200, {"content-type": "text/csv"}, b"s\r\nx\r\n")
        rows = {"results": {"bindings": [{"n": {"type": "literal", "value": str(count)}}]}, "boolean": True}
        if not query.startswith(("SELECT", "ASK")):
            return self.problem(asked, 400)
        return Reply(200, {"content-type": "application/sparql-results+json"}, json.dumps(rows).encode())

    def feed(self) -> str:
        return f"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><id>{SPACE}feed</id>
<title>News</title><updated>2026-01-05T08:00:00Z</updated><author><name>Somebody</name></author>
<link rel="self" href="{self.base}/feed.atom"/><at:deleted-entry ref="{SPACE}thing/gone" when="2026-01-05T08:00:00Z"/>
<entry><id>{SPACE}thing/a</id><title>A</title><updated>2026-01-05T08:00:00Z</updated>
<link type="text/html" href="{self.base}/thing/a.html"/></entry></feed>"""

    def stream(self, which: str) -> str:
        here, time = f"{self.base}/stream", '"2026-01-05T08:00:00Z"'
        head = f"""{PREFIXES} <{SPACE}stream> a ldes:EventStream ; ldes:timestampPath dcterms:created ;
  ldes:versionOfPath dcterms:isVersionOf ; tree:view <{here}> ."""
        if not which:
            relation = f"<{here}#1> a tree:EqualToRelation ; tree:path dcterms:created ; tree:node <{here}/1> ."
            relation += f" <{here}#1> tree:value {time} ."
            return f"{head} <{here}> a tree:Node ; tree:relation <{here}#1> . {relation}"
        member = f"<{SPACE}v1> dcterms:isVersionOf <{SPACE}thing/a> ; dcterms:created {time} ."
        return f"{head} <{here}/1> a tree:Node . <{SPACE}stream> tree:member <{SPACE}v1> . {member}"


@contextmanager
def good_site(fault: Fault = lambda asked, made: made) -> Iterator[tuple[str, list[Request]]]:
    """The address of the running site and the log of what it was asked; `fault` changes what it sends."""
    log: list[Request] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm, wbufsize = True, -1

        def answer(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Request(self.command, parts.path, query, headers)
            log.append(asked)
            made = fault(asked, site.answer(asked))
            self.send_response(made.status)
            for name, value in made.headers.items():
                self.send_header(name, value)
            if made.status != 304:
                self.send_header("content-length", str(len(made.body)))
            self.end_headers()
            if asked.method != "HEAD" and made.status != 304:
                self.wfile.write(made.body)

        do_GET = do_HEAD = do_PROPFIND = answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    base = f"http://127.0.0.1:{server.server_address[1]}"
    site = Site(base)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield base + "/", log
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
