"""A store keeps every number once, says what is wrong with it, and lets several processes share it."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from helpers.made_up import diverged, finished

from actlab.errors import BadData
from actlab.lab.plan.run import Run, Task
from actlab.lab.plan.setting import Setting
from actlab.lab.store import claims, database, tables
from actlab.lab.store.database import StoreFailed
from actlab.lab.store.key import key_of
from actlab.lab.store.store import Store

TASK = Task(Setting(activation="mish", hidden=(8,)), 3)
OTHER = Task(Setting(activation="relu", hidden=(8,)), 3)


@dataclass(frozen=True)
class Server:
    """A PostgreSQL that can be stopped and started."""

    url: str
    start: Callable[[], object]
    stop: Callable[[], object]


@pytest.fixture(scope="module")
def postgresql(postgresql_server: Server) -> str:
    """Its URL."""
    return postgresql_server.url


@pytest.fixture(scope="module")
def postgresql_server() -> Iterator[Server]:
    """A server of its own, on a socket in a folder of its own."""
    from importlib.util import find_spec

    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not programs or find_spec("psycopg") is None:
        if os.environ.get("ACTLAB_EXTRAS"):
            pytest.fail("PostgreSQL and psycopg must be there where ACTLAB_EXTRAS is set")
        pytest.skip("PostgreSQL (Debian's postgresql, and psycopg) is not there")
    folder = Path(tempfile.mkdtemp())  # not below pytest's, which is closed to other users
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
    control = [*as_user, str(programs[-1]), "-D", str(folder / "data"), "-s", "-w"]
    quiet = {"check": True, "cwd": folder, "stdout": subprocess.DEVNULL}
    subprocess.run([*control, "initdb", "-o", "-A trust -U postgres --no-sync"], **quiet)
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    start = partial(subprocess.run, [*control, "-l", str(folder / "log"), "-o", options, "start"], **quiet)
    stop = partial(subprocess.run, [*control, "-m", "fast", "stop"], **quiet)
    start()
    yield Server(f"postgresql+psycopg://postgres@/postgres?host={folder}", start, stop)
    stop()
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path | str]:
    if request.param == "sqlite":
        yield tmp_path / "results.sqlite"
        return
    url = request.getfixturevalue("postgresql")
    yield url
    import sqlalchemy as sa

    engine = sa.create_engine(url)
    tables.metadata.drop_all(engine)
    engine.dispose()


def opened(place: Path | str) -> Store:
    store = Store(place)
    store.open()
    return store


class TestEveryStore:
    """What holds for both kinds."""

    def test_a_run_comes_back_as_it_was(self, place: Path | str) -> None:
        store = opened(place)
        run = finished(TASK, 0.1 + 0.2, loss=1e-300)
        store.add(run)
        store.close()
        again = opened(place)
        assert again.runs([OTHER, TASK]) == {TASK: run}
        again.close()

    def test_nan_comes_back_as_nan(self, place: Path | str) -> None:
        store = opened(place)
        store.add(diverged(TASK))
        found = store.runs([TASK])[TASK]
        assert (found.status, found.message) == ("diverged", "the loss was no longer finite in epoch 1")
        assert found.epochs[0].test_loss != found.epochs[0].test_loss
        store.close()

    def test_a_run_is_kept_once_and_the_first_stays(self, place: Path | str) -> None:
        store = opened(place)
        store.add(finished(TASK, 0.5))
        store.add(finished(TASK, 0.6))
        assert store.runs([TASK])[TASK].epochs[0].test_accuracy == 0.5
        store.close()

    def test_a_failed_run_leaves_its_reason_and_is_no_run(self, place: Path | str) -> None:
        store = opened(place)
        store.add(Run(TASK, "failed", "out of memory", ()))
        store.add(Run(TASK, "failed", "killed", ()))
        assert store.runs([TASK]) == {}
        assert store.failures([TASK, OTHER]) == {TASK: "killed"}
        store.add(finished(TASK, 0.5))
        assert store.failures([TASK]) == {}
        store.close()

    def test_a_claimed_task_is_not_given_to_another_that_lives(self, place: Path | str) -> None:
        one, two = opened(place), opened(place)
        two.owner = f"elsewhere:1:{two.owner.rsplit(':', 1)[1]}"
        assert one.claim(TASK)
        assert not two.claim(TASK)
        one.add(finished(TASK, 0.5))
        assert not two.claim(TASK)  # done
        assert two.claim(OTHER)
        two.release()
        assert one.claim(OTHER)
        one.close()
        two.close()

    def test_a_claim_whose_beat_stands_still_is_void(self, place: Path | str, monkeypatch: pytest.MonkeyPatch) -> None:
        now = [0.0]
        monkeypatch.setattr(claims.time, "monotonic", lambda: now[0])
        one, two = opened(place), opened(place)
        one.owner = "elsewhere:1:1"
        assert one.claim(TASK)
        assert not two.claim(TASK)
        now[0] = claims.STALE_SECONDS + 1
        one.beat()
        assert not two.claim(TASK)  # it has moved
        now[0] *= 3
        assert two.claim(TASK)
        one.close()
        two.close()

    def test_a_claim_of_a_process_that_has_ended_is_void_at_once(self, place: Path | str) -> None:
        one, two = opened(place), opened(place)
        one.owner = f"{two.owner.split(':')[0]}:{os.getpid()}:0"  # our number, but started at another time
        assert one.claim(TASK)
        assert two.claim(TASK)
        one.close()
        two.close()

    def test_four_writers_at_once_lose_nothing(self, place: Path | str) -> None:
        opened(place).close()
        tasks = [Task(TASK.setting, seed) for seed in range(40)]

        def write(part: list[Task]) -> None:
            store = opened(place)
            for task in part:
                store.add(finished(task, task.seed / 100))
            store.close()

        threads = [threading.Thread(target=write, args=(tasks[first::4],)) for first in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        store = opened(place)
        assert {task.seed: run.epochs[0].test_accuracy for task, run in store.runs(tasks).items()} == {
            task.seed: task.seed / 100 for task in tasks
        }
        store.close()

    def test_documents_are_kept_and_replaced(self, place: Path | str) -> None:
        store = opened(place)
        store.keep_study("a", {"x": 1})
        store.keep_study("a", {"x": 2})
        assert store.studies() == {"a": {"x": 2}}
        assert store.study("b") is None
        store.close()


def test_looks_are_counted_in_their_order_and_each_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "results.sqlite")
    store.open()
    assert store.looks("small.quick") == []
    assert [store.count_look("small.quick", seeds) for seeds in (10, 20, 10)] == [[10], [10, 20], [10, 20]]
    assert store.count_look("other.quick", 20) == [20]
    store.close()
    again = Store(tmp_path / "results.sqlite")
    again.open()
    assert again.looks("small.quick") == [10, 20]
    again.close()


def test_the_key_depends_on_setting_seed_and_code(monkeypatch: pytest.MonkeyPatch) -> None:
    from actlab.lab.store import key as code

    keys = {key_of(TASK), key_of(OTHER), key_of(replace(TASK, seed=4))}
    keys.add(key_of(Task(TASK.setting.model_copy(update={"epochs": 31}), 3)))
    monkeypatch.setattr(code, "code_version", lambda _: "another")
    keys.add(key_of(TASK))
    assert len(keys) == 5
    assert all(len(key) == 40 for key in keys)


def test_a_default_that_is_said_gives_the_same_key() -> None:
    assert key_of(Task(Setting(activation="silu", hidden=(8,), noise=0.0), 3)) == key_of(
        Task(Setting(activation="swish", hidden=(8,)), 3)
    )


def test_comments_do_not_change_the_code_version() -> None:
    from actlab.lab.data.source import without_comments

    plain = "def f(x):\n    return x + 1\n"
    assert without_comments(plain) == without_comments(
        '"""Says."""\n# why\ndef f(x):\n    """Adds."""\n    return (x +\n        1)\n'
    )
    assert without_comments(plain) != without_comments(plain.replace("1", "2"))


def test_the_emitted_code_of_a_function_is_part_of_its_version() -> None:
    from actlab.lab.store.key import code_version

    assert len({code_version(Setting(activation=name)) for name in ("elu", "gelu", "leaky_relu")}) == 3


def test_a_full_disk_is_said_and_what_was_written_is_kept(tmp_path: Path) -> None:
    store = opened(tmp_path / "results.sqlite")
    store.add(finished(TASK, 0.5))
    import sqlalchemy as sa

    sa.event.listen(store._engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 1"))
    store._engine.dispose()  # the next connection may not grow the file
    with pytest.raises(StoreFailed, match="no space is left for .*results.sqlite. What was finished before is kept"):
        _fill(store)
    store.close()
    again = opened(tmp_path / "results.sqlite")
    assert again.runs([TASK])[TASK].epochs[0].test_accuracy == 0.5
    again.close()


def _fill(store: Store) -> None:
    for seed in range(1000):
        store.add(finished(replace(OTHER, seed=seed), 0.5))


def test_a_lock_held_by_another_process_is_said(tmp_path: Path) -> None:
    path = tmp_path / "results.sqlite"
    opened(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store = Store(path, busy_seconds=0.05)
    with pytest.raises(StoreFailed, match="is locked by another process. .* Close that process first"):
        store.add(finished(TASK, 0.5))
    other.execute("ROLLBACK")
    other.close()
    store.add(finished(TASK, 0.5))
    assert len(store.runs([TASK])) == 1
    store.close()


@pytest.mark.parametrize("damage", ["no database", "torn", "pages"])
def test_a_damaged_file_is_kept_aside_and_said(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "results.sqlite"
    store = opened(path)
    for seed in range(300):
        store.add(finished(replace(TASK, seed=seed), 0.5))
    store.close()
    content = bytearray(path.read_bytes())
    if damage == "no database":
        content[:100] = b"x" * 100
    elif damage == "torn":
        del content[len(content) // 2 :]
    else:
        content[4096:] = os.urandom(len(content) - 4096)
    path.write_bytes(content)
    said: list[str] = []
    again = Store(path)
    again.open(said.append)
    assert "is not a whole store" in said[0]
    assert "kept as results.sqlite.damaged-1" in said[0]
    assert (tmp_path / "results.sqlite.damaged-1").read_bytes() == bytes(content)
    assert again.runs([TASK]) == {}
    again.add(finished(TASK, 0.5))
    again.close()


def test_a_store_of_the_first_version_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "results.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE comparison (key TEXT PRIMARY KEY, setting TEXT)")
    connection.close()
    with pytest.raises(BadData, match="was written by the first version of actlab.*Move it away, .*--force"):
        Store(path).open()


def test_a_store_of_a_later_version_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "results.sqlite"
    opened(path).close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE meta SET value = '99'")
    connection.commit()
    connection.close()
    with pytest.raises(BadData, match=r"is a store of version 99, this actlab reads version 2\. Open it with"):
        Store(path).open()


@pytest.mark.parametrize("url", ["u:secret@127.0.0.1:1/d", "u@127.0.0.1:1/d?password=secret"])
def test_no_message_shows_the_password_of_a_server(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("psycopg", reason="psycopg is not there")
    monkeypatch.setattr("actlab.lab.store.database.RETRY_SECONDS", 0.0)
    with pytest.raises(StoreFailed, match="does not answer") as refused:
        Store(f"postgresql+psycopg://{url}").open()
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ["mysql://u@h/d", "nothing at all", "postgresql://u@h:port/d", "mysql://u:secret@h/d"])
def test_another_database_is_refused(url: str) -> None:
    with pytest.raises(BadData, match=r"expected a URL such as postgresql\+psycopg://(?!.*secret)"):
        Store(url)


def test_a_store_from_before_there_was_cpu_time_opens_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    store = Store(path)
    store.open()
    old, new = (finished(Task(Setting(), seed), 0.9) for seed in (0, 1))
    store.add(old)
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE epoch DROP COLUMN cpu_seconds")
        connection.commit()
    store = Store(path)
    store.open(lambda message: pytest.fail(message))
    new = replace(new, epochs=tuple(row._replace(cpu_seconds=0.5) for row in new.epochs))
    store.add(new)
    assert store.runs([old.task, new.task]) == {old.task: old, new.task: new}
    assert [row.cpu_seconds for _, rows in store.everything() for row in rows] == [None, 0.5]
    store.close()


OPENS = """
import sys
from actlab.lab.store.store import Store
store = Store(sys.argv[1])
sys.stdin.readline()  # both have imported everything: now both make the tables
store.open()
store.close()
"""


def test_processes_that_start_on_an_empty_database_at_once_all_open_it(postgresql: str) -> None:
    import sqlalchemy as sa

    engine = sa.create_engine(postgresql)
    started = [
        subprocess.Popen([sys.executable, "-c", OPENS, postgresql], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    try:
        tables.metadata.drop_all(engine)
        for process in started:
            assert process.stdin is not None
            process.stdin.write(b"go\n")
            process.stdin.flush()
        for process in started:
            _, message = process.communicate(timeout=120)
            assert process.returncode == 0, message.decode()
    finally:
        tables.metadata.drop_all(engine)
        engine.dispose()


class TestAServerThatGoesAway:
    @pytest.fixture(autouse=True)
    def _fresh(self, postgresql: str) -> Iterator[None]:
        import sqlalchemy as sa

        self.store = opened(postgresql)
        yield
        self.store.close()
        engine = sa.create_engine(postgresql)
        tables.metadata.drop_all(engine)
        engine.dispose()

    def test_a_restart_during_a_run_is_waited_for(self, postgresql_server: Server) -> None:
        self.store.add(finished(OTHER, 0.4))
        postgresql_server.stop()
        later = threading.Timer(1.0, postgresql_server.start)
        later.start()
        try:
            self.store.add(finished(TASK, 0.5))
        finally:
            later.join()
        assert set(self.store.runs([TASK, OTHER])) == {TASK, OTHER}

    def test_a_restart_while_a_command_starts_is_waited_for(self, postgresql_server: Server) -> None:
        self.store.add(finished(TASK, 0.5))
        postgresql_server.stop()
        later = threading.Timer(1.0, postgresql_server.start)
        later.start()
        try:
            store = opened(postgresql_server.url)
        finally:
            later.join()
        assert set(store.runs([TASK])) == {TASK}
        store.close()

    def test_one_that_stays_away_ends_in_words_that_say_how_to_go_on(
        self, postgresql_server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(database, "RETRY_SECONDS", 0.5)
        postgresql_server.stop()
        try:
            with pytest.raises(StoreFailed, match=r"after trying again for 0\.5 s: .* the same command goes on"):
                self.store.add(finished(TASK, 0.5))
        finally:
            postgresql_server.start()
