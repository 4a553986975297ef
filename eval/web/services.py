"""What the page Qualität works with; made once for all sessions of a server."""

from __future__ import annotations

from dataclasses import dataclass

from eval.case_files import CaseFiles
from eval.measurements import Measurements
from eval.readings import Readings


@dataclass(frozen=True, slots=True)
class Quality:
    """Each part asks for itself what a person may see and do."""

    measurements: Measurements
    readings: Readings
    files: CaseFiles
