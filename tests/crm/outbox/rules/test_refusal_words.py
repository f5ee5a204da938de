import pytest

from crm.outbox.rules.refusal_words import refuses


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        *((word, True) for word in ("R", "T", "TD", "N", "退订", "取消", "r", "td", "Td", "Ｒ", "ＴＤ", "退訂")),
        *(
            (word, True)
            for word in (" R ", "T D", "退 订", "R。", "“TD”", "退订！！", "\u3000ｎ\u3000", "回复TD", "TD退订")
        ),
        *(
            (text, False)
            for text in ("", "谢谢", "RR机", "不", "NO", "收到", "请问怎么退订", "取消今天的派送", "1", "👍", "TT")
        ),
    ],
)
def test_a_word_of_refusal_is_known_in_every_width_and_case_and_nothing_else_is(text, refused):
    assert refuses(text) is refused
