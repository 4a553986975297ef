"""A killed ingest leaves the old document or the new one, never both and never half; the next run ends as a clean one.

`python -m tools.crash_trial --kills 50` is the same with more kills; its figures stand in docs/measurements.md.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.crash_trial import run_trial


@pytest.mark.parametrize("seed", [1, 2])
def test_a_killed_ingest_leaves_nothing_half_and_the_next_ends_as_a_clean_one(tmp_path: Path, seed: int) -> None:
    trial = run_trial(tmp_path, kills=3, documents=60, seed=seed)
    assert trial.faults == []
    assert trial.kills == 3
