"""The process for own formulas: what takes too long, too much memory or fails comes back as one error."""

import math
import os
import signal
import subprocess
import sys
import time

import pytest

from actlab.define import limits, record
from actlab.define.limits import MEMORY, within_limits
from actlab.errors import BadValue, UnknownName

MISH = record("mish")


def test_a_result_comes_back() -> None:
    assert within_limits(MISH, math.sqrt, 4.0) == 2.0
    assert within_limits(MISH, os.getpid) != os.getpid()
    assert within_limits(MISH, os.getpid) == within_limits(MISH, os.getpid)


def test_what_takes_too_long_is_ended_and_the_next_question_answered() -> None:
    with pytest.raises(BadValue, match=r"cannot work with the formula of mish: it takes more than 5 s; .*\n  x"):
        within_limits(MISH, pow, 3, 10**10)
    assert within_limits(MISH, math.sqrt, 9.0) == 3.0


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs timers of the process")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_part_is_ended_though_python_ignores_the_first_signal() -> None:
    class Busy:
        def __del__(self) -> None:
            busy(0.2)  # Python ignores what is raised here

    def busy(seconds: float) -> None:
        until = time.process_time() + seconds
        while time.process_time() < until:
            pass

    def work() -> None:
        one = Busy()
        del one
        busy(5)

    with pytest.raises(limits._TooSlow), limits._at_most(0.05):
        work()


def test_memory_is_limited() -> None:
    with pytest.raises(BadValue, match="needs more than 2 GB"):
        within_limits(MISH, bytearray, MEMORY)


def test_an_error_is_ours_or_becomes_ours() -> None:
    with pytest.raises(UnknownName, match="unknown activation 'mesh'"):
        within_limits(MISH, record, "mesh")
    with pytest.raises(BadValue, match=r"SymPy gives up \(ValueError: math domain error\)"):
        within_limits(MISH, math.sqrt, -1.0)


def test_a_process_that_ends_by_itself_is_reported() -> None:
    with pytest.raises(BadValue, match=r"its process ended \(exit code 3\)"):
        within_limits(MISH, os._exit, 3)


def test_no_helper_outlives_a_parent_that_is_killed() -> None:
    code = (
        "import os\nfrom actlab.define import record\nfrom actlab.define.limits import within_limits\n"
        "print(within_limits(record('mish'), os.getpid), flush=True)\nos.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    helper = int(done.stdout)
    for _ in range(600):
        try:
            os.kill(helper, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the helper still runs a minute after its parent")


def test_the_catalogue_needs_no_helper() -> None:
    code = (
        "from actlab.define import limits\nfrom actlab import exact\nfrom actlab.properties import properties\n"
        "exact.value('mish', 1)\nproperties('mish')\nprint(len(limits._started))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"
