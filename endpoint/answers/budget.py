"""What a query may take and what it took, for the client to read: `X-Query-Budget`, a list as RFC 9651 has it."""

from typing import Final

from endpoint.settings import Settings

BUDGET: Final = "X-Query-Budget"


class Budget:
    """The limits of queries by the names of their settings. Says what was used where that is known."""

    def __init__(self, settings: Settings) -> None:
        self._told = (
            f"query_seconds;used=%.3f;allowed={settings.query_seconds:g}, "
            f"result_bytes%s;allowed={settings.result_bytes}, query_memory_mb;allowed={settings.query_memory_mb}, "
            f"client_queries;allowed={settings.client_queries}"
        )

    def __call__(self, seconds: float, size: int | None = None) -> str:
        """For an answer that took the engine so long, and has so many bytes; None where that is not known yet."""
        return self._told % (seconds, "" if size is None else f";used={size}")
