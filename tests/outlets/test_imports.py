import pytest

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.imports.models import ImportFile
from crm.imports.queries import Tally, tally_of
from crm.imports.registry import importer_of
from crm.imports.services.running import advance, start_commit
from crm.imports.services.staging import stage_file
from outlets.models import Membership, Outlet
from tests import make

pytestmark = pytest.mark.django_db


def imported(kind: str, text: str, *, by: User | None = None) -> ImportFile:
    file = stage_file(text.encode("gb18030"), f"{kind}.csv", importer=importer_of(kind), by=by, at=make.NOON)
    promised = tally_of(advance(file.pk, at=make.NOON))
    start_commit(file, whole=False, by=by, at=make.NOON)
    file = advance(file.pk, at=make.NOON)
    assert (file.state, tally_of(file), promised.total) == ("committed", promised, file.rows)
    return file


def refusals(file: ImportFile) -> list[tuple[int, str, str]]:
    return list(file.journal.filter(outcome="refused").values_list("line", "field", "code"))


OUTLETS = """网点编号,网点名称,区域编号,区域名称,分拨编号,分拨名称,类型,加盟,营业开始,电话
A1,科苑,SZ,深圳,SZH,深圳分拨,即日件,是,8:30,１３８ 0000 0000
A2,南头,SZ,,SZH,,非即日件,否,,
A3,无区,XX,,SZH,,即日件,是,,
A4,,SZ,,SZH,,即日件,是,,
A5,怪网点,SZ,,SZH,,有时,是,,
"""


def test_outlets_bring_their_regions_and_hubs():
    file = imported("outlets", OUTLETS)

    assert tally_of(file) == Tally(created=2, refused=3)
    assert refusals(file) == [(4, "region", "unknown_region"), (5, "name", "required"), (6, "kind", "unknown_word")]
    outlet = Outlet.objects.select_related("hub__region", "region").get(code="A1")
    assert (outlet.region.name, outlet.hub.name, outlet.hub.region, outlet.kind, outlet.phone) == (
        "深圳", "深圳分拨", outlet.region, "same_day", "13800000000",
    )  # fmt: skip


def test_outlets_again_are_unchanged_and_a_difference_is_audited():
    imported("outlets", OUTLETS)

    assert tally_of(imported("outlets", OUTLETS)) == Tally(unchanged=2, refused=3)

    assert tally_of(imported("outlets", "网点编号,电话\nA1,0755-12345678\nA2,\n")) == Tally(updated=1, unchanged=1)
    entry = AuditEntry.objects.get(action="outlet.change")
    assert (entry.subject, entry.detail) == ("outlets.outlet:A1", {"phone": ["13800000000", "0755-12345678"]})


STAFF = """工号,姓名,手机,岗位,网点
S1,陈晓,19000000001,快递员,A1
S1,陈晓,19000000001,制单员,A1
S2,林峰,,快递员,
S3,何静,,质控,
S4,周全,,,
S1,陈晓,19000000001,快递员,A1
S5,王平,,快递员,Z9
"""


def test_staff_get_their_roles_and_no_password():
    make.outlet(code="A1")
    admin = make.user(Role.ADMINISTRATOR)

    file = imported("staff", STAFF, by=admin)

    assert tally_of(file) == Tally(created=3, updated=1, refused=3)
    assert refusals(file) == [
        (4, "outlet", "role_outlet"),
        (7, "staff_no", "repeated"),
        (8, "outlet", "unknown_outlet"),
    ]
    person = User.objects.get(staff_no="S1")
    assert (person.name, person.username, person.has_usable_password()) == ("陈晓", "s1", False)
    assert set(Membership.objects.values_list("user__staff_no", "role")) >= {
        ("S1", "courier"), ("S1", "waybill_clerk"), ("S3", "inspector"),
    }  # fmt: skip
    assert tally_of(imported("staff", STAFF, by=admin)) == Tally(unchanged=4, refused=3)


def test_operations_import_no_headquarters():
    file = imported("staff", "工号,姓名,岗位,网点\nS3,何静,质控,\n", by=make.user(Role.OPERATIONS))

    assert refusals(file) == [(2, "role", "role_forbidden")]
    assert not User.objects.filter(staff_no="S3").exists()


def test_login_name_of_another_is_refused():
    make.user(username="s1")

    file = imported("staff", "工号,姓名\nS1,陈晓\n")

    assert refusals(file) == [(2, "username", "person_exists")]
