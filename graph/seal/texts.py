"""The words of releases, for the search: they are read back from the readings, and never published."""

from collections.abc import Iterator, Mapping

from graph.merge.merging import Merged
from graph.privacy import blanked
from graph.read.readings import Readings
from graph.seal.writing import Entry


class Bodies(Mapping[str, str]):
    """The words of each release by its key, from the page whose word counts most; fetched when they are asked for."""

    def __init__(self, entries: list[Entry], readings: Readings, merged: Merged) -> None:
        self._readings = readings
        published = {(entry.page, key) for entry in entries for key in entry.releases}
        self._places: dict[str, tuple[str, int]] = {}
        for (page, number), place in merged.places.items():
            if (page, place.key) in published and (place.main or place.key not in self._places):
                self._places[place.key] = page, number

    def __getitem__(self, key: str) -> str:
        page, number = self._places[key]
        found = self._readings.of(page)
        # Whoever searches for a telephone number must not learn whose it is.
        shown = blanked(found.page.text)
        return "\n".join(span.of(shown) for span in found.releases[number].body)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
