"""The committed page is the one that its sources give, is small, and asks for nothing."""

import fcntl
import gzip
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from actlab.playground import engine, page

WEB = Path(__file__).resolve().parents[2] / "web"
LARGEST = 300_000  # bytes, compressed


def test_the_page_is_small() -> None:
    assert len(gzip.compress(page().read_bytes(), 9, mtime=0)) < LARGEST


def test_the_page_is_one_file_without_an_address_elsewhere() -> None:
    text = page().read_text("utf-8")
    assert not re.findall(r"""(?:src|href)=["'](?!data:)[^"']+""", text)
    addresses = set(re.findall(r"https?://[\w./-]+", text)) - {
        "http://www.w3.org/1998/Math/MathML",
        "http://www.w3.org/2000/svg",
    }
    assert not addresses


@pytest.fixture(scope="module")
def tools() -> str:
    npm = shutil.which("npm")
    if npm is None or not WEB.is_dir():
        pytest.skip("npm or the sources of the page are not there")
    with (WEB / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one process installs, the others wait for it
        if not (WEB / "node_modules" / "vite").is_dir():
            command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            done = subprocess.run(command, cwd=WEB, capture_output=True, text=True, timeout=300, check=False)
            if done.returncode:
                pytest.skip(f"npm ci cannot install the build tools: {done.stderr.strip().splitlines()[-1:]}")
    return npm


def test_the_built_files_are_those_that_the_sources_give(tools: str, tmp_path: Path) -> None:
    environment = {**os.environ, "ACTLAB_PLAYGROUND": str(tmp_path)}
    done = subprocess.run(
        [tools, "run", "build"], cwd=WEB, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    stale = [path.name for path in (page(), engine()) if (tmp_path / path.name).read_bytes() != path.read_bytes()]
    assert not stale, "run: make page"


@pytest.mark.parametrize("script", ["check", "test"])
def test_the_sources_pass_their_own_types_and_tests(tools: str, script: str) -> None:
    done = subprocess.run([tools, "run", script], cwd=WEB, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
