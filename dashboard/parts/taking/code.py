"""A link as a QR code, drawn here: no other host is asked."""

from __future__ import annotations

import io

import segno

#: Characters of a link: more squares than these make are no longer read from the last row.
MOST = 1_200


def drawn(link: str) -> bytes:
    """The code of a link as SVG, black on white with the border that readers need."""
    picture = io.BytesIO()
    segno.make_qr(link, error="m", boost_error=False).save(
        picture, kind="svg", scale=8, border=4, dark="#000", light="#fff", svgclass=None,
        lineclass=None, omitsize=True,
    )  # fmt: skip
    return picture.getvalue()
