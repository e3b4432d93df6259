"""Work on a formula of the user's own in a process of its own, with limits of time and memory.

SymPy has no bound: a short formula may keep it busy for hours, and nothing in the same process can stop it. So what is
computed of an own formula comes from a helper process, which is started once and ends with its parent; beyond a limit
it is killed and the caller gets a BadValue. Functions of the catalogue need none of this: the tests try them all.
"""

import atexit
import contextlib
import functools
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, ParamSpec, TypeVar, cast

from actlab.define.activation import Activation
from actlab.define.registry import choose, is_own
from actlab.errors import ActlabError, BadValue

SECONDS = 5.0  # of processor time, so that a busy machine refuses nothing that a quiet one accepts
MEMORY = 2 << 30  # bytes of address space; SymPy with NumPy and SciPy takes 0.5 GB
RESERVE = 1.5  # of them, for what cannot be left out
AGAIN = 0.25  # seconds after which a signal is repeated: Python ignores what is raised while an object is deleted
PATIENCE = 60.0  # seconds of the clock; where processes have no timers it is SECONDS

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")
_Other = TypeVar("_Other")
_HAS_TIMERS = hasattr(signal, "setitimer")
_SERVE = "from actlab.define.limits import serve; serve()"
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # each thread reserves memory of its own
_is_helper = False
_began = 0.0  # in the helper: the processor time at which the work on a request began


def limited(function: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """A function whose first argument is an activation: for an own formula it runs in the helper process."""

    @functools.wraps(function)
    def run(*arguments: Any, **keywords: Any) -> Any:
        choice, *rest = arguments
        choice = choose(choice)
        if _is_helper or not is_own(choice.activation):
            return cast(Any, function)(choice, *rest, **keywords)
        return within_limits(choice.activation, run, choice, *rest, **keywords)

    return run


def within_limits(
    activation: Activation, function: Callable[..., _Result], *arguments: Any, **keywords: Any
) -> _Result:
    """Call ``function``, one that can be imported, in the helper process.

    Raises:
        BadValue: with the formula of ``activation``, beyond the limits or where SymPy gives up.
    """
    if _is_helper:
        return function(*arguments, **keywords)
    kind, result = _helper().ask(pickle.dumps((function, arguments, keywords)))
    if kind == "result":
        return cast(_Result, result)
    if isinstance(result, ActlabError):
        raise result
    raise BadValue(f"cannot work with the formula of {activation.key}: {result}\n  {activation.formula}")


def attempted(seconds: float, otherwise: _Other, function: Callable[..., _Result], *arguments: Any) -> _Result | _Other:
    """``function(*arguments)``, or ``otherwise`` where it fails or takes longer.

    Only in the helper process: elsewhere it is a plain call, as what fails for a function of the catalogue is a bug.
    """
    if not _is_helper:
        return function(*arguments)
    left = _began + SECONDS - RESERVE - time.process_time()
    if left <= 0:
        return otherwise
    try:
        with _at_most(min(seconds, left)):
            return function(*arguments)
    except (Exception, _TooSlow):
        return otherwise


@contextlib.contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    if not _HAS_TIMERS:
        yield
        return
    signal.signal(signal.SIGVTALRM, _too_slow)
    before, again = signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, before, again)


class _TooSlow(BaseException):
    """No Exception, as SymPy catches those in many places."""


def _too_slow(*_: Any) -> None:
    raise _TooSlow


class _Helper:
    """The helper process as its parent sees it."""

    def __init__(self) -> None:
        self.parent, self.lock = os.getpid(), threading.Lock()
        path = os.pathsep.join(entry for entry in sys.path if entry)
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", _SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_ENVIRONMENT, "PYTHONPATH": path},
        )

    @property
    def can_be_asked(self) -> bool:
        """Whether it lives, and is this process's own: after a fork two would read from one pipe."""
        return self.parent == os.getpid() and self.process.poll() is None

    def ask(self, request: bytes) -> tuple[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with self.lock:
            timer = threading.Timer(PATIENCE if _HAS_TIMERS else SECONDS, self.process.kill)
            timer.daemon = True
            timer.start()
            try:
                _send(self.process.stdin, request)
                return cast(tuple[str, Any], pickle.loads(_receive(self.process.stdout)))
            except (EOFError, BrokenPipeError):
                return "ended", self._why()
            except BaseException:  # an interruption: the next call would read the answer to this one
                self.process.kill()
                raise
            finally:
                timer.cancel()

    def _why(self) -> str:
        code = self.process.wait()
        if not _HAS_TIMERS or code in (-signal.SIGPROF, -signal.SIGKILL):
            return f"it takes more than {SECONDS:g} s; write it shorter."
        return f"its process ended (exit code {code}); write it shorter."

    def end(self) -> None:
        """End it, if it is this process's own."""
        if self.parent == os.getpid() and self.process.stdin and not self.process.stdin.closed:
            self.process.kill()
            self.process.communicate()


_started: list[_Helper] = []  # the last one takes requests; after a fork those of the parent stay, unused


def _helper() -> _Helper:
    if not (_started and _started[-1].can_be_asked):
        _end()
        _started.append(_Helper())
    return _started[-1]


@atexit.register
def _end() -> None:
    for helper in _started:
        helper.end()


def _send(stream: BinaryIO | Any, content: bytes) -> None:
    stream.write(len(content).to_bytes(8, "big") + content)
    stream.flush()


def _receive(stream: BinaryIO | Any) -> bytes:
    head = stream.read(8)
    content = stream.read(int.from_bytes(head, "big")) if len(head) == 8 else b""
    if not content:
        raise EOFError
    return cast(bytes, content)


# In the helper -------------------------------------------------------------------------------------------------------


def serve() -> None:
    """Answer requests from standard input on standard output until it is closed."""
    global _is_helper
    _is_helper = True
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _limit_memory()
    with contextlib.suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            _send(answers, _answer(_receive(requests)))


def _answer(request: bytes) -> bytes:
    """The pickled result, or what is left of an error: the one place where SymPy's become ours."""
    global _began
    try:
        function, arguments, keywords = pickle.loads(request)
        _began = time.process_time()
        if _HAS_TIMERS:
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
        return pickle.dumps(("result", function(*arguments, **keywords)))
    except ActlabError as error:
        return pickle.dumps(("error", error))
    except (MemoryError, OverflowError):
        return pickle.dumps(("ended", f"it needs more than {MEMORY >> 30} GB or numbers that are too large."))
    except (RecursionError, _TooSlow):
        return pickle.dumps(("ended", "it has too many operations inside each other."))
    except Exception as error:
        return pickle.dumps(("ended", f"SymPy gives up ({type(error).__name__}: {error})."))
    finally:
        if _HAS_TIMERS:
            signal.setitimer(signal.ITIMER_PROF, 0)


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _end_with_parent() -> None:
    """A parent that was killed while it waited: nobody wants the answer."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
