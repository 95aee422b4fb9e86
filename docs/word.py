"""`python docs/word.py`: makes the form of the Word documents, handlers/papers/forms/report.docx.

The layout of official documents (GB/T 9704): A4, title of size 22, text of size 16 in 仿宋, indented by two signs,
28 points a line, headings in 黑体, who and when on the right below, page numbers between dashes. Needs docxtpl.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

TARGET = Path(__file__).parent.parent / "handlers" / "papers" / "forms" / "report.docx"
TEXT, HEADING, TITLE = "仿宋", "黑体", "方正小标宋简体"


def written(paragraph: Any, words: str, font: str, size: int, *, bold: bool = False) -> Any:
    """Words in a font and size."""
    run = paragraph.add_run(words)
    run.font.name, run.font.size, run.bold = font, Pt(size), bold
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:hAnsi", "w:ascii"):
        fonts.set(qn(script), font if script == "w:eastAsia" else "Times New Roman")
    return run


def line(document: Any, words: str, font: str = TEXT, size: int = 16, align: Any = None, indent: bool = True) -> Any:
    """A paragraph as the standard has it."""
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.line_spacing, form.space_before, form.space_after = Pt(28), Pt(0), Pt(0)
    form.first_line_indent = Pt(32) if indent else None
    if align is not None:
        paragraph.alignment = align
    written(paragraph, words, font, size)
    return paragraph


def field(paragraph: Any, code: str) -> None:
    """A field that Word fills in, such as the number of the page."""
    for kind, words in (("begin", ""), ("", code), ("end", "")):
        run = written(paragraph, "", TEXT, 14)
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = words
        run._element.append(element)


def make() -> None:
    """Writes the form."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    line(document, "{{ title }}", TITLE, 22, ALIGN.CENTER, indent=False)
    line(document, "{{ subtitle }}", "楷体", 16, ALIGN.CENTER, indent=False)
    line(document, "", indent=False)
    line(document, "{{ opening }}")
    line(document, "{%p for section in sections %}")
    line(document, "{{ section.heading }}", HEADING)
    line(document, "{%p for sentence in section.sentences %}")
    line(document, "{{ sentence }}")
    line(document, "{%p endfor %}")
    line(document, "{%p endfor %}")
    line(document, "", indent=False)
    line(document, "{{ signed }}", align=ALIGN.RIGHT, indent=False)
    line(document, "{{ day }}", align=ALIGN.RIGHT, indent=False)
    foot = section.footer.paragraphs[0]
    foot.alignment = ALIGN.CENTER
    written(foot, "— ", TEXT, 14)
    field(foot, "PAGE")
    written(foot, " —", TEXT, 14)
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", "", ""
    document.save(str(TARGET))


make()
