"""What is installed is named, proved by a hash or by a reason why not, and licensed."""

import json
import re
import sys
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tools"))

import supply  # noqa: E402

HASHED = re.compile(r"(?P<pin>\S+==\S+) --hash=sha256:[0-9a-f]{64}")
FROM_DISK = re.compile(r"# (?P<pin>\S+==\S+): no hash, from a disk: \S+\.whl")


def test_every_pin_has_a_hash_or_a_reason() -> None:
    lines = [line for line in supply.LOCK.read_text("utf-8").splitlines() if "==" in line]
    found = [HASHED.fullmatch(line) or FROM_DISK.fullmatch(line) for line in lines]
    assert all(found), "run: make lock"
    assert [each["pin"] for each in found if each] == [f"{name}=={pin}" for name, pin in supply.pins().items()]
    assert sum(bool(HASHED.fullmatch(line)) for line in lines) > 50


def test_a_pin_of_another_version_is_refused() -> None:
    name = next(iter(supply.pins()))
    entry = {"metadata": {"name": name, "version": "0"}, "download_info": {"url": "https://example.org/x.whl"}}
    with pytest.raises(SystemExit, match=f"{name}: expected version .*, pip reports 0"):
        list(supply.lock([entry]))


def test_every_package_of_the_page_has_a_hash() -> None:
    packages = json.loads(supply.PAGE.read_text("utf-8"))["packages"]
    assert [path for path, package in packages.items() if path and "integrity" not in package] == []


def test_the_list_of_licences_is_what_the_packages_say() -> None:
    text = supply.LICENCES.read_text("utf-8")
    assert text == supply.LICENCES_HEAD + "\n".join(supply.licences(text)) + "\n", "run: make lock"
    assert "not stated" not in text


def test_the_licence_of_what_the_wheel_holds_is_in_it() -> None:
    page = (ROOT / "src/actlab/playground/index.html").read_text("utf-8")
    assert "BSD 3-Clause License" in page
    assert "Google LLC" in page


def test_licences_are_read_from_text_where_the_metadata_has_none() -> None:
    """The oracle: a package whose metadata names a licence, and one whose text alone does."""
    assert supply.licence_of(distribution("numpy")).startswith("BSD-3-Clause")
    with suppress(PackageNotFoundError):
        assert supply.licence_of(distribution("huey")) == "MIT"
