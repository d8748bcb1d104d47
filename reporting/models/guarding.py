"""What a trigger is made of: before which deed on which table it refuses, and when."""

from __future__ import annotations

from dataclasses import dataclass

UPDATE, DELETE, INSERT, TRUNCATE = "UPDATE", "DELETE", "INSERT", "TRUNCATE"
ALWAYS = ""
REFUSE = "guard_refuse"


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


def sqlite(guard: Guard) -> list[str]:
    """The statements that put *guard* in place on SQLite."""
    when = guard.when.replace("IS DISTINCT FROM", "IS NOT")
    condition = f" WHEN {when}" if when else ""
    # Where a trigger may ABORT, SQLite keeps a journal for every INSERT, which takes as long as the
    # row itself. FAIL ends the statement as well, and what calls it ends the transaction.
    end = "FAIL" if guard.deed == INSERT else "ABORT"
    return [
        f"DROP TRIGGER IF EXISTS {guard.name}",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.deed} ON {guard.table}{condition}"
        f" BEGIN SELECT RAISE({end}, '{refusal(guard)}'); END",
    ]


def refusal(guard: Guard) -> str:
    """What the database says where *guard* refuses."""
    return f"{guard.table}: {guard.deed} refused, locked"


def body(when: str) -> str:
    """What the function of a guard does on PostgreSQL."""
    return (
        f" BEGIN IF {when or 'TRUE'} THEN RAISE EXCEPTION '%: % refused, locked', TG_TABLE_NAME, "
        "TG_OP USING ERRCODE = 'restrict_violation'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END "
    )


def function(name: str, when: str) -> str:
    """The function *name* that refuses where *when* holds."""
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body(when)}$$"
    )


def postgresql(guard: Guard) -> list[str]:
    """The statements that put *guard* in place on PostgreSQL."""
    called = guard.name if guard.when else REFUSE
    each = "STATEMENT" if guard.deed == TRUNCATE else "ROW"
    return [
        *([function(called, guard.when)] if guard.when else []),
        f"CREATE OR REPLACE TRIGGER {guard.name} BEFORE {guard.deed} ON {guard.table}"
        f" FOR EACH {each} EXECUTE FUNCTION {called}()",
    ]
