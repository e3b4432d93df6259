"""Lets the tests of this folder import its helpers: pytest's importlib mode adds no folder to the path."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]
