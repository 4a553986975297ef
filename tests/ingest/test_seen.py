"""What is remembered of ingested folders."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from ingest.limits import Limits
from ingest.sources.inventory import Inventory, take_inventory
from ingest.sources.seen import SeenFile, SeenFiles, Stamp, is_below, settled


def list_again(folder: Path, seen: SeenFiles, tmp_path: Path, known: bool = True) -> Inventory:
    inventory = take_inventory(
        [folder], seen, is_known=lambda path, sha256: known, limits=Limits(), work=tmp_path / "work"
    )
    for root, files in inventory.seen:
        seen.note(root, files)
    return inventory


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "papiere"
    (made / "teil").mkdir(parents=True)
    for name in ("a.txt", "teil/b.txt"):
        (made / name).write_text(name)
        os.utime(made / name, (1_000_000_000, 1_000_000_000))
    return made


def test_it_is_the_same_after_saving_and_loading(folder: Path, tmp_path: Path) -> None:
    seen = SeenFiles(tmp_path / "merkzettel" / "rat.json")
    list_again(folder, seen, tmp_path)
    seen.save()
    assert SeenFiles.load(seen.file).roots == seen.roots
    assert [path.name for path in seen.file.parent.iterdir()] == ["rat.json"]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"format": 99, "roots": {}}', '{"format": 1, "roots": {"/a": {"b": [1]}}}']
)
def test_a_damaged_memory_is_an_empty_one(tmp_path: Path, content: str) -> None:
    file = tmp_path / "rat.json"
    file.write_text(content)
    assert SeenFiles.load(file).roots == {}


def test_a_file_of_the_same_size_time_and_inode_is_not_even_opened(folder: Path, tmp_path: Path) -> None:
    seen = SeenFiles(tmp_path / "rat.json")
    first = list_again(folder, seen, tmp_path)
    # Other bytes under the same stamp: reading them would tell.
    (folder / "a.txt").write_text("A.TXT")
    os.utime(folder / "a.txt", (1_000_000_000, 1_000_000_000))
    assert list_again(folder, seen, tmp_path).documents == first.documents


def test_a_file_changed_just_now_is_not_trusted_by_its_time() -> None:
    now = time.time_ns()
    assert settled(Stamp(5, now - 10_000_000_000, 1)) == Stamp(5, now - 10_000_000_000, 1)
    assert settled(Stamp(5, now, 1)) != Stamp(5, now, 1)


def test_a_part_of_a_folder_belongs_to_it_and_the_folder_above_does_not(folder: Path, tmp_path: Path) -> None:
    seen = SeenFiles(tmp_path / "rat.json")
    assert seen.place(folder) == (str(folder), "")
    list_again(folder, seen, tmp_path)
    assert seen.place(folder / "teil") == (str(folder), "teil/")
    assert seen.place(folder / "teil" / "b.txt") == (str(folder), "teil/")
    assert seen.place(folder.parent) == (str(folder.parent), "")
    assert set(list_again(folder / "teil", seen, tmp_path).documents) == {"teil/b.txt"}


def test_only_what_was_listed_again_can_have_vanished(folder: Path, tmp_path: Path) -> None:
    seen = SeenFiles(tmp_path / "rat.json")
    list_again(folder, seen, tmp_path)
    (folder / "a.txt").unlink()
    assert list_again(folder / "teil", seen, tmp_path).vanished == set()
    inventory = list_again(folder, seen, tmp_path)
    assert (inventory.vanished, inventory.expected) == ({"a.txt"}, 2)
    # As long as it is not removed it stays vanished.
    assert list_again(folder, seen, tmp_path).vanished == {"a.txt"}
    seen.forget(["a.txt"])
    assert list_again(folder, seen, tmp_path).vanished == set()


def test_the_folder_that_listed_a_path_last_owns_it(tmp_path: Path) -> None:
    seen = SeenFiles(tmp_path / "rat.json")
    stamp = Stamp(1, 2, 3)
    seen.note("/alt", {"a": SeenFile(stamp, {"a": ("x", 1)}), "b": SeenFile(stamp, {"b": ("y", 1)})})
    seen.note("/neu", {"a": SeenFile(stamp, {"a": ("x", 1)})})
    assert {root: sorted(files) for root, files in seen.roots.items()} == {"/alt": ["b"], "/neu": ["a"]}


def test_what_lies_in_a_container_is_told_from_its_neighbours() -> None:
    assert is_below("a.zip/b/c.md", "a.zip")
    assert is_below("a.zip", "a.zip")
    assert not is_below("a.zip.md", "a.zip")
