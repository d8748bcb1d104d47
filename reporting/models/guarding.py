"""What a trigger is made of: before which deed on which table it refuses, and when."""

from __future__ import annotations

from dataclasses import dataclass

UPDATE, DELETE, INSERT, TRUNCATE = "UPDATE", "DELETE", "INSERT", "TRUNCATE"
ALWAYS = ""


@dataclass(frozen=True)
class Guard:
    """One trigger: before *deed* on a row of *table*, refuse where *when* holds."""

    table: str
    deed: str
    when: str = ALWAYS

    @property
    def name(self) -> str:
        """The trigger's name; PostgreSQL cuts names after 63 letters."""
        return f"guard_{self.deed.lower()}_{self.table}"


def changed(*columns: str) -> str:
    """Where one of *columns* is to become another than it was."""
    return "(" + " OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for c in columns) + ")"


def state(*states: str) -> str:
    """Where the row is in one of *states*."""
    return "OLD.state IN (" + ", ".join(f"'{state}'" for state in states) + ")"
