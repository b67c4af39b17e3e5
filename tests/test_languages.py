"""The language of a text, by its address, by what the page declares, and by its words."""

from pathlib import Path

import pytest

from graph.extract.language import Languages
from graph.vocabularies.reference import Reference

ROWS = [
    line.split("\t") for line in (Path(__file__).parent / "languages" / "texts.tsv").read_text("utf-8").splitlines()
]
TEXTS = [(language, f"{title}\n{body}") for language, title, body in ROWS]
# In Latin letters these differ by single words; a text that has none of them may be in any.
ONE_OF = {"sr": {"sr", "bs", "hr"}, "bs": {"sr", "bs", "hr"}, "cnr": {"sr", "bs", "hr"}}
NAMES = "Ljubiša Primerović, Željka Uzorčić, Stojan Primjerac, Đorđe Pokaznić, Čedomir Slučajević, Snežana Modelović"


@pytest.fixture(scope="module")
def languages(reference: Reference) -> Languages:
    return Languages(reference)


def test_the_suite_is_whole() -> None:
    assert len(TEXTS) == 91
    assert sum(language == "en" for language, _ in TEXTS) == 35
    assert len({language for language, _ in TEXTS}) == 26


@pytest.mark.parametrize("declared", [None, "en", "en-GB", "und", "pcm"])
@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_short_releases_are_told_by_their_words(
    language: str, text: str, declared: str | None, languages: Languages
) -> None:
    """Templates declare English on pages in other languages too; and what is no language of a State says nothing."""
    assert languages.of(text, None, declared) in ONE_OF.get(language, {language})


@pytest.mark.parametrize("number", [1, 2, 4, 8, 32])
def test_names_do_not_make_a_release_foreign(number: int, languages: Languages) -> None:
    for text in (
        "OSCE Mission awards prizes\nBELGRADE, 3 May 2011 - Winners: ",
        "Press conference participants\nPODGORICA, 3 May 2011 - Speakers include ministers, mayors, journalists: ",
    ):
        assert languages.of(text + ", ".join([NAMES] * number), None, None) == "en"


def test_the_address_counts_before_what_is_declared_and_that_before_the_words(languages: Languages) -> None:
    text = dict(TEXTS)["de"]
    assert languages.of(text, "https://www.osce.org/fr/secretariat/240001", "it") == "fr"
    assert languages.of(text, "https://www.osce.org/secretariat/240001", "it-CH") == "it"
    assert languages.of(text, "https://www.osce.org/secretariat/240001", None) == "de"
    assert languages.of("Kurz.", "https://www.osce.org/secretariat/240001", None) == "en"
