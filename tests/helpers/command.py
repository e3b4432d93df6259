"""The command in a process where torch is not installed, whatever is."""

import subprocess
import sys
from collections.abc import Callable

Call = Callable[..., tuple[int, str, str]]  # exit code, output and messages of the command with these arguments

WITHOUT_TORCH = """
import sys

class Hiding:
    def __init__(self, finder):
        self.finder = finder

    def find_spec(self, name, *more):
        return None if name.partition(".")[0] == "torch" else self.finder.find_spec(name, *more)

    def find_distributions(self, context):
        found = getattr(self.finder, "find_distributions", lambda _: ())
        return () if context.name == "torch" else found(context)

sys.meta_path[:] = map(Hiding, sys.meta_path)
sys.argv[0] = "actlab"
import actlab.cli
actlab.cli.main()
"""


def without_torch(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command where neither torch nor its version can be had."""
    command = [sys.executable, "-c", WITHOUT_TORCH, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
