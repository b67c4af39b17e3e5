"""Takes the network away from a process for good: by a namespace of its own, and by a filter of its system calls.

Used in query processes (`child.py`), so it imports the standard library only. Either is enough; a system may allow
both, one or neither. The namespace has no interface that is up, the filter refuses new sockets; neither needs a
privilege where the kernel lets everybody have user namespaces. Must be called before the process has a second thread.
"""

import contextlib
import ctypes
import platform
from typing import Final

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_NO_NEW_PRIVILEGES, _SECCOMP, _BY_FILTER = 38, 22, 2
# By machine: the code of its architecture, and its numbers of socket, connect and io_uring_setup, which makes sockets
# without `socket`. From a bit on, numbers are those of another convention of calling (x32), which needs them not.
_CALLS: Final = {"x86_64": (0xC000003E, (41, 42, 425)), "aarch64": (0xC00000B7, (198, 203, 425))}
_OTHER_CONVENTION: Final = 0x40000000

_LOAD, _EQUAL, _AT_LEAST, _GIVE = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # EACCES


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte), ("k", ctypes.c_uint))


class _Program(ctypes.Structure):
    _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.POINTER(_Instruction)))


def close_network() -> list[str]:
    """What took the network away: `namespace`, `filter`, both, or nothing where the system allows neither."""
    if platform.system() != "Linux":
        return []
    libc = ctypes.CDLL(None, use_errno=True)
    return [name for name, done in (("namespace", _namespace(libc)), ("filter", _filter(libc))) if done]


def _namespace(libc: ctypes.CDLL) -> bool:
    with contextlib.suppress(AttributeError):  # a C library without unshare
        return bool(libc.unshare(_NEW_NET) == 0 or libc.unshare(_NEW_USER | _NEW_NET) == 0)
    return False


def _filter(libc: ctypes.CDLL) -> bool:
    if platform.machine() not in _CALLS:
        return False
    architecture, calls = _CALLS[platform.machine()]
    # Each test jumps over what is left to the last instruction, which refuses; the one before it allows.
    tests = [(_LOAD, 4, 0), (_EQUAL, architecture, -1), (_LOAD, 0, 0), (_AT_LEAST, _OTHER_CONVENTION, 1)]
    tests += [(_EQUAL, call, 1) for call in calls]
    last = len(tests) + 1
    program = [
        _Instruction(code, last - at - 1 if way > 0 else 0, last - at - 1 if way < 0 else 0, value)
        for at, (code, value, way) in enumerate(tests)
    ]
    program += [_Instruction(_GIVE, 0, 0, _ALLOW), _Instruction(_GIVE, 0, 0, _REFUSE)]
    instructions = (_Instruction * len(program))(*program)
    whole = _Program(len(program), ctypes.cast(instructions, ctypes.POINTER(_Instruction)))
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:  # which the filter requires
        return False
    return bool(libc.prctl(_SECCOMP, _BY_FILTER, ctypes.byref(whole), 0, 0) == 0)
