"""The customers on file are the first entries of each outlet's address book."""

from django.db import migrations

from crm.shared.phones import normal_phone, tail
from crm.shared.pinyin import reading


def fill(apps, schema_editor):
    entry = apps.get_model("customers", "AddressBookEntry")
    rows = []
    for customer in apps.get_model("customers", "Customer").objects.exclude(phone="").iterator():
        try:
            phone = normal_phone(customer.phone)
        except ValueError:
            continue
        read = reading(customer.name)
        rows.append(
            entry(
                outlet_id=customer.outlet_id,
                customer=customer,
                name=customer.name,
                phone=phone,
                address=customer.address,
                phone_tail=tail(phone),
                pinyin=read.whole[:400],
                initials=read.initials[:120],
                used_at=customer.created_at,
            )
        )
    entry.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_address_book")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
