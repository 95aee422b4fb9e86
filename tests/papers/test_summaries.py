"""小结 and 述职 in Word: every sentence out of the records, what is typed stays text, and nobody reads another's."""

from __future__ import annotations

import io
import re

import docx
import pytest
from docx.oxml.ns import qn

from handlers.kit.clean import clean
from handlers.papers import document
from handlers.papers.document import Annex, Document, Listed, Row, Section, Source, linked
from handlers.summaries import backing
from storage.papers import File
from tests.conversation import Town

VISIT = "今天去王家坞走访了李桂兰、张老四，水渠堵了，答应周五前给答复"


def words(file: File) -> str:
    """What stands in it."""
    assert file.name.endswith(".docx")
    paragraphs = docx.Document(io.BytesIO(file.body)).paragraphs
    return "\n".join(paragraph.text for paragraph in paragraphs).replace("\u200b", "")


def links(file: File) -> list[tuple[str, str]]:
    """The words of each link, and the text of the row or line it leads to. A link to nowhere is a KeyError."""
    body = docx.Document(io.BytesIO(file.body)).element.body
    places = dict[str, str]()
    for mark in body.iter(qn("w:bookmarkStart")):
        row = next(mark.iterancestors(qn("w:tr")), mark.getparent())
        places[mark.get(qn("w:name"))] = "|".join(text(cell) for cell in row.iter(qn("w:p"))) or text(row)
    return [(text(link), places[link.get(qn("w:anchor"))]) for link in body.iter(qn("w:hyperlink"))]


def text(element: object) -> str:
    """All words in an element."""
    return "".join(one.text or "" for one in element.iter(qn("w:t"))).replace("\u200b", "")  # type: ignore[attr-defined]


def test_a_cadres_month_from_his_records(town: Town) -> None:
    town.says("周建明", VISIT)
    town.says("方晓燕", "今天走访汪坞汪建军，都好")
    town.hears("周建明", "小结 本月", "正在写本月的草稿")
    (file,) = town.made("周建明")
    assert file.name == "周建明包村工作小结 2026年11月.docx"
    told = words(file)
    for part in (
        "（2026年11月1日至2026年11月17日）",
        "本人周建明，包联王家坞村。",
        "共走访1次，看望群众2户次，到了1个村。",
        "王家坞村：走访1次，看望李桂兰、张德财（记录№1）。",
        "新登记1件，办结0件，还有1件在办。",
        "走访掌握村情民意：有1条记录（记录№1）。11月17日，",
        "规范民主管理：没有记录。（如有工作，请据实补写）",
        "王家坞村：水渠堵了，限11月20日（事项№1）。",
    ):
        assert part in told, told
    assert "汪建军" not in told


def test_every_number_leads_to_what_it_counts(town: Town) -> None:
    town.says("周建明", VISIT)
    town.says("周建明", "今天走访李桂兰，她说路灯不亮")
    town.says("周建明", "今天走访王长根，他反映村账不公开，答应明天答复")
    town.says("周建明", "小结 本月")
    (file,) = town.made("周建明")
    told = words(file)
    assert "共走访3次，看望群众4户次" in told
    assert "新登记3件，办结0件，还有3件在办。" in told
    found = links(file)
    assert ("3", "走访：№1、2、3。") in found
    assert ("3", "新登记的事项：№1、2、3。") in found
    assert ("№1", "№1|11月17日|王家坞村|去王家坞走访了李桂兰、张老四，水渠堵了，答应周五前给答复") in found
    assert ("№1", "№1|11月17日|王家坞村|水渠堵了，限11月20日") in found
    assert ("3", "№3|11月17日|王家坞村|涉及敏感事项，内容不列") in found
    # Without its links, the text has no number but days and those that are zero.
    body = docx.Document(io.BytesIO(file.body))
    bare = "\n".join("".join(run.text for run in paragraph.runs) for paragraph in body.paragraphs)
    left = re.sub(r"\d+月\d+日|\d+年|办结0件", "", bare.split("一、走访情况")[1].split("附件")[0])
    assert not re.search(r"\d", left), left


def test_a_year_of_a_township_lists_as_much_as_a_paper_holds(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backing, "MOST_ROWS", 1)
    monkeypatch.setattr("handlers.summaries.sentences.MOST_NUMBERS", 1)
    for _ in range(3):
        town.says("周建明", "今天走访李桂兰，都好")
    town.says("俞正阳", "述职")
    (file,) = town.made("俞正阳")
    assert "另有2条没有列出，见走访台账" in words(file)
    assert "（记录№1等3条）" in words(file)
    assert ("3", "走访：№1、2、3。") in links(file)


def test_the_years_report_of_a_cadre_and_of_the_township(town: Town) -> None:
    town.says("周建明", VISIT)
    town.says("汪洋", "今天走访上云胡大海，蜂蜜卖不出去")
    town.says("汪洋", "述职")
    assert "汪洋包村工作述职报告（草稿）" in words(town.made("汪洋")[0])
    town.says("俞正阳", "述职 2026年")
    told = words(town.made("俞正阳")[0])
    assert "云溪镇包村工作年度总结（草稿）" in told
    assert "云溪镇共4个村" in told
    assert "共走访2次" in told
    assert "周建明" not in told  # villages and matters, not people
    town.says("倪海军", "小结 本周")
    north = words(town.made("倪海军")[0])
    assert "北片共2个村" in north
    assert "上云" not in north


def test_ones_own_note_stands_below_its_duty(town: Town) -> None:
    board = town.hears("周建明", "履职 本月")
    one = town.press("周建明", board, next(label for label in board.labels if "规范民主管理" in label))[-1]
    town.press("周建明", one, "写说明")
    town.says("周建明", "参加了村务公开检查，一切正常")
    town.says("周建明", "小结 本月")
    assert "本人说明：参加了村务公开检查，一切正常" in words(town.made("周建明")[-1])


def test_the_sensitive_is_named_by_its_kind(town: Town) -> None:
    town.says("周建明", "今天走访王长根，他反映村账不公开，答应明天答复")
    for name in ("周建明", "俞正阳"):
        town.says(name, "小结 本周")
        told = words(town.made(name)[0])
        assert "村务与作风" in told
        assert "村账" not in told
        assert "王长根" not in told


def test_which_period(town: Town) -> None:
    asked = town.hears("周建明", "小结", "要哪段时间的工作小结")
    assert asked.labels[:2] == ("本周", "上周")
    town.press("周建明", asked, "上周")
    assert "这段时间没有走访记录。" in words(town.made("周建明")[0])
    town.hears("周建明", "小结 瞎说", "没看懂“瞎说”")
    for name in ("贺佳", "秦审"):
        town.hears(name, "小结 本周", "用不了")


@pytest.mark.parametrize(
    "typed", ["李<村>&“引号”", "{{ title }}", "{% for x in y %}", "</w:t>", "a\x07b", "张\ud7ff\ufffe三"]
)
def test_what_is_typed_stays_text(typed: str) -> None:
    row = Row("r1", (typed, typed, typed, typed))
    annex = Annex("附件", "出处", (Source("n1", typed + linked("1", "r1")),), (Listed(typed, ("甲",) * 4, (row,)),))
    sections = (Section("一、", (typed, typed + linked("1", "r1") + typed)),)
    file = File("x.docx", "", document.write(Document(typed, "", "开头", sections, "单位", "日期", annex)))
    shown = clean(typed)
    assert words(file).count(shown) == 6
    assert links(file) == [("1", "|".join([shown] * 4))] * 2


def test_a_link_to_nowhere_is_words() -> None:
    body = document.write(Document("题", "", "开头", (Section("一、", (linked("12", "m9"),)),), "单位", "日期"))
    assert "12" in words(File("x.docx", "", body))
    assert links(File("x.docx", "", body)) == []
