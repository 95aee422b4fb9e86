"""Visit, matter, duty, or nothing to record."""

import pytest

from tests.reading.cases import reading


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("到陶金旺家坐了坐，一切都好", "visit"),
        ("今天走了七八户，都没啥事", "visit"),
        ("给许月英送了床棉被过去", "visit"),
        ("和傅莲香拉呱了半天", "visit"),
        ("许月英家去过了，都好", "visit"),
        ("走访傅莲香，屋顶漏雨", "visit+issue"),
        ("走了5家，大家都说自来水太小", "visit+issue"),
        ("傅莲香打电话来，说屋顶漏雨", "issue"),
        ("3组路灯坏了", "issue"),
        ("村口的护栏修好了", "issue"),
        ("组织党员开了主题党日", "duty"),
        ("今天开村民代表会，表决修路方案", "duty"),
        ("森林防火巡山一天", "duty"),
        ("请技术员给大家上了一堂剪枝课", "duty"),
        ("挨组发了反诈宣传单", "duty"),
    ],
)
def test_records(text: str, kind: str) -> None:
    assert reading(text).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "明天去柳湾走访5户",
        "准备下午去看看陶金旺",
        "本来要去看许月英，镇里临时开会没去成",
        "去陶金旺家，门锁着没见到人",
        "低保标准是多少？",
        "请问补贴什么时候发",
        "柳湾有几户低保户",
        "怎么改走访记录",
        "各位，明天上午开会，请准时参加",
        "关于做好森林防火工作的通知",
        "早上好",
        "收到，谢谢",
        "哈哈😂",
        "把名单发我一下",
        "。。。",
        "",
    ],
)
def test_plans_questions_notices_and_chat_are_nothing(text: str) -> None:
    read = reading(text)
    assert (read.kind, read.village, read.date, read.people, read.issues, read.duties, read.promise) == (
        ("none", None, None, (), (), (), None)
    )
