"""What only the embedded engine has: a folder, a log, a disk that can be full, shards that open and close."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest

from corpora.errors import IndexUnavailable
from corpora.model import Access
from index.engine import Payload, Point, PointFilter, SparseVector
from index.engines.edge import EdgeIndex, EdgeStore

ROOT = Path(__file__).resolve().parents[2]
WHERE = PointFilter(frozenset({"rat"}), frozenset({Access.PUBLIC}))


def points(count: int, document: str = "d1", version: str = "v1", size: int = 200) -> list[Point]:
    return [
        Point(
            str(uuid5(NAMESPACE_URL, f"{document}/{version}/{number}")),
            SparseVector((1, 2 + number), (1.0, 2.0)),
            Payload("rat", Access.PUBLIC, document, version, number, 1, text="x" * size),
        )
        for number in range(count)
    ]


def run_child(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        check=False,
        cwd=ROOT,
        text=True,
        capture_output=True,
        timeout=120,
    )


def test_flushed_points_survive_kill_9_and_unflushed_ones_leave_nothing_broken(tmp_path: Path) -> None:
    program = """
import os, signal, sys
from pathlib import Path
from tests.index.test_edge import points
from index.engines.edge import EdgeStore
index = EdgeStore(Path(sys.argv[1])).open("ort", "g1", dense_size=None)
for number in range(5):
    index.upsert(points(50, f"d{number}"))
index.flush()
index.upsert(points(50, "danach"))
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert run_child(program, tmp_path).returncode == -signal.SIGKILL
    store = EdgeStore(tmp_path)
    index = store.open("ort", "g1", dense_size=None)
    counted = {stored.document: stored.points for stored in index.stored_versions()}
    assert counted.pop("danach", 0) in (0, 50)
    assert counted == {f"d{number}": 50 for number in range(5)}
    store.close()


def test_a_second_process_is_told_that_the_index_is_open_elsewhere(tmp_path: Path) -> None:
    store = EdgeStore(tmp_path)
    store.open("ort", "g1", dense_size=None)
    program = """
import sys
from pathlib import Path
from corpora.errors import DataFolderBusy
from index.engines.edge import EdgeStore
try:
    EdgeStore(Path(sys.argv[1])).open("ort", "g1", dense_size=None)
except DataFolderBusy as error:
    print(error)
"""
    done = run_child(program, tmp_path)
    assert "anderen Prozess" in done.stdout, done.stderr
    store.close()


@pytest.mark.parametrize("damaged", ["shard/segments/*/segment.json", "shard/edge_config.json", "index.json"])
def test_a_damaged_index_says_how_to_build_it_anew_and_can_be(tmp_path: Path, damaged: str) -> None:
    store = EdgeStore(tmp_path)
    store.open("ort", "g1", dense_size=None).upsert(points(10))
    store.close()
    for path in (tmp_path / "ort" / "g1").glob(damaged):
        path.write_text("{", encoding="utf-8")
    store = EdgeStore(tmp_path)
    with pytest.raises(IndexUnavailable, match="kompass reindex") as caught:
        store.open("ort", "g1", dense_size=None)
    assert caught.value.__cause__ is not None
    store.drop("ort", "g1")
    assert store.generations("ort") == []
    assert store.open("ort", "g1", dense_size=None).count() == 0
    store.close()


def test_an_index_that_was_not_made_to_its_end_is_made_again(tmp_path: Path) -> None:
    half = tmp_path / "ort" / "g1" / "shard" / "segments"
    half.mkdir(parents=True)
    (half / "rest").write_bytes(b"x")
    store = EdgeStore(tmp_path)
    assert store.generations("ort") == []
    assert store.open("ort", "g1", dense_size=None).count() == 0
    store.close()


def test_more_indexes_can_be_held_than_shards_are_open(tmp_path: Path) -> None:
    store = EdgeStore(tmp_path, max_open=2)
    indexes = [store.open(f"ort-{number}", "g1", dense_size=None) for number in range(5)]
    for number, index in enumerate(indexes):
        index.upsert(points(number + 1))
    assert [index.count() for index in indexes] == [1, 2, 3, 4, 5]
    store.close()
    again = EdgeStore(tmp_path, max_open=1)
    assert [again.open(f"ort-{number}", "g1", dense_size=None).count() for number in range(5)] == [1, 2, 3, 4, 5]
    again.close()


def test_threads_may_search_while_others_write_and_shards_come_and_go(tmp_path: Path) -> None:
    store = EdgeStore(tmp_path, max_open=1)
    indexes = [store.open(f"ort-{number}", "g1", dense_size=None) for number in range(3)]
    faults: list[BaseException] = []

    def guarded(work: Callable[[EdgeIndex], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                for turn in range(30):
                    work(indexes[turn % 3])
            except BaseException as error:
                faults.append(error)

        return run

    def write(index: EdgeIndex) -> None:
        index.upsert(points(20, document=str(random.random())))

    def search(index: EdgeIndex) -> None:
        assert len(index.search_sparse(SparseVector((1,), (1.0,)), WHERE, 10)) <= 10

    threads = [threading.Thread(target=guarded(work)) for work in (write, search, search)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sum(index.count() for index in indexes) == 600
    store.close()


def test_merging_changes_no_score_and_no_order(tmp_path: Path) -> None:
    store = EdgeStore(tmp_path)
    index = store.open("ort", "g1", dense_size=None)
    generator = random.Random(7)
    index.upsert(
        [
            Point(
                str(uuid5(NAMESPACE_URL, str(number))),
                SparseVector(
                    terms := tuple(sorted(generator.sample(range(4_000), 60))), (1.0 + number % 7,) * len(terms)
                ),
                Payload("rat", Access.PUBLIC, f"d{number // 10}", "v1", number % 10, 1, text=os.urandom(700).hex()),
            )
            for number in range(25_000)
        ]
    )
    for number in range(0, 300, 3):
        index.delete_document(f"d{number}")
    query = SparseVector(tuple(range(0, 4_000, 97)), (1.0,) * 42)
    before = index.search_sparse(query, WHERE, 50)
    index.optimize()
    after = index.search_sparse(query, WHERE, 50)
    assert [found.id for found in after] == [found.id for found in before]
    assert [found.score for found in after] == pytest.approx([found.score for found in before], rel=2e-5)
    store.close()
    again = EdgeStore(tmp_path)
    assert again.open("ort", "g1", dense_size=None).search_sparse(query, WHERE, 50) == after
    again.close()


FULL_DISK = """
import sys
from pathlib import Path
from corpora.errors import DiskFull
from tests.index.test_edge import points
from index.engines.edge import EdgeStore
root = Path(sys.argv[1]) / "index"
store = EdgeStore(root)
index = store.open("ort", "g1", dense_size=None)
written = 0
try:
    while True:
        index.upsert(points(500, f"d{written}", size=4_000))
        index.flush()
        written += 500
except DiskFull as error:
    print(error.code, error)
assert written > 0
store.close()
store = EdgeStore(root)
assert store.open("ort", "g1", dense_size=None).count() == written
store.close()
"""


def test_a_full_disk_is_told_before_it_ends_the_process_and_keeps_what_was_written(tmp_path: Path) -> None:
    # Written through memory maps, a full disk ends the process with SIGBUS: the engine has no error for it.
    mount = 'mount -t tmpfs -o size=260m none "$0" && exec "$1" -c "$2" "$0"'
    done = subprocess.run(
        [
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            mount,
            str(tmp_path),
            sys.executable,
            FULL_DISK,
        ],
        check=False,
        cwd=ROOT,
        text=True,
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "DiskFull Für den Index von „ort“ sind nur noch" in done.stdout
