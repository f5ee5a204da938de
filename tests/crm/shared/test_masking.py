import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.shared.masking import mask_address, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("张三", "张**"),
        ("王", "王**"),
        ("欧阳修", "欧阳**"),
        ("欧阳", "欧**"),
        ("  李小龙 ", "李**"),
        ("Alice Smith", "A**"),
        ("", ""),
    ],
)
def test_name_keeps_the_surname(name, seen):
    assert mask_name(name) == seen


@pytest.mark.parametrize(
    ("phone", "seen"),
    [
        ("19912345678", "199******78"),
        ("+86 199-1234-5678", "+86 1**-****-**78"),
        ("0755-2345678", "075*-*****78"),
        ("2345678", "******8"),
        ("95338", "*****"),
        ("", ""),
    ],
)
def test_phone_hides_six_digits(phone, seen):
    assert mask_phone(phone) == seen


@given(st.text(alphabet="0123456789+- ()", max_size=20))
def test_phone_hides_six_digits_or_all(phone):
    digits = sum(ch.isdigit() for ch in phone)

    hidden = mask_phone(phone).count("*")

    assert hidden >= min(6, digits)


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("深圳市南山区科苑路15号3栋501室", "深圳市南山区科苑路15号***"),
        ("深圳市南山区科苑路15号", "深圳市南山区科苑路15号"),
        ("广州市天河区体育西路12号1502", "广州市天河区体育西路12号***"),
        ("佛山市禅城区祖庙路花园三期2-3-501", "佛山市禅城区祖庙路花园三期***"),
        ("东莞市南城街道A座1201", "东莞市南城街道***"),
        ("中山市石岐区民族路阳光花园 1502", "中山市石岐区民族路阳光花园***"),
        ("珠海市香洲区二单元302房", "珠海市香洲区***"),
        ("12 Garden Road, Flat 5B", "12 Garden Road***"),
        ("惠州市惠城区演达大道", "惠州市惠城区演达大道"),
    ],
)
def test_address_ends_before_the_door(address, seen):
    assert mask_address(address) == seen


@given(
    building=st.sampled_from(["3栋", "7幢", "二单元", "12座", "B座"]),
    room=st.integers(101, 3999),
    word=st.sampled_from(["室", "房", "户", ""]),
)
def test_address_never_shows_the_room(building, room, word):
    assert str(room) not in mask_address(f"广州市天河区体育西路{building}{room}{word}")
