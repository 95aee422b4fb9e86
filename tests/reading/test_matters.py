"""What is the matter, how it stands, which duties it is evidence for."""

import pytest

from tests.reading.cases import reading


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("陶金旺和陶银旺为了一条田埂吵得不可开交", "dispute"),
        ("程伟在工地干了半年，老板拖欠工资", "dispute"),
        ("许月英的儿媳妇被家暴，跑回娘家了", "dispute"),
        ("傅莲香问低保什么时候能办下来", "livelihood"),
        ("许月英失业半年，想找个活干", "livelihood"),
        ("程伟的养老认证手机上弄不了", "livelihood"),
        ("2组自来水断了三天", "infrastructure"),
        ("村道被大车压坏，坑坑洼洼", "infrastructure"),
        ("陶金旺的种粮补贴没到账", "policy"),
        ("征地补偿款拖了两年没发", "policy"),
        ("4组公厕没人打扫，臭得很", "environment"),
        ("养猪场往河里排粪水", "environment"),
        ("许月英家电线裸露，随时会着火", "safety"),
        ("后山一块大石头松了，要滚下来", "safety"),
        ("傅莲香被人冒充客服骗走两万", "safety"),
        ("陶银旺的三千斤橘子卖不出去", "industry"),
        ("程伟家羊得了口蹄疫", "industry"),
        ("村账三个季度没公开，村民有意见", "governance"),
        ("低保名单优亲厚友，群众不服", "governance"),
        ("十几户要集体去县政府上访", "petition"),
        ("程伟想分户，户口办不下来", "other"),
    ],
)
def test_category(text: str, category: str) -> None:
    assert [issue.category for issue in reading(text).issues] == [category]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("3组路灯坏了，已报供电所", "open"),
        ("3组路灯坏了，供电所换了新的", "handled"),
        ("3组路灯坏了，供电所答应明天换好", "open"),
        ("3组路灯还没修好", "open"),
        ("陶金旺陶银旺争地界，调解好了，双方签了字", "handled"),
        ("陶金旺陶银旺争地界，谈不拢", "open"),
        ("许月英问补贴标准，跟她讲清楚了", "handled"),
        ("傅莲香的残疾证材料帮她交到镇里了", "open"),
        ("下水道堵了，叫人疏通好了", "handled"),
    ],
)
def test_state(text: str, state: str) -> None:
    assert [issue.state for issue in reading(text).issues] == [state]


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("2组停水，急！", True),
        ("程伟家着火了", True),
        ("围墙要倒，很危险", True),
        ("村应急办说路灯坏了", False),
        ("陶金旺陶银旺争地界吵起来，没人受伤", False),
    ],
)
def test_urgent(text: str, urgent: bool) -> None:
    assert [issue.urgent for issue in reading(text).issues] == [urgent]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1、2组路灯坏了；2、4组垃圾没人清", ["路灯", "垃圾"]),
        ("走访陶金旺、许月英，陶金旺家水管漏了，许月英想办低保", ["水管", "低保"]),
        ("陶金旺家猪病了，另外他家门口的路塌了", ["猪病", "路塌"]),
        ("走访了程伟，他说羊卖不出去。还有网络信号差", ["羊卖", "信号"]),
    ],
)
def test_each_matter_holds_its_own_words_only(text: str, words: list[str]) -> None:
    texts = [issue.text for issue in reading(text).issues]
    assert len(texts) == len(words)
    for number, word in enumerate(words):
        assert [word in told for told in texts] == [number == i for i in range(len(texts))]


@pytest.mark.parametrize(
    ("text", "duties"),
    [
        ("走访许月英，都好", ["opinion"]),
        ("走访许月英，帮她交了电费", ["service", "opinion"]),
        ("3组停水，已联系自来水公司", ["coordination"]),
        ("陶金旺陶银旺吵架", ["mediation"]),
        ("许月英家煤气漏气", ["priority"]),
        ("程伟的猪卖不掉", ["development"]),
        ("村务公开栏没更新", ["democracy"]),
        ("给支部上了党课", ["team"]),
        ("到各组宣传医保政策", ["policy"]),
        ("开了村民代表会议", ["democracy"]),
        ("防汛巡查一天", ["priority"]),
    ],
)
def test_duties(text: str, duties: list[str]) -> None:
    assert list(reading(text).duties) == duties


def test_no_trouble_said_is_no_trouble() -> None:
    assert reading("走访许月英，没有矛盾纠纷，没反映问题").issues == ()


def test_a_ticket_that_arrives_is_no_coordination() -> None:
    read = reading("12345工单：2组村民反映公厕没人打扫，请于11月25日前回复")
    assert (read.kind, read.duties) == ("issue", ("priority",))
