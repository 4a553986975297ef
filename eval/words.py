"""What is said of runs, in one language: texts of the catalogue that pages speak from, numbers and moments.

Whoever writes a report is handed its `Words`; nothing here knows which page or command asks.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from app.web.texts.catalogue import CATALOGUES, Language, look_up, look_up_counted, part, write_number
from app.web.texts.messages import translate
from eval.measures.catalogue import Better, Measure


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: Language

    def text(self, key: str, **values: object) -> str:
        """A text with its ``{names}`` filled in. Raises `KeyError`."""
        return look_up(self.language, key, **values)

    def counted(self, key: str, count: int, **values: object) -> str:
        """The text for a number of things; ``key_one`` is that for one."""
        return look_up_counted(self.language, key, count, **values)

    def name(self, key: str, otherwise: str) -> str:
        """The text, or `otherwise` where there is none: for what people may call as they like."""
        return CATALOGUES[self.language].get(key, otherwise)

    def part(self, prefix: str) -> dict[str, str]:
        """All texts whose keys start with ``prefix.``, by the rest of the key."""
        return part(self.language, prefix)

    def message(self, text: str) -> str:
        """An error or a reason, which the program writes in German."""
        return text if self.language is Language.GERMAN else translate(text)

    # Names

    def title(self, measure: Measure) -> str:
        """What a measure is called."""
        base, _, level = measure.name.partition("/")
        title = self.text(f"measure.{base}")
        return self.text(f"measure_by.{level}", title=title) if level else title

    def full_title(self, measure: Measure) -> str:
        """Its title, and the name that run files, gates and the documentation know it by."""
        return f"{self.title(measure)} [{measure.name}]"

    def better(self, measure: Measure) -> str:
        """Which way a measure improves; empty for one that knows no better."""
        return "" if measure.better is Better.NEITHER else self.text(f"report.better_{measure.better.value}")

    def type_name(self, kind: str) -> str:
        """A type of question where it is one of the usual ones, else as the case file writes it."""
        return self.name(f"question_type.{kind}", kind) or self.text("run_report.untyped")

    def sort_types(self, kinds: Iterable[str]) -> list[str]:
        """Types of questions, each once, in the order of what they are called."""
        return sorted(set(kinds), key=lambda kind: self.type_name(kind).casefold())

    def unlike(self, fields: Iterable[str]) -> str:
        """What differs between two runs, from `eval.headers.find_differences`."""
        return ", ".join(self.text(f"unlike.{field}") for field in fields)

    def place(self, owner: str, document: str, page: int | None, section: str) -> str:
        """A place in one line; `owner` is whose document it is, as exactly as the reader needs it."""
        parts = [f"{owner}: {document}" if owner else document]
        if page is not None:
            parts.append(self.text("source.page", page=page))
        return ", ".join([*parts, *([section] if section else [])])

    # Numbers and moments

    def number(self, value: float | None, digits: int = 3) -> str:
        """``0,453`` or ``0.453``; a dash for what was not measured."""
        return "–" if value is None else write_number(self.language, value, digits)

    def count(self, value: int) -> str:
        """``12.345`` or ``12,345``."""
        return write_number(self.language, value)

    def signed(self, value: float, digits: int = 3) -> str:
        """``+0,020`` or ``−0,020``."""
        return f"{'−' if value < 0 else '+'}{self.number(abs(value), digits)}"

    def chance(self, p: float) -> str:
        """``0,042``; below a thousandth ``< 0,001``, for a chance is never none."""
        return f"< {self.number(0.001)}" if p < 0.0005 else self.number(p)

    def value(self, value: float | None, unit: str) -> str:
        """A measure's value with its unit: shares with three digits, seconds by size, counts with one digit."""
        if value is None or not unit:
            return self.number(value)
        if unit == "s":
            return f"{self.number(value * 1000, 0)} ms" if value < 1 else f"{self.number(value, 1)} s"
        return self.number(value, 1)

    def interval(self, low: float, high: float, unit: str = "") -> str:
        """``0,444 – 0,815``."""
        return f"{self.value(low, unit)} – {self.value(high, unit)}"

    def moment(self, moment: datetime.datetime) -> str:
        """``21.11.2026, 09:58 Uhr (UTC)`` or ``21 Nov 2026, 09:58 (UTC)``."""
        return self.text("run_report.moment", moment=f"{moment.astimezone(datetime.UTC):{self.text('format.moment')}}")


GERMAN = Words(Language.GERMAN)
"""Of commands and routes, whose own words are German, too."""
