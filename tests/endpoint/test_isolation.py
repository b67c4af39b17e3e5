"""A process without a network: what it tries, and that it fails, where the system can take the network away."""

import json
import platform
import subprocess
import sys

import pytest

from endpoint.evaluation import isolation

TRIED = """
import ctypes, json, socket, sys
sys.path.insert(0, {place!r})
import isolation
before = socket.socket()
ours, theirs = socket.socketpair()
closed = isolation.close_network()
said = {{}}
def tried(name, call):
    try:
        call()
        said[name] = "done"
    except OSError as fault:
        said[name] = type(fault).__name__
tried("socket", socket.socket)
tried("unix socket", lambda: socket.socket(socket.AF_UNIX))
tried("connect", lambda: before.connect(("127.0.0.1", {port})))
libc = ctypes.CDLL(None, use_errno=True)
tried("ring", lambda: libc.syscall(425, 1, 0) == -1 and (_ for _ in ()).throw(PermissionError))
ours.sendall(b"x")
said["pair"] = theirs.recv(1).decode()
print(json.dumps([closed, said]))
"""


@pytest.fixture(scope="module")
def outcome() -> tuple[list[str], dict[str, str]]:
    """What took the network away from a process, and what became of all it tried."""
    import socket
    from pathlib import Path

    with socket.create_server(("127.0.0.1", 0)) as server:
        text = TRIED.format(place=str(Path(isolation.__file__).parent), port=server.getsockname()[1])
        done = subprocess.run([sys.executable, "-I", "-c", text], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    closed, said = json.loads(done.stdout)
    if not closed:
        pytest.skip("this system takes no network away")
    return closed, said


def test_the_filter_refuses_every_way_to_a_socket(outcome: tuple[list[str], dict[str, str]]) -> None:
    closed, said = outcome
    if "filter" not in closed:
        pytest.skip("no filter on this system")
    assert said == {
        "socket": "PermissionError",
        "unix socket": "PermissionError",
        "connect": "PermissionError",
        "ring": "PermissionError",
        "pair": "x",
    }


@pytest.mark.skipif(
    platform.system() != "Linux" or platform.machine() not in isolation._CALLS,
    reason="no filter is known for this system",
)
def test_the_filter_is_there_on_the_systems_we_know() -> None:
    program = "import sys; sys.path.insert(0, sys.argv[1]); import isolation; print(isolation.close_network())"
    place = isolation.__file__.rpartition("/")[0]
    done = subprocess.run([sys.executable, "-I", "-c", program, place], capture_output=True, text=True, timeout=60)
    assert "filter" in done.stdout


def test_the_namespace_has_no_way_out_even_without_the_filter() -> None:
    """A socket may be made there, and reaches nobody, not even this machine."""
    import socket

    program = (
        "import ctypes, socket, sys; sys.path.insert(0, sys.argv[1]); import isolation\n"
        "if not isolation._namespace(ctypes.CDLL(None)): print('none'); sys.exit()\n"
        "try:\n    socket.create_connection(('127.0.0.1', int(sys.argv[2])), timeout=5); print('through')\n"
        "except OSError: print('closed')\n"
    )
    place = isolation.__file__.rpartition("/")[0]
    with socket.create_server(("127.0.0.1", 0)) as server:
        command = [sys.executable, "-I", "-c", program, place, str(server.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    said = done.stdout.strip()
    if said == "none":
        pytest.skip("no namespaces for us on this system")
    assert said == "closed", done.stderr
