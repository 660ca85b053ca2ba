"""Work on what anybody may have sent, in a process of its own that may be ended at any moment.

The portal starts one such process and hands it bytes; for each piece of work it makes a child that has so many
seconds of the processor and so much memory, and no more. It is given none of our keys. Nothing of what it works on
is written anywhere else.
"""

import atexit
import contextlib
import functools
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

SLACK = 5  # seconds after which the process itself hangs, and is ended
HERE = Path(__file__).parents[2]
TAKEN_ALONG = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "PYTHONPATH", "XDG_CACHE_HOME", "FONTCONFIG_PATH")
"""What such a process needs of our environment: our keys are not among it."""

Work = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Confines:
    """What one piece of work may take."""

    seconds: int = 10  # of the processor, and twice that in all
    memory: int = 1 << 30  # bytes


class ConfinedProcess:
    """The process that runs ``module`` for this one, begun when it is first needed. For one thread at a time."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None

    def work(self, given: bytes, confines: Confines) -> bytes:
        """What comes of it; blank where it was ended, or nothing came of it."""
        if self._process is None or self._process.poll() is not None:
            self._begin()
        process = cast("subprocess.Popen[bytes]", self._process)
        asked, answers = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        hung = threading.Timer(2 * confines.seconds + SLACK, process.kill)
        hung.start()
        try:
            asked.write(b"%d %d %d\n" % (confines.seconds, confines.memory, len(given)))
            asked.write(given)
            asked.flush()
            if length := answers.readline():
                return answers.read(int(length))
        except BrokenPipeError:
            pass
        finally:
            hung.cancel()
        self.end()
        return b""

    def _begin(self) -> None:
        self.end()
        known = {name: os.environ[name] for name in TAKEN_ALONG if name in os.environ}
        self._process = subprocess.Popen(  # noqa: S603  # our own module
            [sys.executable, "-m", self._module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=HERE,
            env=known,
        )
        atexit.register(self.end)

    def end(self) -> None:
        """Once nobody asks any more the process ends by itself."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.kill()
        process.communicate()


def confined(module: str) -> ConfinedProcess:
    """The one process of this kind that belongs to the process that asks."""
    return _of(os.getpid(), module)


@functools.cache
def _of(_process: int, module: str) -> ConfinedProcess:
    return ConfinedProcess(module)


def serve(work: Work, *, opens_files: bool, asked: BinaryIO | None = None, answers: BinaryIO | None = None) -> None:
    """What such a process does: one piece of work after the other, each in a child, until nobody asks any more.

    A request is a line of three numbers (seconds, bytes of memory, bytes of what is given) and what is given; an
    answer is a line with the bytes of what came of it, 0 for nothing, and that. ``opens_files``: whether a child may
    open files, as what draws needs fonts; one that may not cannot open a connection either.
    """
    asked, answers = asked or sys.stdin.buffer, answers or sys.stdout.buffer
    while numbers := asked.readline().split():
        seconds, memory, length = map(int, numbers)
        made = _by_a_child(work, asked.read(length), Confines(seconds, memory), opens_files=opens_files)
        answers.write(b"%d\n" % len(made))
        answers.write(made)
        answers.flush()


def _by_a_child(work: Work, given: bytes, confines: Confines, *, opens_files: bool) -> bytes:
    """Blank where the child was ended, or ended by itself."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):  # there is nobody to tell
            os.close(reading)
            _confine(confines, opens_files=opens_files)
            with open(writing, "wb") as result:  # noqa: PTH123 - a pipe
                result.write(work(given))
            os._exit(0)
        os._exit(1)
    os.close(writing)
    with open(reading, "rb") as came:  # noqa: PTH123
        made = came.read()
    _, status = os.waitpid(child, 0)
    return made if status == 0 else b""


def _confine(confines: Confines, *, opens_files: bool) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (confines.seconds, confines.seconds))
    signal.alarm(2 * confines.seconds)  # it ends the process, even if others leave it no processor
    resource.setrlimit(resource.RLIMIT_AS, (confines.memory, confines.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not opens_files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))  # what is open stays open
