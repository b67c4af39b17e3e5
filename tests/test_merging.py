"""One release, however many pages show it: what joins, whose word counts, and what is told of the rest."""

from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, Store

from graph import pages
from graph.build import Built, build
from graph.extract import Reader
from graph.merge.claims import Claim, claims
from graph.merge.merging import merge
from graph.records import Page

HERE = Path(__file__).parent / "merging"
RELEASE = "https://w3id.org/osce-graph/release/53914"
PREFIXES = """PREFIX osce: <https://w3id.org/osce-graph/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX schema: <https://schema.org/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> """


@pytest.fixture(scope="module")
def found(reader: Reader) -> dict[str, list[Claim]]:
    """The claims of each page in the folder, by the page's name."""
    claimed = {}
    for file in pages.find([str(HERE)]).pages:
        page = pages.load(file)
        assert isinstance(page, Page)
        claimed[file.name.removesuffix(".txt")] = list(claims(reader.read(page)))
    return claimed


def keys(found: dict[str, list[Claim]], *names: str) -> list[str | None]:
    """The release that the first claim of each page went to, None where it was rejected."""
    merged = merge([claim for name in names for claim in found[name]])
    places = [merged.places.get(found[name][0].address) for name in names]
    return [place.key if place else None for place in places]


@pytest.mark.parametrize(
    ("other", "key"),
    [
        ("listing", "53914"),  # a day later, as listings are
        ("page-on-the-mirror", "53914"),  # the same number on a mirror
        ("copy-elsewhere", "53914"),  # the same title on a portal
        ("undated", "53914"),  # a long title that only one release bears
        ("russian", "53914-ru"),  # the same number in another language
        ("same-title-other-year", "1999-03-12-osce-mission-hands-over-language-partner-scheme-to-estonian-libraries"),
        ("same-number-other-title", None),  # one of the two addresses is wrong
        ("untitled", None),
    ],
)
def test_a_page_joins_the_release_that_it_means(other: str, key: str | None, found: dict[str, list[Claim]]) -> None:
    assert keys(found, "page", other) == ["53914", key]


def test_titles_without_a_latin_letter_are_told_apart(found: dict[str, list[Claim]]) -> None:
    """Two pages of one day in Cyrillic letters are two releases; the same title twice is one."""
    fair, boats, again, numbered = keys(found, "russian-fair", "russian-boats", "russian-boats-again", "russian")
    assert boats == again
    assert len({fair, boats, numbered}) == 3
    assert numbered == "53914-ru"


def releases(found: dict[str, list[Claim]], *names: str) -> dict[str, list[str]]:
    """The releases that some pages are merged to, each with the pages and items that it comes from."""
    merged = merge([claim for name in names for claim in found[name]])
    named = {claim.address: f"{name} {claim.number}" for name in names for claim in found[name]}
    said: dict[str, list[str]] = {}
    for address, place in merged.places.items():
        said.setdefault(place.key, []).append(named[address])
    return {key: sorted(claims) for key, claims in said.items()}


def test_long_titles_that_end_otherwise_are_two_releases(found: dict[str, list[Claim]]) -> None:
    """Media representatives call for the same thing in many countries: a key that is cut tells them apart."""
    said = releases(found, "two-countries")
    assert sorted(said.values()) == [["two-countries 0"], ["two-countries 1"]]
    assert all(len(key) <= len("2014-05-03-") + 80 + len("-12345678") for key in said)


def test_items_of_one_listing_on_two_days_are_two_releases(found: dict[str, list[Claim]]) -> None:
    assert sorted(releases(found, "two-days").values()) == [["two-days 0"], ["two-days 1"]]


@pytest.mark.parametrize("turned", [False, True])
def test_a_page_without_a_day_takes_none_of_two(turned: bool, found: dict[str, list[Claim]]) -> None:
    """Which item comes first says nothing: the page stays without a day."""
    items = found["two-years"][::-1] if turned else found["two-years"]
    merged = merge([*items, *found["undated-concert"]])
    (page,) = (place for place in merged.places.values() if place.key == "415016")
    assert page.shown.issued is None
    assert len({place.key for place in merged.places.values()}) == 3
    first = merge([items[0], *found["undated-concert"]])
    assert {place.shown.issued for place in first.places.values()} == set(items[0].days)


def test_the_same_title_of_two_missions_are_two_releases(found: dict[str, list[Claim]]) -> None:
    alone = releases(found, "two-missions")
    assert sorted(alone.values()) == [["two-missions 0"], ["two-missions 1"]]
    assert any(key.endswith("-three-valleys-spillover-monitor-mission-to-skopje") for key in alone)
    assert releases(found, "two-missions", "school-skopje", "school-tirana") == {
        "90004": ["school-skopje 0", "two-missions 1"],
        "90005": ["school-tirana 0", "two-missions 0"],
    }


def test_a_mailing_is_the_numbered_report_of_its_link_and_counts_less(found: dict[str, list[Claim]]) -> None:
    merged = merge(found["mailing"] + found["spot-report"])
    places = [merged.places[found[name][0].address] for name in ("mailing", "spot-report")]
    assert [place.key for place in places] == ["424001", "424001"]
    assert {place.shown.title for place in places} == {found["spot-report"][0].title}


def test_a_title_that_two_releases_bear_says_nothing_without_a_day(found: dict[str, list[Claim]]) -> None:
    first, _, undated = keys(found, "page", "same-title-other-year", "undated")
    assert first == "53914"
    assert undated == "undated-osce-mission-hands-over-language-partner-scheme-to-estonian-libraries"


def test_the_order_of_pages_does_not_matter(found: dict[str, list[Claim]]) -> None:
    every = [claim for claimed in found.values() for claim in claimed]
    assert merge(every) == merge(reversed(every))


def test_the_rest_is_told(found: dict[str, list[Claim]]) -> None:
    findings = merge([claim for claimed in found.values() for claim in claimed]).findings
    told = {(finding.input.removesuffix(".txt"), finding.rule) for finding in findings}
    assert {
        ("same-number-other-title", "node-claimed-twice"),
        ("untitled", "title-missing"),
        ("page-on-the-mirror", "pages-disagree"),
    } <= told


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    names = ("page", "listing", "page-on-the-mirror", "copy-elsewhere", "russian")
    files = [str(HERE / f"{name}.txt") for name in names]
    return build(pages.find(files).pages, tmp_path_factory.mktemp("merged"))


def ask(built: Built, query: str) -> list[tuple[str, ...]]:
    result = Store.read_only(str(built.snapshot.store_path)).query(PREFIXES + query)
    assert isinstance(result, QuerySolutions)
    return [tuple(term.value if term else "" for term in row) for row in result]


def test_a_listing_gives_the_labels_that_the_page_lacks(built: Built) -> None:
    rows = ask(built, f"SELECT ?type ?source {{ <{RELEASE}> dcterms:type ?type ; dcterms:publisher ?source }}")
    (kind, source), *_ = rows
    assert kind.endswith("content-type/press-release")
    assert source.endswith("field-operation/mission-to-estonia")


def test_the_value_that_counts_is_stated_once_and_the_other_is_kept_as_evidence(built: Built) -> None:
    # The label of the listing says the day of publication; the dateline of the page is the day before.
    assert ask(built, f"SELECT ?day {{ <{RELEASE}> dcterms:issued ?day }}") == [("2001-05-18",)]
    overruled = ask(
        built,
        f"SELECT DISTINCT ?value {{ ?note a osce:Overruled ; oa:hasBody ?it . "
        f"?it rdf:subject <{RELEASE}> ; rdf:predicate dcterms:issued ; rdf:object ?value }}",
    )
    assert overruled == [("2001-05-17",)]
    titles = ask(built, f"SELECT ?title {{ <{RELEASE}> dcterms:title ?title }}")
    assert titles == [("OSCE Mission hands over language partner scheme to Estonian libraries",)]


def test_quotes_are_taken_from_one_page(built: Built) -> None:
    quotes = ask(built, f"SELECT ?quote {{ GRAPH ?page {{ ?quote schema:isPartOf <{RELEASE}> ; schema:text ?text }} }}")
    assert len(quotes) == len(set(quotes)) > 0


def test_a_copy_leads_to_the_original_and_an_old_name_to_the_new(built: Built) -> None:
    copies = ask(built, f"SELECT ?url {{ ?copy prov:hadPrimarySource <{RELEASE}> ; schema:url ?url }}")
    assert copies == [("https://portal.example/pr/77",)]
    old = ask(built, f"SELECT DISTINCT ?old {{ ?old dcterms:isReplacedBy <{RELEASE}> }}")
    assert {name for (name,) in old} == {
        "https://w3id.org/osce-graph/release/"
        f"2001-05-{day}-osce-mission-hands-over-language-partner-scheme-to-estonian-libraries"
        for day in (17, 18)
    }


def test_a_translation_keeps_its_language_and_leads_to_the_english(built: Built) -> None:
    rows = ask(
        built,
        f"SELECT ?other ?language {{ ?other schema:translationOfWork <{RELEASE}> ; schema:inLanguage ?language }}",
    )
    assert rows == [(f"{RELEASE}-ru", "ru")]
    titles = ask(built, f"SELECT (LANG(?title) AS ?language) {{ <{RELEASE}-ru> dcterms:title ?title }}")
    assert titles == [("ru",)]
