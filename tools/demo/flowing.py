"""Papers as Markdown, plain text, HTML and e-mail."""

from __future__ import annotations

import html
import re
import textwrap
from email.message import EmailMessage
from email.policy import SMTP

from tools.demo.papers import Heading, Item, PageBreak, Paper, Paragraph, Table, strip_bold


def write_markdown(paper: Paper) -> bytes:
    return paper.body.replace("===\n", "").encode()


def write_text(paper: Paper) -> bytes:
    """Lines of at most 78 characters, headings underlined, table cells in columns."""
    parts: list[str] = list(paper.head.get("letterhead", []))
    if parts:
        parts = ["\n".join(parts)]
    for block in paper.blocks:
        match block:
            case Heading(level, text):
                parts.append(f"{text}\n{('=' if level == 1 else '-') * len(text)}")
            case Paragraph(text):
                parts.append(textwrap.fill(strip_bold(text), 78))
            case Item(text):
                parts.append(textwrap.fill(strip_bold(text), 78, initial_indent="- ", subsequent_indent="  "))
            case Table(_, rows):
                widths = [max(len(strip_bold(cell)) for cell in column) for column in zip(*rows, strict=True)]
                lines = ["  ".join(strip_bold(c).ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows]
                parts.append("\n".join(line.rstrip() for line in lines))
            case PageBreak():
                pass
    return ("\n\n".join(parts) + "\n").encode()


def write_html(paper: Paper) -> bytes:
    """A page of an intranet: navigation and footer around the text, as a reader has to cope with."""
    office = html.escape(str(paper.head["office"]))
    lines = [
        "<!DOCTYPE html>",
        '<html lang="de">',
        "<head>",
        '<meta charset="utf-8">',
        f"<title>{html.escape(paper.title)}</title>",
        "</head>",
        "<body>",
        '<nav><a href="/">Startseite</a> <a href="/themen">Themen</a> <a href="/a-z">A–Z</a></nav>',
        "<main>",
    ]
    in_list = False
    for block in paper.blocks:
        if in_list and not isinstance(block, Item):
            lines.append("</ul>")
            in_list = False
        match block:
            case Heading(level, text):
                lines.append(f"<h{level}>{html.escape(text)}</h{level}>")
            case Paragraph(text):
                lines.append(f"<p>{_inline(text)}</p>")
            case Item(text):
                if not in_list:
                    lines.append("<ul>")
                    in_list = True
                lines.append(f"<li>{_inline(text)}</li>")
            case Table(header, rows):
                lines.append("<table>")
                for number, row in enumerate(rows):
                    tag = "th" if header and number == 0 else "td"
                    lines.append("<tr>" + "".join(f"<{tag}>{_inline(cell)}</{tag}>" for cell in row) + "</tr>")
                lines.append("</table>")
            case PageBreak():
                pass
    if in_list:
        lines.append("</ul>")
    lines += ["</main>", f"<footer>{office}</footer>", "</body>", "</html>", ""]
    return "\n".join(lines).encode()


def _inline(text: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html.escape(text, quote=False))


def write_mail(paper: Paper, attachments: dict[str, bytes]) -> bytes:
    message = EmailMessage(policy=SMTP)
    for name in ("From", "To", "Subject", "Date", "Message-ID"):
        message[name] = str(paper.head["mail"][name])
    message.set_content(write_text(paper).decode(), charset="utf-8", cte="quoted-printable")
    for name, data in attachments.items():
        message.add_attachment(
            data,
            maintype="application",
            filename=name,
            subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
        )
    if attachments:
        message.set_boundary("=_aktenkompass-demo")
    return message.as_bytes()
