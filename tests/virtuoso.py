"""The settings of a Virtuoso that is started for a test, or for a benchmark, and ended with it."""

from typing import Final

_SETTINGS: Final = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
DirsAllowed = {data}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 16
[SPARQL]
{sparql}
"""


def settings(sql: int, http: int, *, data: str = ".", buffers: int = 4_000, sparql: str = "") -> str:
    """What `virtuoso.ini` says: its ports, the folder it may read, its buffers of 8 kB, and lines on SPARQL."""
    return _SETTINGS.format(sql=sql, http=http, data=data, buffers=buffers, dirty=buffers * 3 // 4, sparql=sparql)
