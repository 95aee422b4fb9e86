"""What the platform's error codes mean.

https://developer.work.weixin.qq.com/document/path/90313
"""

from __future__ import annotations

from typing import Final

from bot.channels.tencent.codes import Codes

CODES: Final = Codes(
    token=frozenset({40001, 40014, 41001, 42001}),
    # Nobody of those addressed is there, or may be shown the app.
    nobody=frozenset({60111, 81013}),
    flood=frozenset({45009, 45033}),
    # Secrets, the app's number, addresses that are not trusted, rights.
    operator=frozenset({40013, 40056, 48002, 60011, 60020, 301002}),
)
# The card's task id was used before: an earlier try has arrived.
REPEATED: Final = 42014
