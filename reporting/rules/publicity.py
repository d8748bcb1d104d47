"""What a project must show of its support, and which proof of it is missing (A-33; CPR 50)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from consortium.rules.refusals import Breach, Term
from consortium.rules.refusals import gettext_noop as _

WEBSITE, MATERIAL, POSTER = "website", "material", "poster"
KINDS: Mapping[str, str] = {
    WEBSITE: _("Text on a website"),
    MATERIAL: _("Statement on material"),
    POSTER: _("Poster or display"),
}
# A poster and a brochure are proven by their picture, a website by its address.
WITH_FILE = frozenset({MATERIAL, POSTER})


def missing_proof(known: Collection[str], has_claimed: bool) -> list[str]:
    """The kinds of which no proof is kept, once the fund has been asked for money."""
    return [kind for kind in KINDS if has_claimed and kind not in known]


def check_proof(kind: str, text: str, has_file: bool) -> list[Breach]:
    """What a proof lacks: its words or address, and the file where only a picture proves it."""
    found = []
    if kind not in KINDS:
        found.append(Breach("PROOF_UNKNOWN", _("Choose what is proven."), "kind", {}, "A-33"))
    if not text.strip():
        message = _("Write where it is shown: the address of the page, the place, the material.")
        found.append(Breach("PROOF_WORDLESS", message, "text", {}, "A-33"))
    if kind in WITH_FILE and not has_file:
        message = _("“%(kind)s” is proven by a picture or a copy. Attach it.")
        params = {"kind": Term(KINDS[kind])}
        found.append(Breach("PROOF_WITHOUT_FILE", message, "file", params, "A-33"))
    return found
