"""What is made of files is made again when they have changed, and not before."""

from pathlib import Path

from graph.kept import unless_changed


def test_it_is_made_once_for_files_that_stay_as_they_are(tmp_path: Path) -> None:
    made: list[str] = []

    def read(folder: Path, more: Path | None = None) -> str:
        made.append(
            " ".join(file.read_text() for file in sorted(folder.iterdir())) + (more.read_text() if more else "")
        )
        return made[-1]

    kept = unless_changed(read)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a").write_text("one")
    assert kept(tmp_path / "in") == kept(tmp_path / "in") == "one"
    assert len(made) == 1
    (tmp_path / "in" / "a").write_text("another")
    assert kept(tmp_path / "in") == "another"
    (tmp_path / "in" / "b").write_text("more")
    assert kept(tmp_path / "in", None) == "another more"
    (tmp_path / "c").write_text("!")
    assert kept(tmp_path / "in", tmp_path / "c") == "another more!"
    (tmp_path / "in" / "b").unlink()
    assert kept(tmp_path / "in", tmp_path / "c") == "another!"
    assert len(made) == 5
