"""The text of `.env.example`: every setting with its default and what it is."""

from matching.settings import Settings

HEAD = """\
# Every setting of resettle with its default. Copy this file to .env, take the sign # from a line and change its value;
# the environment counts before the file. `resettle settings` says whether what is set is safe;
# `resettle keys` prints a set of keys. Written by `resettle settings --example`.
"""


def settings_example() -> str:
    """Write `.env.example` from the settings' own definitions."""
    blocks = [HEAD]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else field.default
        blocks.append(f"# {field.description}\n# RESETTLE_{name.upper()}={default}\n")
    return "\n".join(blocks)
