"""The page of evaluators as the server takes it; its parts are loaded when somebody first opens it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from app.web.host import ExtraPage

if TYPE_CHECKING:
    from app.wiring import App
    from eval.measurements import Measurements
    from eval.web.services import Quality


def make_page(app: App, measurements: Measurements) -> ExtraPage:
    """The page over the server's runs."""

    @cache
    def quality() -> Quality:
        from eval.case_files import CaseFiles
        from eval.readings import Readings
        from eval.web.services import Quality

        return Quality(measurements, Readings(measurements), CaseFiles(app))

    def render() -> None:
        from eval.web import quality as page

        page.render(quality())

    return ExtraPage("qualitaet", "nav.quality", render)
