"""Files for the image are hashed, whether or not their source maps are there."""

import json
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from crm.shared.static_storage import Storage


def test_a_source_map_that_is_not_there_is_no_error(tmp_path: Path) -> None:
    source = FileSystemStorage(tmp_path / "source")
    source.save("a.js", ContentFile(b"go();\n//# sourceMappingURL=a.js.map\n"))
    source.save("a.css", ContentFile(b"p{background:url(b.png)}\n/*# sourceMappingURL=a.css.map */\n"))
    source.save("b.png", ContentFile(b"png"))
    collected = Storage(location=tmp_path / "out", base_url="/static/")
    for name in ("a.js", "a.css", "b.png"):
        collected.save(name, source.open(name))
    made = {
        name: done
        for name, _hashed, done in collected.post_process({n: (source, n) for n in ("a.js", "a.css", "b.png")})
    }
    assert not any(isinstance(done, Exception) for done in made.values())
    names = json.loads((tmp_path / "out" / "staticfiles.json").read_text())["paths"]
    assert names["b.png"] in (tmp_path / "out" / names["a.css"]).read_text()
