"""Parts of files (RFC 9110 14): what is given, what is ignored, and what is refused."""

import json

import pytest
from flask.testing import FlaskClient

from endpoint.server.ranges import wanted

FILES = ["/dump/releases.csv", "VERSION/dump/releases.csv", "/static/site.css"]
IGNORED = [
    *("items=0-6", "bytes=9-1", "bytes=", "bytes=a-b", "bytes=-", "bytes 0-6", "0-6", "bytes = 0-6", "bytes=0-6-9"),
    *("bytes=0-1,3-4", "bytes=--3", "bytes=+0-6", "bytes=0x0-6", "bytes=0-1, 9999999999-", "bytes=٣-٤"),
]


@pytest.fixture(params=FILES)
def path(request: pytest.FixtureRequest, client: FlaskClient) -> str:
    digest = json.loads(client.get("/health").data)["digest"]
    return str(request.param).replace("VERSION", f"/version/{digest}")


def test_the_part_that_is_asked_for_is_given(client: FlaskClient, path: str) -> None:
    with client.get(path) as response:
        whole = response.data
    length = len(whole)
    for said, part in (
        ("bytes=0-6", whole[:7]),
        ("BYTES=0-6", whole[:7]),
        ("bytes=0-6,", whole[:7]),
        ("bytes=3-", whole[3:]),
        ("bytes=-5", whole[-5:]),
        (f"bytes=-{length + 60_000}", whole),
        (f"bytes=-{'9' * 5000}", whole),
        (f"bytes=5-{'9' * 5000}", whole[5:]),
        (f"bytes=0-{length + 60_000}", whole),
    ):
        with client.get(path, headers={"Range": said}) as response:
            assert (response.status_code, response.data) == (206, part), said[:40]
            first = whole.index(part) if part != whole[-5:] else length - 5
            assert response.headers["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{length}"


@pytest.mark.parametrize("said", IGNORED)
def test_what_is_not_one_range_of_bytes_is_ignored(client: FlaskClient, path: str, said: str) -> None:
    with client.get(path, headers={"Range": said.encode().decode("latin-1")}) as response:
        assert (response.status_code, "Content-Range" in response.headers) == (200, False)


def test_head_knows_no_parts(client: FlaskClient, path: str) -> None:
    with client.head(path, headers={"Range": "bytes=0-6"}) as part, client.head(path) as whole:
        assert (part.status_code, part.headers["Content-Length"]) == (200, whole.headers["Content-Length"])


@pytest.mark.parametrize("said", ["bytes=9999999-", "bytes=9999999-99999999", "bytes=-0", f"bytes={'9' * 5000}-"])
def test_a_part_that_the_file_does_not_have_is_refused(client: FlaskClient, path: str, said: str) -> None:
    with client.head(path) as whole:
        length = whole.headers["Content-Length"]
    response = client.get(path, headers={"Range": said})
    assert (response.status_code, response.headers["Content-Range"]) == (416, f"bytes */{length}")
    assert (response.mimetype, response.json and response.json["status"]) == ("application/problem+json", 416)


def test_a_part_of_what_the_client_has_is_not_sent(client: FlaskClient, path: str) -> None:
    with client.get(path) as whole:
        tag, time = whole.headers["ETag"], whole.headers["Last-Modified"]
    for headers, status in (
        ({"If-None-Match": tag}, 304),
        ({"If-None-Match": '"other"'}, 206),
        ({"If-Range": '"other"'}, 200),
        ({"If-Range": tag}, 206),
        ({"If-Range": f"W/{tag}"}, 200),
        ({"If-Range": tag.strip('"')}, 200),
        ({"If-Range": time}, 206),
        ({"If-Range": "Fri, 01 Jan 2100 00:00:00 GMT"}, 200),
    ):
        with client.get(path, headers={**headers, "Range": "bytes=0-6"}) as response:
            assert response.status_code == status, headers


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-6"}, {"If-None-Match": "*"}])
def test_files_leave_their_date_to_who_sends_them(client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    """A second Date is one too many (RFC 9110 5.3), and an Expires of tomorrow contradicts `no-cache`."""
    with client.get(path, headers=headers) as response:
        assert {"Date", "Expires"}.isdisjoint(response.headers)
        assert len(response.headers.getlist("Cache-Control")) == 1


def test_an_empty_file_has_no_part() -> None:
    assert wanted("GET", "bytes=-5", 0) == "bytes=0-"
    assert wanted("GET", None, 9) is wanted("POST", "bytes=0-1", 9) is None
