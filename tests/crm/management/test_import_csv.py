from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from outlets.models import Outlet

TEXT = "code,name,region,region_name,hub,hub_name,kind\nA1,One,R,Region,H,Hub,same_day\nA2,Two,,,,,sometimes\n"


@pytest.mark.django_db
def test_import_csv_checks_and_then_imports(tmp_path):
    path = tmp_path / "outlets.csv"
    path.write_text(TEXT)
    out = StringIO()

    call_command("import_csv", "outlets", str(path), stdout=out)
    assert "created 1, updated 0, unchanged 0, refused 1" in out.getvalue()
    assert "line 3" in out.getvalue()
    assert not Outlet.objects.exists()

    call_command("import_csv", "outlets", str(path), commit=True, stdout=out)
    assert list(Outlet.objects.values_list("code", flat=True)) == ["A1"]


@pytest.mark.django_db
def test_import_csv_refuses_what_is_no_table(tmp_path):
    path = tmp_path / "outlets.xlsx"
    path.write_bytes(b"PK\x03\x04")

    with pytest.raises(CommandError):
        call_command("import_csv", "outlets", str(path))
