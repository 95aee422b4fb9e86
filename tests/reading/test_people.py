"""Who is named, and whether it is certain which household that is."""

import pytest

from tests.reading.cases import INDEX, reading


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("走访陶金旺、许月英两户", ["陶金旺", "许月英"]),
        ("走访陶金旺许月英", ["陶金旺", "许月英"]),
        ("走访了司马长林，都好", ["司马长林"]),
        ("看望陶老三，身体好", ["陶金旺"]),
        ("陶小宝家走访过了，没啥事", ["陶金旺"]),
        ("去看了月英婶，都好", ["许月英"]),
        ("老傅家走访了一趟", ["傅莲香"]),
        ("走访莲香，没困难", ["傅莲香"]),
        ("走访傅连香，没困难", ["傅莲香"]),
        ("走访许月应，没困难", ["许月英"]),
        ("走访程伟，没困难", ["程伟"]),
        ("金旺银旺两家争水渠的水，吵了一架", ["陶金旺", "陶银旺"]),
        ("走访许月英家的儿子，没困难", ["许月英"]),
    ],
)
def test_a_name_that_fits_one_head_is_that_head(text: str, names: list[str]) -> None:
    assert [mention.name for mention in reading(text).people] == names


def test_a_surname_that_fits_two_heads_is_a_question() -> None:
    (mention,) = reading("走访老陶，都好").people
    assert (mention.name, mention.household, mention.candidates) == ("老陶", None, (11, 13))


def test_a_title_of_the_other_sex_is_not_the_head() -> None:
    (mention,) = reading("程女士来电，说3组路灯坏了").people
    assert (mention.name, mention.household) == ("程女士", None)


def test_nobody_is_invented() -> None:
    (mention,) = reading("走访陶桂花，家里都好").people
    assert (mention.name, mention.household) == ("陶桂花", None)


@pytest.mark.parametrize(
    "text", ["2组水渠塌了，已向丁书记汇报", "和韩冬一起看了3组的路灯，坏了", "2组停水，电工小许来修好了"]
)
def test_officials_and_helpers_are_not_listed(text: str) -> None:
    assert reading(text).people == ()


def test_seen_and_concerned_are_told_apart() -> None:
    people = {m.name: m.seen for m in reading("走访陶金旺。许月英打来电话说路灯坏了").people}
    assert people == {"陶金旺": True, "许月英": False}


def test_matters_know_whom_they_concern() -> None:
    issues = reading("走访陶金旺、许月英：陶金旺家自来水断了；许月英想办残疾证").issues
    assert [[m.household for m in issue.people] for issue in issues] == [[11], [12]]


@pytest.mark.parametrize(
    ("text", "home", "village", "candidates"),
    [
        ("走访许月英", (1,), 1, ()),
        ("走访陶金旺", (1, 2), 1, ()),
        ("走访丁有才", (1, 2), 2, ()),
        ("走访许月英", (1, 2), None, (1, 2)),
        ("去水碓坪走访许月英", (1, 2), 2, ()),
        ("去水对坪走访许月英", (1, 2), 2, ()),
        ("坪上停水了", (1, 2), 2, ()),
        ("两个村的路灯都坏了", (1, 2), None, (1, 2)),
    ],
)
def test_the_village(text: str, home: tuple[int, ...], village: int | None, candidates: tuple[int, ...]) -> None:
    read = reading(text, *home)
    assert (read.village, read.villages) == (village, candidates)


def test_without_home_and_name_no_village_is_guessed() -> None:
    assert reading("路灯坏了", 99).village is None
    assert INDEX.village_name(None) is None


@pytest.mark.parametrize("text", ["3组路灯坏了", "三组路灯坏了", "３组路灯坏了"])
def test_the_group_is_the_place(text: str) -> None:
    assert reading(text).issues[0].place == "3组"
