"""Static files for the image: hashed and compressed, whether or not the source maps are there.

The checkout's environment has none (`crm/local/venv.py`): they are for debuggers, and half of the size.
"""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Names source maps as they are named in the files, hashed or not, and asks for none."""

    patterns = tuple(
        (files, tuple(pattern for pattern in patterns if "sourceMappingURL" not in str(pattern)))
        for files, patterns in CompressedManifestStaticFilesStorage.patterns
    )
