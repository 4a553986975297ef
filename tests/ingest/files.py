"""Real files of every format, made when a test asks for them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SENTENCE = (
    "Der Rat der Gemeinde beschließt die Satzung über die Erhebung einer Hundesteuer in der vorliegenden Fassung."
)


def make_pdf(path: Path, pages: Sequence[str] = (SENTENCE,), *, password: str = "", rotation: int = 0) -> Path:
    """A PDF with one line of text a line of each page."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    encrypt = None
    if password is not None and password != "":
        from reportlab.lib.pdfencrypt import StandardEncryption

        encrypt = StandardEncryption("" if password == "owner" else password, ownerPassword="besitzer", canPrint=1)
    canvas = Canvas(str(path), pagesize=A4, invariant=1, encrypt=encrypt)
    for text in pages:
        canvas.setPageRotation(rotation)
        canvas.setFont("Helvetica", 11)
        for number, line in enumerate(text.splitlines()):
            canvas.drawString(72, 770 - 16 * number, line)
        canvas.showPage()
    canvas.save()
    return path


def draw_page(text: str, *, dpi: int = 150) -> Image.Image:
    """An A4 page of printed text as a picture."""
    image = Image.new("L", (round(8.27 * dpi), round(11.69 * dpi)), 255)
    font = ImageFont.load_default(size=dpi / 6)
    ImageDraw.Draw(image).multiline_text((dpi, dpi), text, fill=0, font=font, spacing=dpi // 12)
    return image


def make_scan(path: Path, texts: Sequence[str], *, turned: int = 0) -> Path:
    """A PDF whose pages are pictures of text."""
    pages = [draw_page(text).rotate(turned, expand=True) for text in texts]
    pages[0].save(path, format="PDF", resolution=150, save_all=True, append_images=pages[1:])
    return path


def assemble_pdf(objects: Sequence[bytes]) -> bytes:
    """A PDF of the given objects, numbered from 1; the first is the catalogue."""
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()


def make_pdf_bomb(path: Path, *, layers: int = 1, size: int = 1_000_000_000) -> Path:
    """A small PDF whose page content inflates to `size` bytes."""
    packer = zlib.compressobj(9)
    piece = b"0 0 m 1 1 l S\n" * 65_536
    packed = b"".join(packer.compress(piece) for _ in range(size // len(piece))) + packer.flush()
    for _ in range(layers - 1):
        packed = zlib.compress(packed, 9)
    filters = b"[" + b"/FlateDecode" * layers + b"]"
    content = b"<</Length %d/Filter %s>>\nstream\n%s\nendstream" % (len(packed), filters, packed)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    path.write_bytes(
        assemble_pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content])
    )
    return path


def make_zip(path: Path, members: dict[str, bytes]) -> Path:
    """A ZIP archive of the given members, names as they stand."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return path


def rewrite_zip(source: Path, target: Path, parts: dict[str, bytes]) -> Path:
    """A copy of an Office file with some parts replaced or added."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member not in parts:
                new.writestr(member, old.read(member))
        for name, data in parts.items():
            new.writestr(name, data)
    return target


def make_docx(path: Path, text: str = SENTENCE) -> Path:
    """A Word document of one paragraph."""
    import docx

    document = docx.Document()
    document.add_paragraph(text)
    document.save(str(path))
    return path


def make_mail(path: Path, attachments: dict[str, bytes] | None = None, *, html: str = "") -> Path:
    """A mail from the Ordnungsamt with the given attachments."""
    message = EmailMessage()
    message["From"] = "Ordnungsamt <ordnungsamt@musterstadt.example>"
    message["To"] = "rathaus@musterstadt.example"
    message["Date"] = "Wed, 12 Mar 2025 14:30:00 +0100"
    message["Subject"] = "Änderung der Öffnungszeiten"
    message.set_content("Das Bürgerbüro öffnet künftig um 7:30 Uhr.\n")
    if html:
        message.add_alternative(html, subtype="html")
    for name, data in (attachments or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    path.write_bytes(message.as_bytes())
    return path
