"""Small Word documents, made here part by part."""

from __future__ import annotations

import base64
import io
import zipfile

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
FORMULA = "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES = {"Title": "Title", "Heading1": "heading 1", "Heading2": "heading 2", "Quote": "Quote", "Code": "Code"}


def paragraph(text: str = "", style: str = "", extra: str = "", bold: bool = False) -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:p>{properties}<w:r>{weight}<w:t xml:space="preserve">{text}</w:t></w:r>{extra}</w:p>'


def item(text: str, level: int = 0) -> str:
    numbering = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    return f"<w:p><w:pPr>{numbering}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def picture(alt: str) -> str:
    """A run that shows the document's one picture."""
    return (
        "<w:r><w:drawing><wp:inline>"
        f'<wp:docPr id="1" name="p" descr="{alt}"/><a:graphic><a:graphicData><pic:pic><pic:blipFill>'
        '<a:blip r:embed="rPic"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def document(*body: str, image: bytes = PNG, suffix: str = "png") -> bytes:
    """A .docx file with these paragraphs and tables."""
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    names = (
        f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
        f'xmlns:wp="{drawing}/wordprocessingDrawing" xmlns:a="{drawing}/main" xmlns:pic="{drawing}/picture"'
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in _STYLES.items()
    )
    bullet = '<w:lvl w:ilvl="{0}"><w:numFmt w:val="bullet"/></w:lvl>'
    levels = bullet.format(0) + bullet.format(1)
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    target = '<Relationship Id="{0}" Type="' + _R + '/{1}" Target="{2}"/>'
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="{suffix}" ContentType="image/{suffix}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{relations}">'
        + target.format("r1", "officeDocument", "word/document.xml")
        + "</Relationships>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{relations}">'
        + target.format("r2", "styles", "styles.xml")
        + target.format("r3", "numbering", "numbering.xml")
        + target.format("rPic", "image", f"media/p.{suffix}")
        + "</Relationships>",
        "word/document.xml": f"<w:document {names}><w:body>{''.join(body)}</w:body></w:document>",
        "word/styles.xml": f'<w:styles xmlns:w="{_W}">{styles}</w:styles>',
        "word/numbering.xml": f'<w:numbering xmlns:w="{_W}"><w:abstractNum w:abstractNumId="0">{levels}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.writestr(f"word/media/p.{suffix}", image)
    return file.getvalue()
