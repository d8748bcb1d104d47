"""What may stand on a paper as the logo of a recipient, beside the emblem (CPR Annex IX)."""

from __future__ import annotations

from consortium.rules.refusals import Breach
from consortium.rules.refusals import gettext_noop as _

RULE = "CPR Annex IX"
PNG = "image/png"
# The picture is frozen inside every paper, in every format.
MOST_BYTES = 300 * 1024


def check_logo(kind: str, size: int, name: str, words: str) -> list[Breach]:
    """A logo is a small PNG with words for those who do not see it.

    PNG alone: a JPEG may hold the colours of a printing press, which PDF/A-3 refuses.
    """
    found = []
    if kind != PNG:
        message = _("“%(name)s” is no PNG picture. Save the logo as PNG and send that.")
        found.append(Breach("LOGO_KIND", message, "file", {"name": name}, "rules 5"))
    if size > MOST_BYTES:
        message = _("“%(name)s” is %(size)s kB; a logo takes at most %(most)s kB on a paper.")
        params = {"name": name, "size": -(-size // 1024), "most": MOST_BYTES // 1024}
        found.append(Breach("LOGO_SIZE", message, "file", params, "rules 5"))
    if not words.strip():
        message = _("Say in words what the logo shows, for readers who do not see it.")
        found.append(Breach("LOGO_WORDS", message, "words", {}, "PDF/UA-1"))
    return found
