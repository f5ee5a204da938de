import pytest

from crm.accounts.roles import Role
from shipments.models import NumberBlock, PriceTable
from shipments.rules import freight
from tests import make

LIST, PREVIEW, BLOCKS = "/shipments/prices/", "/shipments/prices/preview/", "/shipments/number-blocks/"


@pytest.fixture
def editor(scene):
    make.prices()
    return scene.client(make.user(Role.OPERATIONS))


def typed(form, **changes):
    fields = {name: form[name].value() for name in form.fields}
    fields = {name: " ".join(value) if isinstance(value, list) else value for name, value in fields.items()}
    told = {**fields, **changes}
    return {name: "" if value is None else value for name, value in told.items() if value is not False}


def drafted(editor):
    return editor.get(editor.post(f"{LIST}1/copy/").url).context["form"]


def test_everybody_reads_what_is_published_and_editors_drafts(scene, editor):
    drafted(editor)
    clerk = scene.client()

    assert [table.number for table, _badge in editor.get(LIST).context["editions"]] == [2, 1]
    assert [table.number for table, _badge in clerk.get(LIST).context["editions"]] == [1]
    assert (clerk.get(f"{LIST}2/").status_code, clerk.post(f"{LIST}1/copy/").status_code) == (404, 403)
    page = clerk.get(f"{LIST}1/").content.decode()
    assert all(text in page for text in ("Pearl River Delta", "8.00 / 2 kg", "6000 cm³"))


def test_a_draft_saved_as_it_is_says_the_same(editor):
    form = drafted(editor)

    assert editor.post(f"{LIST}2/edit/", typed(form)).status_code == 302

    tables = [PriceTable.objects.get(number=number).data for number in (1, 2)]
    for data in tables:
        data.pop("number")
        data.pop("starts_on")
        data["prices"].sort(key=lambda price: (price["product"], price["distance"]))
        data["prices"] = [
            {k: float(v) if k not in ("product", "distance") else v for k, v in p.items()} for p in data["prices"]
        ]
    assert tables[0] == tables[1]


def test_prices_are_changed_previewed_and_published(scene, editor):
    form = drafted(editor)
    changed = {"next_day.near.first_yuan": "１２．５", "standard.far.first_kg": "", "note": "autumn"}
    changed |= {f"standard.far.{part}": "" for part in ("first_yuan", "step_kg", "step_yuan", "minimum_yuan")}
    editor.post(f"{LIST}2/edit/", typed(form, **changed))
    asked = {"table": 2, "compare": 1, "origin": "广州市", "destination": "深圳市", "product": "next_day"}
    answers = editor.get(PREVIEW, asked | {"weight_kg": "2.4", "subs": "0"}).context["answers"]
    none = editor.get(PREVIEW, asked | {"destination": "-", "product": "standard", "weight_kg": "1", "subs": "0"})

    tomorrow = make.NOON.date().replace(year=2099)
    editor.post(f"{LIST}2/propose/", {"starts_on": tomorrow.isoformat()})
    second = scene.client(make.user(Role.OPERATIONS))
    shown = second.get(f"{LIST}2/").context
    second.post(f"{LIST}2/publish/", {"seen": shown["seen"]})

    assert [(one.old, one.new) for one in shown["differences"]][0] == ("10.00", "12.50")
    assert [str(answer["freight"]["yuan"]) for answer in answers] == ["15.50", "13.00"]
    assert ["freight" in answer for answer in none.context["answers"]] == [False, True]
    table = PriceTable.objects.get(number=2)
    assert (table.starts_on, table.note, table.published_at is None) == (tomorrow, "autumn", False)
    assert "cannot change" in editor.post(f"{LIST}2/discard/", follow=True).content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"next_day.near.first_yuan": "-1"}, "next_day.near.first_yuan"),
        ({"next_day.near.first_yuan": ""}, "next_day.near.first_yuan"),
        ({"next_day.near.step_kg": "0"}, "next_day.near.step_kg"),
        ({"next_day.near.step_kg": "0.0001"}, "next_day.near.step_kg"),
        ({"volumetric_divisor": "1"}, "volumetric_divisor"),
        ({"cod.least_yuan": "201"}, "cod.least_yuan"),
        ({"groups[1].cities": "广州市"}, "__all__"),
        ({"groups[0].cities": ""}, "groups[0].cities"),
        ({"new_group.zh": "青藏", "new_group.en": "West"}, "new_group.cities"),
        ({"new_group.zh": "青藏", "new_group.en": "West", "new_group.cities": "广州市"}, "__all__"),
        ({"remit_hours": "x" * 10_000}, "remit_hours"),
        ({"routes[0].distance": "moon"}, "routes[0].distance"),
        ({"note": "a\x00"}, "note"),
    ],
)
def test_faults_stand_beside_their_fields(editor, change, field):
    response = editor.post(f"{LIST}2/edit/", typed(drafted(editor), **change))

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def data_of(number=2):
    return PriceTable.objects.get(number=number).data


def test_a_group_is_split_off_everywhere_else_and_priced_like_it_until_changed(editor):
    new = {"new_group.zh": "青藏", "new_group.en": "Far West", "new_group.cities": "拉萨市 西宁市"}
    before = len(data_of(1)["groups"])

    assert editor.post(f"{LIST}2/edit/", typed(drafted(editor), **new)).status_code == 302

    data = data_of()
    *_others, added, elsewhere = data["groups"]
    assert (added["zh"], added["cities"], elsewhere["cities"]) == ("青藏", ["拉萨市", "西宁市"], [])
    pairs = {frozenset((route["one"], route["other"])): route["distance"] for route in data["routes"]}
    assert len(pairs) == (before + 1) * (before + 2) / 2
    far = pairs[frozenset((elsewhere["code"],))]
    assert pairs[frozenset((added["code"],))] == pairs[frozenset((added["code"], elsewhere["code"]))] == far
    form = editor.get(f"{LIST}2/edit/").context["form"]
    assert f"groups[{before - 1}].cities" in form.fields
    again = {**new, "new_group.zh": "南疆", "new_group.cities": "喀什市"}
    assert editor.post(f"{LIST}2/edit/", typed(form, **again)).status_code == 302
    assert len({group["code"] for group in data_of()["groups"]}) == before + 2


def test_a_group_that_is_left_out_takes_its_distances_along(editor):
    form = drafted(editor)
    gone = data_of(1)["groups"][0]["code"]

    assert editor.post(f"{LIST}2/edit/", typed(form, **{"groups[0].leave_out": "on"})).status_code == 302

    data = data_of()
    assert gone not in {group["code"] for group in data["groups"]}
    assert all(gone not in (route["one"], route["other"]) for route in data["routes"])
    freight.PriceTable.from_data(data)


def test_a_product_is_left_out_and_offered_again_like_another(editor):
    editor.post(f"{LIST}2/edit/", typed(drafted(editor), **{"same_day.leave_out": "on"}))
    assert "same_day" not in {row["product"] for row in data_of()["prices"]}

    form = editor.get(f"{LIST}2/edit/").context["form"]
    assert editor.post(f"{LIST}2/edit/", typed(form, **{"same_day.like": "next_day"})).status_code == 302

    told = {
        product: [{**row, "product": ""} for row in data_of()["prices"] if row["product"] == product]
        for product in ("same_day", "next_day")
    }
    assert told["same_day"] == told["next_day"] != []


def test_two_editors_do_not_overwrite_each_other(editor):
    form = drafted(editor)
    editor.post(f"{LIST}2/edit/", typed(form, receipt_yuan="6"))

    late = editor.post(f"{LIST}2/edit/", typed(form, receipt_yuan="7"))

    assert (late.status_code, PriceTable.objects.get(number=2).data["receipt_yuan"]) == (422, "6.00")


def test_preview_never_fails(editor):
    assert editor.get(PREVIEW).status_code == 200
    for wrong in (
        {"product": "x"},
        {"product": "next_day", "weight_kg": "\x00"},
        {"product": "next_day", "table": "9" * 500},
    ):
        assert editor.get(PREVIEW, wrong).status_code == 422


def test_blocks_are_given_by_headquarters_and_seen_by_their_outlet(scene, editor):
    fields = {"outlet": scene.outlet.pk, "first": "300057900001", "last": "３０００５７９０００５０"}

    editor.post(f"{BLOCKS}new/", fields)
    again, wrong = editor.post(f"{BLOCKS}new/", fields), editor.post(f"{BLOCKS}new/", {**fields, "last": "1"})

    assert [again.context["form"].errors["first"][0], wrong.status_code] == [
        "Another block holds some of these numbers.",
        422,
    ]
    assert [(block.left, block.outlet) for block in NumberBlock.objects.all()] == [(50, scene.outlet)]
    assert len(scene.client().get(BLOCKS).context["table"].objects) == 1
    assert len(scene.client(make.user(Role.MANAGER)).get(BLOCKS).context["table"].objects) == 0
    assert scene.client().get(f"{BLOCKS}new/").status_code == 403


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_block_list_costs_the_same(scene, rows, django_assert_num_queries):
    client = scene.client()
    NumberBlock.objects.bulk_create(
        NumberBlock(
            outlet=scene.outlet,
            first=10**11 + n * 10,
            last=10**11 + n * 10 + 9,
            next=10**11 + n * 10,
            given_at=make.NOON,
        )
        for n in range(rows)
    )
    with django_assert_num_queries(6 if rows < 50 else 7):
        client.get(BLOCKS)
