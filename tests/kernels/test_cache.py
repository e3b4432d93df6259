"""The cache of compiled libraries: damage, strangers, a missing home, many processes, and what is shown meanwhile."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from actlab.errors import Unavailable
from actlab.kernels import arrays, build, cache, outlook

USE = "import numpy as np, actlab; print(actlab.value('mish', np.float32([1.0]))[0])"


@pytest.fixture(scope="module")
def warm():
    """The library of this machine and its objects, compiled where they are not there yet."""
    library = build.compiled("kernels")
    return library, cache.entry("objects")


@pytest.fixture
def copied(warm, tmp_path, monkeypatch):
    """A cache of its own that holds the same, and the library in it."""
    library, objects = warm
    for folder in (library.parent, objects):
        shutil.copytree(folder, tmp_path / "cache" / folder.name)
    monkeypatch.setenv("ACTLAB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / library.parent.name / library.name


def start(code=USE, error=subprocess.PIPE, **changed):
    environment = {**os.environ, **{key: str(value) for key, value in changed.items() if value is not None}}
    for key in [key for key, value in changed.items() if value is None]:
        environment.pop(key, None)
    return subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, stderr=error, text=True
    )


def finish(process):
    out, error = process.communicate(timeout=120)
    assert process.returncode == 0, (process.returncode, error)
    assert float(out) == pytest.approx(0.86509836, rel=1e-6)
    return error


def garbage(path):
    path.write_bytes(np.random.default_rng(0).bytes(100_000))


def cut(path):
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 10])  # loading that ends a process with SIGBUS


def one_bit(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def folder(path):
    path.unlink()
    (path / "inside").mkdir(parents=True)


def link(path):
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def without_its_hash(path):
    path.with_name(f"{path.name}.sha256").unlink()


DAMAGE = [lambda path: path.write_bytes(b""), garbage, cut, one_bit, folder, link, without_its_hash]


@pytest.mark.parametrize("damage", DAMAGE, ids=["empty", "garbage", "cut", "one bit", "folder", "link", "no hash"])
def test_a_damaged_library_is_compiled_again_with_one_line(copied, damage):
    damage(copied)
    assert finish(start()).splitlines() == [f"actlab: {copied} is damaged and is compiled again."]
    assert finish(start()) == ""


def test_without_a_compiler_a_damaged_library_is_left_alone_with_one_line(copied, tmp_path):
    cut(copied)
    (warning,) = [line for line in finish(start(CXX="", PATH=tmp_path)).splitlines() if "Warning" in line]
    assert "actlab runs on plain NumPy: compiling the native kernels needs a C++ compiler" in warning


def test_a_damaged_object_is_compiled_again(copied, tmp_path):
    copied.unlink()
    for path in (tmp_path / "cache" / "objects").glob("dispatch.*.o"):
        cut(path)
    error = finish(start())
    assert "0 of 1 done" in error
    assert "compiled in" in error


def test_a_damaged_note_that_a_build_failed_is_no_traceback(copied):
    copied.unlink()
    garbage(copied.with_name("kernels.failed"))
    (warning,) = [line for line in finish(start()).splitlines() if "No process tries it again; remove" in line]
    assert "kernels.failed" in warning


def test_a_process_that_dies_while_it_writes_leaves_nothing_that_is_loaded(copied, tmp_path, monkeypatch):
    """Every prefix of what ``put`` does: at no point is there a library that passes for whole and is not."""

    class Died(Exception):
        pass

    whole = copied.read_bytes()
    for steps in range(6):
        made = tmp_path / "made"
        made.write_bytes(whole + b"newer")
        left = iter(range(steps))

        def dies(original, left=left):
            def call(*given, **named):
                if next(left, None) is None:
                    raise Died
                return original(*given, **named)

            return call

        with monkeypatch.context() as patched:
            patched.setattr(Path, "replace", dies(Path.replace))
            patched.setattr(os, "fsync", dies(os.fsync))
            with contextlib.suppress(Died):
                cache.put(made, copied)
        if cache.sound(copied):
            assert copied.read_bytes() in (whole, whole + b"newer")
    assert cache.sound(copied)
    assert copied.read_bytes() == whole + b"newer"


def test_what_others_could_write_is_not_loaded(copied):
    marker = copied.with_name("planted")
    marker.touch()
    copied.parent.chmod(0o777)
    error = finish(start())
    assert f"others could write into {copied.parent}; actlab removes what they may have put there." in error
    assert not marker.exists()
    assert copied.parent.stat().st_mode & 0o777 == 0o700


def test_the_folder_of_another_user_is_not_used(copied, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("needs root, to give a folder to another user")
    os.chown(copied.parent, 65534, 65534)
    with pytest.raises(Unavailable, match=r"a cache that can be written \(.* belongs to another user\)"):
        build.compiled("kernels")


def test_folders_are_their_users_alone(copied, tmp_path):
    shutil.rmtree(tmp_path / "cache")
    build.cache.entry("objects")
    assert (tmp_path / "cache" / "objects").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("home", ["/proc/nowhere", "/dev/null"])
def test_without_a_home_the_cache_is_temporary_and_that_is_said(warm, tmp_path, home):
    (tmp_path / "temporary").mkdir()
    code = "from actlab.kernels import cache; print(cache.entry('a')); print(cache.entry('b'))"
    process = start(code, HOME=home, XDG_CACHE_HOME=None, ACTLAB_CACHE=None, TMPDIR=tmp_path / "temporary")
    out, error = process.communicate(timeout=300)
    assert process.returncode == 0, error
    one, two = map(Path, out.split())
    assert one.parent == two.parent
    assert one.is_relative_to(tmp_path / "temporary")
    assert len(error.splitlines()) == 1
    assert "so they last until this process ends; export ACTLAB_CACHE=some_folder keeps them." in error
    assert not list((tmp_path / "temporary").iterdir())


# ---- many processes and progress -------------------------------------------------------------------------------------

# Hands out objects that were compiled before, slowly; with another version, so that none is there under its key.
SLOW = """#!/bin/bash
[ "$1" = --version ] && exec echo slow
[ "$1" = -dumpmachine ] && exec g++ "$1"
[ "$1" = -march=native ] && exec g++ "$@"
echo "$@" >> {calls}
for last; do :; done
case " $* " in
*" -c "*) sleep {seconds}; cp {objects}/"$(basename "$last")" "$last";;
*) exec g++ "$@";;
esac
"""


@pytest.fixture
def slow(warm, tmp_path, monkeypatch):
    """A compiler that takes its time, an empty cache, and how often it was called to compile and to link."""
    objects, calls, path = tmp_path / "objects", tmp_path / "calls", tmp_path / "c++"
    objects.mkdir()
    plan = build.Plan.here("kernels", build.find_compiler())
    for job in plan.jobs:
        shutil.copy(warm[1] / f"{job.name}.{plan.key(job)}.o", objects / f"{job.name}.o")
    path.write_text(SLOW.format(calls=calls, objects=objects, seconds=1))
    path.chmod(0o755)
    monkeypatch.setenv("CXX", str(path))
    monkeypatch.setenv("ACTLAB_CACHE", str(tmp_path / "cache"))
    return lambda: [("-c" in line.split(), "-shared" in line.split()) for line in calls.read_text().splitlines()]


def test_two_processes_wait_for_one_build_and_both_say_how_long(slow):
    processes = [start(), start()]
    errors = [finish(process) for process in processes]
    assert sorted(slow()) == [(False, True)] + [(True, False)] * 2
    pattern = r"actlab: {}compiling the kernels for this machine, once: \d of 2 done, about \d+ s left"
    (builds,) = [error for error in errors if re.search(pattern.format(""), error)]
    (waits,) = [error for error in errors if error != builds]
    assert re.search(pattern.format("another process is "), waits)
    assert re.search(r"actlab: compiled in \d+ s\.", builds)
    assert "compiled in" not in waits


def test_a_wheel_that_is_built_meanwhile_shares_the_objects(slow):
    only = "from actlab.kernels import build; build.SHIPPED = ('kernels',); build.Plan.shipped = build.Plan.here"
    ship = f"import os, pathlib; {only}; build.ship(pathlib.Path(os.environ['ACTLAB_CACHE'])); {USE}"
    processes = [start(ship), start()]
    for process in processes:
        finish(process)
    assert sorted(slow()) == [(False, True)] * 2 + [(True, False)] * 2


def test_on_a_terminal_the_line_is_rewritten_and_goes_away(slow):
    terminal, other_end = os.openpty()
    process = start(error=other_end)
    os.close(other_end)
    process.communicate(timeout=300)
    shown = b""
    while True:
        try:
            shown += os.read(terminal, 65536)
        except OSError:  # nobody is at the other end, and all is read
            break
    os.close(terminal)
    lines = shown.decode().replace("\r\n", "\n").split("\r\x1b[K")
    assert any("2 of 2" not in line and "about" in line and "s left" in line for line in lines)
    assert re.fullmatch(r"actlab: compiled in \d+ s\.\n", lines[-1])


def seconds_left(left, taken, monkeypatch):
    monkeypatch.setattr(outlook, "cores", lambda: 1)
    return int(re.search(r"about (\d+) s left", outlook.outlook(4, left, taken))[1])


def test_the_time_left_follows_what_is_measured(monkeypatch):
    usual = {name: outlook.SECONDS[name] for name in ("avx512", "avx2", "baseline", "dispatch")}
    assert seconds_left(list(usual), {}, monkeypatch) == round(sum(usual.values()))
    for slower in (1, 10):  # a machine that takes ten times as long
        done = {"avx512": slower * usual["avx512"], "dispatch": slower * usual["dispatch"]}
        right = slower * (usual["avx2"] + usual["baseline"])
        assert seconds_left(["avx2", "baseline"], done, monkeypatch) == round(right)
    # Before anything is done, what runs longer than it should says how slow the machine is.
    late = {"avx512": 10 * usual["avx512"]}
    assert seconds_left(list(usual), late, monkeypatch) > 9 * (usual["avx2"] + usual["baseline"])


def test_the_first_guess_knows_every_object():
    for name in ("kernels", "operators"):
        assert {job.name for job in build.Plan.shipped(name, build.find_compiler()).jobs} <= set(outlook.SECONDS)


def test_where_nothing_may_be_loaded_from_the_cache_that_is_said(tmp_path):
    (tmp_path / "library.so").write_bytes(b"no library")
    with pytest.raises(Unavailable, match="native speed .*library.so"):
        arrays.load.__wrapped__(tmp_path / "library.so")
