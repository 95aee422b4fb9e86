"""Suspected state secrets stop before anything is kept: words of classification, and numbers of papers.

Sources: the marks of the state secrets law (绝密 机密 秘密, with ★ and a term), and how document numbers are
written, 〔2026〕12号.
"""

from __future__ import annotations

from typing import Final

from handlers.patterns import regex

# Words that stand on papers and hardly anywhere else.
_MARKS: Final = (
    "绝密",
    "机密",
    "国家秘密",
    "工作秘密",
    "军事秘密",
    "内部文件",
    "涉密",
    "密级",
    "保密文件",
    "秘密文件",
    "密电",
    "密件",
)
# 秘密 alone is an everyday word (说个秘密, 秘密武器); with these it is a classification.
_CLASSIFIED: Final = r"秘密\s*(?:★|☆|\*|级|件|资料|材料|事项|\d+\s*年)|(?:属于|定为|列为|标注|标着|盖了?)\s*[“\"]?秘密"
_NUMBER: Final = r"[〔\[［【(（]\s*(?:19|20)\d{2}\s*[〕\]］】)）]\s*第?\s*\d{1,4}\s*号|文号\s*[:： 为是]?\s*\S*\d"
# What only sounds like one of them: business and personal secrets, and teaching people to keep secrets.
_HARMLESS: Final = regex(
    r"(?:商业|个人|家庭|夫妻|技术|配方)(?:秘密|机密)|非涉密|不涉密|(?:保密|涉密)(?:法|教育|培训|宣传|知识|意识|课|承诺书?)"
)
_SECRET: Final = regex("|".join((*_MARKS, _CLASSIFIED, _NUMBER)))


def suspected(text: str) -> bool:
    """Whether a text looks like something out of a classified or internal paper."""
    return _SECRET.search(_HARMLESS.sub("", text)) is not None
