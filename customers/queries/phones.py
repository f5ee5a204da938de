"""Whose telephone a number is."""

from collections.abc import Collection

from django.db import connection

from crm.shared.bulk import array_literal, text_array
from customers.sql import phones as sql


def files_by_phone(sought: Collection[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """The customer of each (outlet, telephone) that stands in exactly one file which that outlet keeps.

    sought   telephones as `crm.shared.phones` writes them
    """
    pairs = [(outlet, phone) for outlet, phone in sought if phone]
    if not pairs:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            sql.FILES_BY_PHONE,
            {
                "outlets": array_literal([outlet for outlet, _phone in pairs]),
                "phones": text_array([phone for _outlet, phone in pairs]),
            },
        )
        return {(outlet, phone): customer for outlet, phone, customer in cursor.fetchall()}
