"""Behind a real nginx that speaks TLS and mounts the site under a path: every address leads back through it."""

import re
import shutil
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from rdflib import Graph, URIRef

from endpoint.server.environment import fields
from graph.iri import BASE
from tests.endpoint.test_live import ended, free_port, start
from tests.endpoint.test_pages import Page

NGINX, OPENSSL = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"), shutil.which("openssl")
pytestmark = pytest.mark.skipif(not (NGINX and OPENSSL), reason="needs nginx and openssl")
CONFIGURATION = """
daemon off; worker_processes 1; pid {place}/pid; error_log {place}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {place}/body; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/fastcgi;
  uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {place}/cert.pem; ssl_certificate_key {place}/key.pem;
    location /graph/ {{
      proxy_pass {behind};
      proxy_set_header X-Forwarded-Host $http_host;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Prefix /graph;
      proxy_set_header X-Forwarded-For $remote_addr;
    }}
  }}
}}
"""
UNCHECKED = ssl.create_default_context()
UNCHECKED.check_hostname, UNCHECKED.verify_mode = False, ssl.CERT_NONE


@pytest.fixture(scope="module")
def site(folder: Path, checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site as visitors see it."""
    server = start(folder, checkout, "--trusted-proxies", "1", "--workers", "1")
    place, port = tmp_path_factory.mktemp("nginx"), free_port()
    command = f"{OPENSSL} req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost".split()
    made = [*command, "-keyout", f"{place}/key.pem", "-out", f"{place}/cert.pem"]
    subprocess.run(made, check=True, capture_output=True)
    (place / "nginx.conf").write_text(CONFIGURATION.format(place=place, port=port, behind=server.address))
    nginx = subprocess.Popen([str(NGINX), "-c", f"{place}/nginx.conf", "-e", f"{place}/error.log"])
    address = f"https://127.0.0.1:{port}/graph/"
    try:
        wait_for(address + "health")
        yield address
    finally:
        nginx.terminate()
        nginx.wait(timeout=20)
        ended(server, 15)


def test_a_name_with_an_underscore_does_not_pass_for_a_field_of_the_proxy() -> None:
    """`X_Forwarded_Host` and `X-Forwarded-Host` have one name in WSGI; nginx leaves the former out as well."""
    sent = [(b"x_forwarded_host", b"evil.example"), (b"x-forwarded-host", b"data.example"), (b"accept", b"*/*")]
    assert fields(sent) == {"HTTP_X_FORWARDED_HOST": "data.example", "HTTP_ACCEPT": "*/*"}


def wait_for(address: str) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            get(address)
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def get(address: str, accept: str = "text/html,*/*;q=0.8") -> tuple[str, str, str, str]:
    """Where it ended, the media type, the text and the Link header."""
    request = urllib.request.Request(address, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=30, context=UNCHECKED) as response:
        body = response.read()
        kind = response.headers.get_content_type()
        text = "" if kind == "application/gzip" else body.decode("utf-8", "replace")
        return response.url, kind, text, response.headers.get("Link", "")


@pytest.mark.parametrize(
    ("accept", "extension"),
    [("text/turtle", "ttl"), ("application/ld+json", "jsonld"), ("application/rdf+xml", "rdf"), ("text/html", "html")],
)
def test_a_thing_leads_to_its_document(site: str, accept: str, extension: str) -> None:
    where, kind, text, link = get(site + "release/50001", accept)
    assert (where, kind) == (f"{site}release/50001.{extension}", accept)
    assert f'<{site}release/50001.{extension}>; rel="canonical"' in link
    assert all(
        target.startswith(("/graph/", BASE, site, "https://creativecommons.org/"))
        for target in re.findall(r"<([^>]+)>", link)
    )
    if extension == "ttl":
        assert (URIRef(BASE + "release/50001"), None, None) in Graph().parse(data=text, format="turtle")


def test_names_that_were_replaced_lead_on(site: str) -> None:
    assert get(site + "release/2008-05-14-an-older-name", "text/turtle")[0] == f"{site}release/50001.ttl"


def test_no_link_of_the_pages_leaves_the_path(site: str) -> None:
    seen: set[str] = set()
    waiting = [site, site + "release/50001", site + "search?q=small", site + "version/", site + "dataset"]
    while waiting and len(seen) < 80:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        where, kind, text, _ = get(address)
        if kind != "text/html":
            continue
        for tag, attributes in Page(text).tags:
            target = attributes.get("href") or attributes.get("action")
            if tag in {"a", "link", "form"} and target and attributes.get("rel") != "nofollow":
                whole = urljoin(where, target).partition("#")[0]
                if whole.startswith(site.partition("graph/")[0]):
                    assert whole.startswith(site), (where, target)
                    waiting.append(whole)
    assert len(seen) == 80


@pytest.mark.parametrize(
    "path",
    ["robots.txt", "sitemap.xml", "sitemap/1.xml", "feed.atom", "opensearch.xml", "reconcile", "dataset.ttl", "sparql"],
)
def test_whole_addresses_are_those_of_the_visitor(site: str, path: str) -> None:
    text = get(site + path, "text/turtle,*/*;q=0.5")[2]
    assert site in text or site.rstrip("/") in text
    assert "http://127.0.0.1" not in text


@pytest.mark.parametrize(
    "path", ["release/%2e%2e/x", "release/%00", "dump/..%2fmanifest.json", "release/" + "x" * 3000]
)
def test_odd_addresses_stay_errors_of_the_visitor(site: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        get(site + path)
    with caught.value as error:
        assert 400 <= error.code < 500
