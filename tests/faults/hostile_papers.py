"""Papers that are not what they say: cut off, larger than they look, two kinds at once, or none of ours."""

import io
import zipfile

from tests.faults.hostile_files import png

SCRIPT = b"<html><body><script>alert(1)</script></body></html>"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def _zipped() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as pack:
        pack.writestr("index.html", SCRIPT)
    return content.getvalue()


KEPT: dict[str, tuple[bytes, str]] = {
    "PDF": (PDF, "pdf"),
    "PNG": (png(), "png"),
    "PDF cut off": (PDF[: len(PDF) // 2], "pdf"),
    "PNG cut off": (png()[:-20], "png"),
    "JPEG cut off": (JPEG, "jpg"),
    "nothing but first bytes": (b"\xff\xd8\xff", "jpg"),
    "PNG of ten thousand million dots": (png(100_000, 100_000), "png"),
    "PNG that grows": (png(30_000, 30_000, bytes(8_000_000)), "png"),
    "PNG that says it has no dots": (png(0, 0), "png"),
    "PDF and page": (b"%PDF-1.4\n" + SCRIPT, "pdf"),
    "PDF that acts": (PDF.replace(b"/Pages 2 0 R", b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "pdf"),
    "PDF and program": (b"%PDF-1.4\nMZ\x90\x00" + bytes(500), "pdf"),
    "PDF and zip": (PDF + _zipped(), "pdf"),
    "JPEG and page": (JPEG + b"\xff\xfe\x00\x40" + SCRIPT, "jpg"),
    "JPEG and server page": (JPEG + b"<?php system($_GET['c']); ?>", "jpg"),
    "PNG and zip": (png() + _zipped(), "png"),
    "PNG and page": (png() + SCRIPT, "png"),
}
"""Papers by their first bytes, whatever follows, with the end of the name that they are saved by."""

REFUSED: dict[str, bytes] = {
    "page": SCRIPT,
    "drawing": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "page before PDF": SCRIPT + PDF,
    "blank before PDF": b"\n" + PDF,
    "mark before PDF": b"\xef\xbb\xbf" + PDF,
    "zip before PDF": _zipped() + PDF,
    "program": b"MZ\x90\x00" + PDF,
    "GIF": b"GIF89a" + SCRIPT,
    "WebP": b"RIFF\x10\x00\x00\x00WEBPVP8 " + SCRIPT,
    "HEIC": b"\x00\x00\x00\x18ftypheic" + bytes(40),
    "TIFF": b"II*\x00" + bytes(40),
    "PostScript": b"%!PS-Adobe-3.0\n",
    "PDF in another case": PDF.lower(),
    "half a PNG's first bytes": png()[:4],
    "zeros": bytes(1_000),
}
"""Files that are no paper of ours, whatever they are called."""

NAMES = ("paper.pdf", "paper.html", "paper.pdf.exe", "../../etc/passwd", "a\u202efdp.exe", "<b>.pdf")
"""What such files are called."""
