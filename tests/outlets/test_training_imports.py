import pytest

from crm.imports.queries import Tally, tally_of
from outlets.models import Membership, RoleDemand, TrainingRecord
from tests import make
from tests.outlets.test_imports import imported, refusals

pytestmark = pytest.mark.django_db

CLASSES = """工号,课程,日期,讲师,结果,成绩
S1,SAFE,2026-11-18,周培训,通过,92
S2,SAFE,2026/11/18,周培训,不合格,40
S3,SAFE,2026-11-18,周培训,通过,92
S1,NONE,2026-11-18,周培训,通过,92
S1,SAFE,2026-11-32,周培训,通过,92
S1,SAFE,2031-11-18,周培训,通过,92
S2,SAFE,2026-11-17,周培训,通过,101
"""


def test_records_come_from_a_file_and_good_rows_stay():
    make.course(code="SAFE")
    make.user(staff_no="S1")
    make.user(staff_no="S2")

    file = imported("training", CLASSES)

    told = set(TrainingRecord.objects.values_list("person__staff_no", "course__code", "passed", "score"))
    assert told == {("S1", "SAFE", True, 92), ("S2", "SAFE", False, 40)}
    assert refusals(file) == [
        (4, "staff_no", "unknown_person"),
        (5, "course", "unknown_course"),
        (6, "held_on", "not_a_day"),
        (7, "held_on", "training_ahead"),
        (8, "score", "number_outside"),
    ]
    assert tally_of(imported("training", CLASSES)) == Tally(unchanged=2, refused=5)


def test_staff_without_a_demanded_training_are_refused_the_role():
    outlet, course = make.outlet(code="A1"), make.course(name="安全")
    RoleDemand.objects.create(role="courier", course=course)
    trained = make.user(staff_no="S1", name="甲")
    make.training(trained, course)

    file = imported("staff", "工号,姓名,岗位,网点\nS1,甲,快递员,A1\nS2,乙,快递员,A1\nS3,丙,制单员,A1\n")

    assert refusals(file) == [(3, "role", "training_missing")]
    assert set(Membership.objects.values_list("user__staff_no", "role")) == {("S1", "courier"), ("S3", "waybill_clerk")}
    assert outlet.memberships.count() == 2
