"""`python docs/word.py`: makes the form of the Word documents, handlers/papers/forms/report.docx.

The layout of official documents (GB/T 9704): A4, title of size 22, text of size 16 in 仿宋, indented by two signs,
28 points a line, headings in 黑体, who and when on the right below, page numbers between dashes. Numbers lead to the
annex, which begins on a page of its own. Needs docxtpl.
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
# The columns of a list in the annex, in centimetres: number, day, village, what.
WIDTHS = (1.8, 2.7, 2.7, 8.4)


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


def element(kind: str, **attributes: str) -> Any:
    """An element of WordprocessingML."""
    made = OxmlElement(kind)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def sentence(document: Any, parts: str, size: int = 16) -> Any:
    """A paragraph of words and links in turn, as `handlers/papers/document.py` hands them over."""
    paragraph = line(document, "", size=size)
    for words in (f"{{%r for part in {parts} %}}", "{%r if part.to %}"):
        written(paragraph, words, TEXT, size)
    run = written(paragraph, "{{ part.words }}", TEXT, size)
    run._element.get_or_add_rPr().append(element("w:u", val="dotted"))  # to be seen, and no colour in print
    link = element("w:hyperlink", anchor="{{ part.to }}", history="1")
    paragraph._p.append(link)
    link.append(run._element)
    for words in ("{%r else %}", "{{ part.words }}", "{%r endif %}", "{%r endfor %}"):
        written(paragraph, words, TEXT, size)
    return paragraph


def marked(paragraph: Any, one: str) -> None:
    """Makes a paragraph one that links lead to."""
    paragraph._p.insert(1, element("w:bookmarkStart", id=f"{{{{ {one}.id }}}}", name=f"{{{{ {one}.anchor }}}}"))
    paragraph._p.append(element("w:bookmarkEnd", id=f"{{{{ {one}.id }}}}"))


def cell(cell: Any, words: str, width: float, font: str = TEXT) -> Any:
    """A cell of a list, closer than the text; its paragraph."""
    cell.width = Cm(width)
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.line_spacing = Pt(18)
    paragraph.paragraph_format.space_after = Pt(0)
    written(paragraph, words, font, 12)
    return paragraph


def table(document: Any) -> None:
    """A list of the annex; its head stands on every page, and no row is torn apart."""
    rows = document.add_table(rows=4, cols=len(WIDTHS), style="Table Grid")
    rows.autofit = False
    for place, width in enumerate(WIDTHS):
        rows.columns[place].width = Cm(width)
        cell(rows.rows[0].cells[place], f"{{{{ listed.columns[{place}] }}}}", width, HEADING)
        paragraph = cell(rows.rows[2].cells[place], f"{{{{ row.cells[{place}] }}}}", width)
        if not place:
            marked(paragraph, "row")
    rows.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader"))
    rows.rows[2]._tr.get_or_add_trPr().append(element("w:cantSplit"))
    written(rows.rows[1].cells[0].paragraphs[0], "{%tr for row in listed.rows %}", TEXT, 12)
    written(rows.rows[3].cells[0].paragraphs[0], "{%tr endfor %}", TEXT, 12)


def annex(document: Any) -> None:
    """What stands behind the sentences: which rows each number counts, and the rows."""
    line(document, "{%p if annex %}")
    head = line(document, "{{ annex.title }}", HEADING, indent=False)
    head.paragraph_format.page_break_before = True
    line(document, "{%p for listed in annex.lists %}")
    line(document, "{{ listed.heading }}", HEADING).paragraph_format.keep_with_next = True
    table(document)
    line(document, "{%p if listed.left_out %}")
    line(document, "{{ listed.left_out }}", size=12)
    line(document, "{%p endif %}")
    line(document, "{%p endfor %}")
    line(document, "{%p if annex.sources %}")
    line(document, "{{ annex.heading }}", HEADING).paragraph_format.keep_with_next = True
    line(document, "{%p for source in annex.sources %}")
    marked(sentence(document, "source.parts", 12), "source")
    line(document, "{%p endfor %}")
    line(document, "{%p endif %}")
    line(document, "{%p endif %}")


def make() -> None:
    """Writes the form."""
    document = Document()
    language = document.styles.element.find(".//" + qn("w:lang"))
    language.set(qn("w:eastAsia"), "zh-CN")  # lines break as Chinese does, and nothing is underlined as misspelt
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
    sentence(document, "sentence")
    line(document, "{%p endfor %}")
    line(document, "{%p endfor %}")
    line(document, "", indent=False)
    line(document, "{{ signed }}", align=ALIGN.RIGHT, indent=False)
    line(document, "{{ day }}", align=ALIGN.RIGHT, indent=False)
    annex(document)
    foot = section.footer.paragraphs[0]
    foot.alignment = ALIGN.CENTER
    written(foot, "— ", TEXT, 14)
    field(foot, "PAGE")
    written(foot, " —", TEXT, 14)
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", "", ""
    document.save(str(TARGET))


make()
