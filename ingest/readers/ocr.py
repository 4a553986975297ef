"""Text recognition of scanned pages with tesseract, one page image at a time.

tesseract alone is enough here: `ocrmypdf` would write a new PDF with a text layer that had to be read back, and
brings Ghostscript with it. The image goes in as a grey bitmap on standard input, text, boxes and confidence come out as
TSV.
"""

from __future__ import annotations

import contextlib
import csv
import os
import shutil
import subprocess
import time
from dataclasses import dataclass, replace
from functools import lru_cache

from corpora.model import Box, Line
from ingest.confinement import allow_more_time
from ingest.limits import OcrMode, OcrSettings

INSTALL_COMMAND = "apt-get install tesseract-ocr tesseract-ocr-deu"

_DOUBTFUL_CONFIDENCE = 60.0
_WORD_LEVEL = "5"
_NOISE_CONFIDENCE = 20.0
"""Percent; a line below it is a stamp, a logo or dirt, seldom a word."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was recognised on one page."""

    lines: tuple[Line, ...]
    """Boxes in points, origin at the top left."""
    confidence: float
    """Mean over the words, in percent; 0 without any word."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page drawn in grey."""

    pixels: bytes
    """One byte each, rows from the top without padding."""
    width: int
    height: int
    dpi: float


class OcrFailed(Exception):
    """One page could not be recognised; the text is German and names the reason."""


def explain_absence(settings: OcrSettings) -> str:
    """Why pages cannot be recognised here, in German and with the remedy; empty when they can."""
    if settings.mode is OcrMode.OFF:
        return "Die Texterkennung ist in den Einstellungen ausgeschaltet."
    program = shutil.which("tesseract")
    if program is None:
        return f"Die Texterkennung tesseract ist nicht installiert. Installieren Sie sie mit: {INSTALL_COMMAND}"
    missing = [language for language in settings.language.split("+") if language not in _languages(program)]
    if missing:
        packages = " ".join(f"tesseract-ocr-{language.replace('_', '-')}" for language in missing)
        return (
            f"Der Texterkennung tesseract fehlt die Sprache {', '.join(missing)}. "
            f"Installieren Sie sie mit: apt-get install {packages}"
        )
    return ""


@lru_cache(maxsize=4)
def _languages(program: str) -> frozenset[str]:
    try:
        done = subprocess.run(  # noqa: S603 - the program is the one the operator installed
            [program, "--list-langs"], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(line.strip() for line in done.stdout.splitlines()[1:])


def recognise(image: PageImage, settings: OcrSettings, seconds: float) -> Recognition:
    """Recognise one page image.

    Takes at most `seconds`, which the document's time limit is extended by. Raises `OcrFailed`.
    """
    allow_more_time(seconds)
    start = time.monotonic()
    try:
        found = _recognise(image, settings, seconds)
        # tesseract finds out by itself that a page lies on its side, not that it stands on its head. Detecting that
        # each time costs 0.3 of 1.1 s a page; nonsense shows in the confidence (36 % instead of 94 %).
        if found.lines and found.confidence < _DOUBTFUL_CONFIDENCE:
            rest = max(start + seconds - time.monotonic(), 1.0)
            with contextlib.suppress(OcrFailed):
                turned = _recognise(replace(image, pixels=image.pixels[::-1]), settings, rest)
                if turned.confidence > found.confidence:
                    return _turn(turned, image)
        return found
    finally:
        allow_more_time(min(0.0, time.monotonic() - start - seconds))


def _turn(found: Recognition, image: PageImage) -> Recognition:
    """The same lines with their boxes where they stand on the page turned by 180 degrees."""
    width, height = image.width * 72.0 / image.dpi, image.height * 72.0 / image.dpi
    lines = [
        Line(line.text, Box(width - box.right, height - box.bottom, width - box.left, height - box.top))
        for line in found.lines
        for box in (line.box,)
    ]
    return Recognition(tuple(lines), found.confidence)


def _recognise(image: PageImage, settings: OcrSettings, seconds: float) -> Recognition:
    # The pool already uses every core, and tesseract's own threads fight over them: 51 s a page instead of 1.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    program = shutil.which("tesseract") or "tesseract"
    command = [
        program,
        "stdin",
        "stdout",
        "-l",
        settings.language,
        "--dpi",
        str(round(image.dpi)),
        "--psm",
        "3",
        "tsv",
    ]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            input=b"P5\n%d %d\n255\n" % (image.width, image.height) + image.pixels,
            capture_output=True,
            env=environment,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise OcrFailed(f"Die Texterkennung brauchte länger als {seconds:.0f} Sekunden.") from error
    except OSError as error:
        raise OcrFailed(f"Die Texterkennung tesseract ließ sich nicht starten ({error.strerror or error}).") from error
    if done.returncode != 0:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise OcrFailed(f"Die Texterkennung brach ab ({words[-1] if words else f'Code {done.returncode}'}).")
    return _parse_tsv(done.stdout.decode("utf-8", "replace"), 72.0 / image.dpi)


def _parse_tsv(tsv: str, scale: float) -> Recognition:
    lines: dict[tuple[str, str, str], list[tuple[str, float, tuple[int, int, int, int]]]] = {}
    for row in csv.DictReader(tsv.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] != _WORD_LEVEL or not (row["text"] or "").strip():
            continue
        left, top, width, height = (int(row[key]) for key in ("left", "top", "width", "height"))
        word = (row["text"].strip(), float(row["conf"]), (left, top, left + width, top + height))
        lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(word)
    kept: list[Line] = []
    confidences: list[float] = []
    for words in lines.values():
        confidence = sum(word[1] for word in words) / len(words)
        if confidence < _NOISE_CONFIDENCE:
            continue
        confidences.extend(word[1] for word in words)
        box = Box(
            min(word[2][0] for word in words) * scale,
            min(word[2][1] for word in words) * scale,
            max(word[2][2] for word in words) * scale,
            max(word[2][3] for word in words) * scale,
        )
        kept.append(Line(" ".join(word[0] for word in words), box))
    return Recognition(tuple(kept), sum(confidences) / len(confidences) if confidences else 0.0)
