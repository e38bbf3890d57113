"""Links as they come out of mail and chat: what was added on the way, and what it says.

A link picks up entries of whoever passes it on, `&amp;` where a page was copied as text, and the
end of the sentence that it stood in.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

#: Entries of mail programs, networks and advertisers: they say nothing about the picture.
TRACKING = re.compile(
    r"utm_\w+|_gl|_ga\w*|gclid|gclsrc|dclid|gbraid|wbraid|gad_\w+|srsltid|fbclid|fb_\w+|igshid?"
    r"|igsh|msclkid|twclid|ttclid|yclid|ysclid|li_fat_id|epik|rdt_cid|scid|mc_[ce]id|_hsenc|_hsmi"
    r"|__hs\w+|hsctatracking|mkt_tok|vero_id|oly_\w+_id|s_cid|_openstat|si|ref|ref_\w+|referrer"
    r"|share|share_\w+|wt_mc|trk|spm",
    re.IGNORECASE,
)
# An ampersand as HTML writes it, once or many times over; brackets and quotes likewise.
_AMPERSAND = re.compile(r"&(?:amp;)+", re.IGNORECASE)
_MARK = re.compile(r"&(?:quot|apos|lt|gt|nbsp|rsquo|rdquo|raquo);", re.IGNORECASE)
#: What ends a sentence or surrounds a link, and no value; a comma is left, for it ends no list.
CLOSING = ")]}>\"'’”»›“‘`*_~|\\.;:!?…。，）】」\u200b\u00a0 \t\r\n"


def pairs_of(query: str, free: str = "") -> list[tuple[str, str]]:
    """Names and values of a query, without what was added to it on the way.

    The value of the entry `free` may end as it likes: it is a name that somebody gave.
    """
    query = _MARK.sub("", _AMPERSAND.sub("&", query)).removeprefix("?")
    # A plus sign in a hand-written link is a sign, not a space.
    pairs = parse_qsl(query.replace("+", "%2B"), keep_blank_values=True)
    if pairs:
        name, value = pairs[-1]
        pairs[-1] = (name.rstrip(CLOSING), value if name == free else value.rstrip(CLOSING))
    return [
        (name, value) for name, value in pairs if (name or value) and not TRACKING.fullmatch(name)
    ]
