"""The report in a real browser: the filter counts right, and the page's own policy blocks nothing it needs."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from tests.eval.town import CASES

SCRIPT = """<script>
(function () {
  var form = document.getElementById("filters"), said = [];
  function tell() { said.push(document.getElementById("shown").textContent); }
  tell();
  form.elements.words.value = "brücke"; form.dispatchEvent(new Event("input")); tell();
  form.elements.words.value = ""; form.elements.type.value = "date"; form.dispatchEvent(new Event("input")); tell();
  form.elements.type.value = "*";
  form.querySelectorAll("[name=state]").forEach(function (box) { box.click(); });
  tell();
  document.title = said.join("|");
})();
</script></body>"""


def test_the_filter_shows_what_fits_and_counts_it(finished_run: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    text = (finished_run / "report.html").read_text(encoding="utf-8")
    page.write_text(text.replace("</body>", SCRIPT), encoding="utf-8")
    browser = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--enable-logging=stderr", f"--user-data-dir={tmp_path / 'profile'}",
         "--dump-dom", page.as_uri()],
        capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    assert "CONSOLE" not in done.stderr
    title = re.search(r"<title>(.*?)</title>", done.stdout)
    assert title is not None
    assert title[1].split("|") == [f"{len(CASES)} Fragen", "2 von 8 Fragen", "3 von 8 Fragen", "0 von 8 Fragen"]
