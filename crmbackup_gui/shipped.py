"""Where the files are that ship with the program: icons, translations, help and profiles of CRMs."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """The file or folder of that name below `resources/`: in the package of a wheel, beside it in a checkout.

    The path is returned whether there is anything or not.
    """
    shipped = _PACKAGE / "resources"
    return (shipped if shipped.is_dir() else _PACKAGE.parent / "resources") / name
