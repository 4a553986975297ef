"""The dossier as plain text and as Markdown, for mails, notes and other programs.

In Markdown everything that comes from a document is escaped: a paper must not be able to plant a link, a picture or a
heading in what somebody pastes elsewhere.
"""

from __future__ import annotations

import re
import textwrap

from app.exports.dossier import FILE, Dossier, Passage, Point, Proof

_WIDTH = 78
_MARKUP = re.compile(r"[\\`*_\[\]<>&~|$@]|(?<=:)//|(?<=www)\.", re.IGNORECASE)
"""What a Markdown reader takes for more than letters anywhere in a line, bare addresses included."""
_LINE_START = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)](?:\s|$)))", re.MULTILINE)


def write_text(dossier: Dossier) -> str:
    """The dossier as plain text, wrapped for a mail."""
    lines = [dossier.title, "=" * len(dossier.title), dossier.subtitle, "", "Frage", *_wrap(dossier.question, "  "), ""]
    for sentence in (dossier.outcome, dossier.caution):
        if sentence:
            lines += [*_wrap(sentence), ""]
    for point in dossier.points:
        lines += [*_wrap(f"{point.number}. {_said(point)}{_marks(point)}"), *_wrap(point.judgement, "   "), ""]
    for heading, proofs in (("Quellen", dossier.proofs), ("Die nächstliegenden Unterlagen", dossier.nearest)):
        if proofs:
            lines += [heading, "-" * len(heading)]
            lines += [line for proof in proofs for line in _proof_lines(proof)]
    lines += ["Angaben zur Auskunft", "-" * len("Angaben zur Auskunft")]
    lines += [line for name, value in dossier.facts for line in _wrap(f"{name}: {value}")]
    lines += [line for notice in dossier.notices for line in ("", *_wrap(notice))]
    return "\n".join(lines).rstrip() + "\n"


def write_markdown(dossier: Dossier) -> str:
    """The dossier as Markdown."""
    parts = [f"# {_escape(dossier.title)}", f"*{_escape(dossier.subtitle)}*", "## Frage", _escape(dossier.question)]
    parts.append("## Antwort")
    parts += [f"**{_escape(sentence)}**" for sentence in (dossier.outcome, dossier.caution) if sentence]
    for point in dossier.points:
        said = _breaks(_escape(_said(point)))
        marks = "".join(f" \\[{label}\\]" for label in point.sources)
        parts += [f"**{point.number}.** {said}{marks}", f"*{_escape(point.judgement)}*"]
    for heading, proofs in (("Quellen", dossier.proofs), ("Die nächstliegenden Unterlagen", dossier.nearest)):
        if proofs:
            parts.append(f"## {heading}")
            parts += [_proof_markdown(proof) for proof in proofs]
    parts.append("## Angaben zur Auskunft")
    parts.append("\n".join(f"- {name}: {_escape(value)}" for name, value in dossier.facts))
    parts += [_escape(notice) for notice in dossier.notices]
    return "\n\n".join(parts) + "\n"


def _said(point: Point) -> str:
    return f"„{point.text}“" if point.verbatim else point.text


def _marks(point: Point) -> str:
    return "".join(f" [{label}]" for label in point.sources)


def _wrap(text: str, indent: str = "") -> list[str]:
    """Lines of a text whose own line breaks stay."""
    return [
        wrapped
        for line in text.split("\n")
        for wrapped in textwrap.wrap(
            line,
            _WIDTH,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        or [""]
    ]


def _proof_lines(proof: Proof) -> list[str]:
    lines = _wrap(proof.title)
    lines += [line for note in proof.notes for line in _wrap(f"Achtung: {note}", "    ")]
    for name, value in proof.facts:
        # Somebody pastes a path elsewhere: it stays on its line, however long and with whatever blanks.
        lines += [f"    {name}: {value}"] if name == FILE else _wrap(f"{name}: {value}", "    ")
    for passage in proof.passages:
        lines += _wrap(_placed(passage), "    ")
        if passage.quote:
            lines += _wrap(f"„{passage.quote}“", "        ")
    return [*lines, ""]


def _placed(passage: Passage) -> str:
    label = f"[{passage.label}] " if passage.label else ""
    return f"{label}{passage.place or 'ganzes Dokument'}"


def _proof_markdown(proof: Proof) -> str:
    lines = [f"**{_escape(proof.title)}**  "]
    lines += [f"**Achtung:** {_escape(note)}  " for note in proof.notes]
    lines += [f"{name}: {_escape(value)}  " for name, value in proof.facts]
    blocks = ["\n".join(lines).rstrip()]
    for passage in proof.passages:
        blocks.append(_escape(_placed(passage)))
        if passage.quote:
            quoted = "\n".join(f"> {line}  " for line in _escape(f"„{passage.quote}“").split("\n"))
            blocks.append(quoted.rstrip())
    return "\n\n".join(blocks)


def _escape(text: str) -> str:
    """Document text that a Markdown reader shows letter by letter."""
    escaped = _MARKUP.sub(lambda found: "".join(f"\\{character}" for character in found[0]), text)
    return _LINE_START.sub(_guard, escaped)


def _guard(found: re.Match[str]) -> str:
    # A number at a line's start is a list's through the point behind it, which cannot be escaped by itself here.
    mark = found[2]
    return f"{found[1]}{mark}\\" if mark.isdigit() else f"{found[1]}\\{mark}"


def _breaks(text: str) -> str:
    return text.replace("\n", "  \n")
