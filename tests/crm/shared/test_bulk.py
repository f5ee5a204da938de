"""Arrays as text arrive in PostgreSQL as they were."""

import pytest
from django.db import connection

from crm.shared.bulk import array_literal, text_array


def back(literal: str, kind: str = "text") -> list:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [literal])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "texts", [[], [""], ["NULL", "null"], ["a,b", "{c}", " d "], ['e"f', "g\\h", '","'], ["穗", "x\ny"]], ids=repr
)
def test_texts_come_back_as_they_went(texts):
    assert back(text_array(texts)) == texts


@pytest.mark.django_db
def test_numbers_and_nothing_come_back_as_they_went():
    assert back(array_literal([1, None, -3]), "bigint") == [1, None, -3]


def test_a_plain_array_refuses_what_would_need_quoting():
    with pytest.raises(ValueError, match="plain"):
        array_literal(["a{b"])
