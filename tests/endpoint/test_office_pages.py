"""Who held what when, what things were called when, and what such facts rest on, as the pages show it."""

import pytest
from flask.testing import FlaskClient

from endpoint.views.dates import known, period
from tests.endpoint.test_pages import Page, read


def words(page: Page, since: str = "", until: str = "") -> str:
    """The words of the page between two headings, with single spaces."""
    text = " ".join(page.words.split())
    text = text[text.index(since) :] if since else text
    return text[: text.index(until)] if until else text


def test_offices_stand_apart_from_the_roles_that_releases_show(client: FlaskClient) -> None:
    page = read(client, "/person/amir-tolvanen.html")
    offices = words(page, "Offices held", "Roles, as the releases name them")
    assert "known in May 2008 OSCE Project Co-ordinator in Uzbekistan Norway" in offices
    assert "Mar 2003 – 2005 Head of the OSCE Centre in Tashkent Norway" in offices
    assert offices.index("known in May 2008") < offices.index("Mar 2003")
    roles = words(page, "Roles, as the releases name them", "Quotes")
    assert "no date" not in roles
    assert roles.count("OSCE Project Co-ordinator in Uzbekistan") == 1
    assert "/tenure/centre-in-tashkent-amir-tolvanen-2003" in page.values("href")


def test_a_post_was_held_and_an_operation_had_heads(client: FlaskClient) -> None:
    chair = words(read(client, "/structure/chairperson-in-office.html"))
    assert "Held by 1 1 Jan 2008 – 31 Dec 2008 Lina Hoffwright general knowledge, medium certainty" in chair
    operation = words(read(client, "/field-operation/project-coordinator-in-uzbekistan.html"), "Heads 2")
    assert operation.index("since 2 Sep 2024 Petra Umberley") < operation.index("known in May 2008 Amir Tolvanen")


def test_what_a_row_rests_on_is_said_where_it_is_not_published_or_not_certain(client: FlaskClient) -> None:
    row = words(read(client, "/person/lina-hoffwright.html"), "Offices held", "Releases that name")
    assert "general knowledge, medium certainty Widely known." in row
    assert "end: inferred, low certainty The turn of the year is nominal. Concluded from other facts." in row
    sure = words(read(client, "/field-operation/centre-in-tashkent.html"), "Heads", "Releases")
    assert "certainty" not in sure
    assert "published" not in sure


def test_many_holders_come_in_pages_of_their_own(client: FlaskClient) -> None:
    first = read(client, "/structure/odihr.html?page=1")
    assert "Heads 60" in words(first)
    assert "1959 – 1960" in words(first)
    assert "1900 – 1901" not in words(first)
    assert "?page=1&holders=2" in first.values("href")
    assert "1900 – 1901" in words(read(client, "/structure/odihr.html?page=1&holders=3"))
    assert client.get("/structure/odihr.html?holders=4").status_code == 404


def test_a_state_held_the_chair_and_others_came_from_it(client: FlaskClient) -> None:
    page = read(client, "/state/norway.html")
    assert "Lina Hoffwright" in words(page, "Held the Chair", "Other office-holders from here")
    assert "Amir Tolvanen" in words(page, "Other office-holders from here", "Paid for")
    assert "Field operations hosted 3" in words(read(client, "/state/uzbekistan.html"))


def test_names_are_in_the_order_of_time(client: FlaskClient) -> None:
    page = read(client, "/field-operation/centre-in-tashkent.html")
    names = words(page, "Names over time", "Lineage")
    assert "until Feb 2001 OSCE Liaison Centre in Tashkent low certainty Met on one page." in names
    assert names.endswith("since Feb 2001 OSCE Centre in Tashkent ")
    assert {"name-liaison", "name-centre"} <= set(page.values("id"))


def test_a_grounding_stands_beside_its_fact_and_nowhere_else(client: FlaskClient) -> None:
    page = read(client, "/field-operation/centre-in-tashkent.html")
    assert "Began December 2000 general knowledge, medium certainty The day is not known. Widely known." in words(page)
    assert page.values("id").count("basis-foundingDate") == 1
    assert words(page).count("The day is not known.") == 1
    state = read(client, "/state/norway.html")
    assert "From 1973 general knowledge, medium certainty" in words(state)
    assert state.values("id").count("participation-basis-startDate") == 1


def test_a_grounding_of_what_is_no_fact_of_the_page_is_a_part(client: FlaskClient) -> None:
    page = read(client, "/structure/odihr.html")
    assert "basis-label" in page.values("id")
    assert "Its own ground is shown" in words(page)


@pytest.mark.parametrize("path", ["/field-operation/centre-in-tashkent.nt", "/state/norway.nt"])
def test_the_document_about_a_thing_has_its_names_and_groundings(client: FlaskClient, path: str) -> None:
    said = client.get(path).text
    assert ("#name-liaison>" in said) == path.startswith("/field")
    assert "#Grounding>" in said


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2008-04-04", "2008-12-31", "4 Apr 2008 – 31 Dec 2008"),
        ("2024-12", "", "since Dec 2024"),
        ("", "1994", "until 1994"),
        ("", "", ""),
    ],
)
def test_a_period_is_open_where_a_date_is_missing(since: str, until: str, said: str) -> None:
    assert period(since, until) == said


def test_a_single_date_is_on_a_day_or_in_a_month() -> None:
    assert (known("2016-02-09"), known("2008-05"), known("2019")) == (
        "known on 9 Feb 2016",
        "known in May 2008",
        "known in 2019",
    )


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/state/uzbekistan.html", "Kept by hand in the vocabulary, from published sources."),
        (
            "/tenure/chairperson-in-office-lina-hoffwright-2008.html",
            "Kept by hand in the vocabulary, as general knowledge, medium certainty.",
        ),
        ("/basis/general-knowledge.html", "Written for this graph in the vocabulary."),
        ("/role/50010-amir-tolvanen-1.html", "The day of the release that attests it"),
    ],
)
def test_why_claims_no_source_that_there_is_not(client: FlaskClient, address: str, said: str) -> None:
    page = words(read(client, address))
    assert said in page
    assert ("from published sources" in page) == ("from published sources" in said)


def test_what_has_no_label_in_the_data_is_called_by_what_it_is(client: FlaskClient) -> None:
    page = words(read(client, "/evidence/00000000000000a1-2.html"))
    for part in ("words on a page Text position selector", "what is borne out Statement", "place on a page"):
        assert part in page
