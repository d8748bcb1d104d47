"""When the database refuses a write to a chain of events, as SQL conditions for its triggers."""

from __future__ import annotations

# A head goes forward only and stands at an event, and a sealed project stays sealed.
HEAD_ASTRAY = (
    "NEW.number <= OLD.number OR OLD.chain <> NEW.chain OR (OLD.is_sealed AND NOT NEW.is_sealed)"
    " OR NOT EXISTS (SELECT 1 FROM consortium_auditevent e WHERE e.chain = NEW.chain"
    " AND e.number = NEW.number AND e.sha256 = NEW.sha256)"
)
BEFORE = (
    "SELECT 1 FROM consortium_auditevent e WHERE e.chain = NEW.chain AND e.number = NEW.number - 1"
)
NOT_NEXT = (
    "NEW.number <> 1 + COALESCE((SELECT MAX(e.number) FROM consortium_auditevent e"
    " WHERE e.chain = NEW.chain), 0)"
    " OR NEW.previous_sha256 <> COALESCE((SELECT e.sha256 FROM consortium_auditevent e"
    " WHERE e.chain = NEW.chain AND e.number = NEW.number - 1), '')"
)
# An event of the future, which a clock that ran ahead has left, holds nobody up once that clock is
# right again.
DATED_BACK = {
    "sqlite": "julianday(NEW.at) < julianday(e.at) - 1 AND julianday(e.at) <= julianday('now')",
    "postgresql": "NEW.at < e.at - interval '1 day' AND e.at <= now()",
}


def event_astray(vendor: str) -> str:
    """An event is only appended, carries the hash of the one before it, and is not dated more than
    a day before it.
    """
    before = f"{BEFORE} AND {DATED_BACK[vendor]}"
    return f"{NOT_NEXT} OR EXISTS ({before})"
