"""Numbers with the word for what they count, as in `1 note` and `1,200 notes`."""


def counted(number: int, thing: str) -> str:
    """The number and the thing, or the things; `thing` may have more behind its first word: `page of a site`."""
    noun, space, rest = thing.partition(" ")
    ending = "" if number == 1 else "es" if noun.endswith(("s", "x", "ch", "sh")) else "s"
    return f"{number:,} {noun}{ending}{space}{rest}"
