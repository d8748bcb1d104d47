"""Efterprøv en revisionspakke med blot Python / Verify an audit package with nothing but Python."""

import argparse
import json
import sys
import zipfile
from collections import defaultdict
from contextlib import suppress
from csv import DictReader, field_size_limit
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

WORDS = """
files|{n} filer er uændrede: hver har den SHA-256, manifestet siger|{n} files are unchanged: each has the SHA-256 of the manifest
events|{n} hændelser står i ubrudt kæde; dens hoved er {head}|{n} events stand in an unbroken chain; its head is {head}
places|{n} hændelser uden for tilsagnet står på deres plads|{n} events from outside the grant stand in their place
tables|{n} versioner af rækker er dem, hændelserne skrev ned|{n} versions of rows are those that the events wrote down
papers|{n} låste rapporter, bilag og trykte kædehoveder passer|{n} frozen reports, vouchers and printed chain heads fit
sums|{n} summer stemmer: rækker = anmodning = rapport, intet over sin grænse|{n} sums agree: rows = claim = report, nothing above its limit
good|BEVIST. Manifestets SHA-256, som I sammenligner med jeres brev: {sha}|PROVED. SHA-256 of the manifest, to compare with your letter: {sha}
bad|IKKE BEVIST: {faults} fejl. Hvad de siger, står i LÆSMIG.txt|NOT PROVED: {faults} faults. README.txt tells what they say
fault|FEJL fil række nr.|FAULT file row no.
added|filen er lagt til; manifestet kender den ikke|the file was added; the manifest lacks it
changed|filen er ændret {other}|the file was changed {other}
unreadable|kan ikke læses ({other})|cannot be read ({other})
link|følger ikke efter {other}: noget er ændret, fjernet, skudt ind eller dateret tilbage|does not follow {other}: something was altered, removed, slipped in or dated back
head|{other} er ikke på kæden: den er afkortet eller skrevet om|{other} is not on the chain: it was cut or rewritten
altered|versionen er ikke den, hændelse {other} skrev ned|not the version that event {other} wrote down
gone|er fjernet ({other})|was removed ({other})
cell|{other} er ikke, hvad den hashede tekst siger|{other} is not what the hashed text says
hash|indholdet passer ikke til {other}|the content does not fit {other}
"""  # noqa: E501
FILES, PAYMENTS = "data/consortium.evidencefile.csv", "data/reporting.paymentreceived.csv"
SUMS = ["expenditure accepted", "revenue amount", "claimshare eligible", "claimshare amount"]
SUMS += ["paymentreceived amount", "disbursement share payment_id", "recovery amount correction_id"]
NOT_CELLS = ("history_id", "not_covered", "hashed_text")
MARKS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def spelled(value: Any, decimals: int = 0) -> str:
    """How *value* stands in a CSV cell: decimal comma, and no formula that a spreadsheet runs."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(int(value))
    if isinstance(value, int) or (decimals and isinstance(value, str)):
        return f"{Decimal(value).scaleb(-decimals):f}".replace(".", ",")
    if not isinstance(value, str):
        value = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"'{value}" if value.startswith(MARKS) else str(value)


def money(cell: Any) -> Decimal:
    """An amount as a cell or a paper holds it."""
    return Decimal(str(cell or "0").replace(",", "."))


def heads_in(value: Any) -> list[str]:
    """The chain heads that a paper prints, wherever in it they stand."""
    if isinstance(value, dict) and {"chain", "number", "sha256"} <= set(value):
        return [f"{value['chain']}:{value['number']}:{value['sha256']}"]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [head for one in inner for head in heads_in(one)]


def paper_sums(paper: dict[str, Any]) -> Any:
    """Every sum that a paper must keep: the name, what stands there and what it must be."""
    tables = {table["code"]: table for table in paper["tables"]}

    def total(code: str, key: str, level: str = "total") -> Decimal:
        table = tables.get(code, {"columns": [{"key": key}], "rows": []})
        place = [column["key"] for column in table["columns"]].index(key)
        rows = [row for row in table["rows"] if row["level"] == level]
        return sum((money(row["cells"][place]) for row in rows), Decimal(0))

    for code, table in tables.items():
        for key in [column["key"] for column in table["columns"] if column["summed"]]:
            if any(row["level"] == "total" for row in table["rows"]):
                yield f"{code} {key}", total(code, key), total(code, key, "normal")
    if {"T1", "T4", "T5"} <= set(tables):
        parts = total("T4", "amount") + total("T5", "amount") + total("T1F", "this")
        yield "T1 = T4 + T5 + T1F", total("T1", "this", "subtotal"), parts
    if {"T1", "T2"} <= set(tables):
        yield "T2 = T1", total("T2", "this"), total("T1", "this") + total("T1", "corrected")
        yield "T2 = T1", total("T2", "cumulative"), total("T1", "cumulative")
    for check in paper["reconciliations"]:
        yield check["label"]["da"], money(check["left"]), money(check["right"])


class Audit:
    """One examination of one package, a ZIP or a folder."""

    def __init__(self, package: Path, head: list[str], *, en: bool) -> None:
        self.words = {w.split("|")[0]: w.split("|")[1 + en] for w in WORDS.strip().splitlines()}
        self.place, self.zip = package, zipfile.ZipFile(package) if package.is_file() else None
        self.open: Any = self.zip.open if self.zip else lambda name: (package / name).open("rb")
        self.manifest: dict[str, Any] = json.load(self.open("manifest.json"))
        self.own, *place = map(str, self.manifest["chain"].values())
        self.heads = [(":".join((self.own, *place)), "manifest.json")]
        self.heads += [(one, "--head") for one in head]
        self.files, self.count = dict[str, str](), defaultdict[str, int](int)  # name -> SHA-256
        self.vouched, self.ladders = dict[str, tuple[str, str]](), dict[int, tuple[str, str]]()
        self.faults, self.sums, self.columns = 0, list[Any](), defaultdict[str, Any](dict)
        self.runs, self.chains = defaultdict[str, Any](list), defaultdict[str, Any](lambda: {0: ""})

    def rows(self, name: str) -> Any:
        return enumerate(DictReader((line.decode() for line in self.open(name)), delimiter=";"), 2)

    def total(self, table: str, column: str, by: str = "claim_id") -> dict[str, Decimal]:
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for _, row in self.rows(f"data/reporting.{table}.csv"):
            sums[row[by]] += money("" if row.get("dropped_on") else row[column])
        return sums

    def fault(self, code: str, *where: object, other: object = "") -> None:
        self.faults += 1
        word, *names = self.words["fault"].split()
        place = [f"{name} {part}" for name, part in zip(names, where, strict=False) if part]
        print(word, ", ".join(place), "–", self.words.get(code, "{other}").format(other=other))

    def step(self, code: str, *what: str) -> None:
        before = self.faults
        try:
            getattr(self, f"check_{code}")(*what)
        except Exception as error:
            self.fault("unreadable", (what or (code,))[0], other=f"{type(error).__name__}: {error}")
        if self.faults == before and code in self.words:
            head = [*self.chains[self.own].values()][-1]
            print("OK   ", self.words[code].format(n=self.count[code], head=head))

    def check_files(self) -> None:
        listed = {one["name"]: one["sha256"] for one in self.manifest["files"]}
        owners = {sha: f"= {name}" for name, sha in listed.items()}
        paths = (path for path in self.place.rglob("*") if not path.is_dir())
        names = self.zip.namelist() if self.zip else [str(p.relative_to(self.place)) for p in paths]
        for name in sorted(name.replace("\\", "/") for name in names):
            found = sha256()
            with suppress(Exception), self.open(name) as file:  # a ZIP notices damage by itself
                while block := file.read(1 << 20):
                    found.update(block)
            sha = found.hexdigest()
            if name in self.files or name not in (*listed, "manifest.json"):
                self.fault("added", name)
            elif sha != listed.get(name, sha):
                self.fault("changed", name, other=owners.get(sha, ""))
            self.files[name] = sha
        for name in sorted(set(listed) - set(self.files)):
            self.fault("gone", name, other=listed[name])
        self.count["files"], self.sha = len(listed), self.files["manifest.json"]

    def check_events(self, file: str = "events.jsonl", last: datetime = datetime.min) -> None:  # noqa: DTZ901
        with self.open(file) as lines:
            for line, event in enumerate(map(json.loads, lines), 1):
                chain, number, sha = event["chain"], event["number"], event["sha256"]
                known, name = self.chains[chain], f"{chain} #{number}"
                link = [chain, number, known.get(number - 1)]
                body = json.loads(event.get("body", "{}"))  # of what is others' there is the hash
                said = [body[part] for part in ("chain", "number", "previous")] if body else link
                if body and sha256(event["body"].encode()).hexdigest() != sha:
                    self.fault("hash", file, line, name, other=sha)
                is_own = file == "events.jsonl" and bool(body)
                if number in known or link != said or None in link or is_own != (chain == self.own):
                    self.fault("link", file, line, name, other=link[2])
                at = datetime.fromisoformat(body["at"][:19]) if is_own else last
                if at + timedelta(days=1) < last:
                    self.fault("link", file, line, name, other=last)
                last = max(last, at)
                known.setdefault(number, sha)
                for key, digest in body.get("versions", {}).items():
                    label, _, which = key.rpartition(":")
                    if "-" in which:  # an import: one hash for all versions from … to …
                        spans = [tuple(map(int, span.split("-"))) for span in which.split(",")]
                        self.runs[label].append((spans, digest, name, sha256()))
                    else:
                        self.vouched[key] = (digest, name)
                house = (body["after"] if is_own else {}).get("house", {"number": 0, "sha256": ""})
                self.ladders[house["number"]] = (house["sha256"], name)
                self.count["events" if is_own else "places"] += bool(body)

    def check_places(self, file: str = "other_events.jsonl") -> None:
        self.check_events(file)
        found, ladder, last = dict[int, str](), sha256(), 0
        for number, sha in [*self.chains["house"].items()][1:]:
            ladder.update(f"{number}:{sha}\n".encode())
            found |= {number: ladder.hexdigest()} if number in self.ladders else {}
        for number, (wanted, event) in self.ladders.items():
            if number and found.get(number) != wanted:
                self.fault("hash", file, "", f"house #{last + 1}–{number}", other=event)
            last = number

    def check_tables(self, file: str = "tables.csv") -> None:
        for _, row in self.rows("dictionary.csv"):
            self.columns[row["table"]][row["column"]] = row
        for table in [table for _, table in self.rows(file) if table["vouched_as"]]:
            self.step("table", table["table"], table["vouched_as"])
        for key, event in [(k, e) for k, (_, e) in self.vouched.items() if f"{self.own} #" in e]:
            self.fault("gone", "history", "", key, other=event)
        for run in [r for runs in self.runs.values() for r in runs if r[3].hexdigest() != r[1]]:
            self.fault("altered", "history", "", str(run[0]), other=run[2])

    def check_table(self, name: str, label: str) -> None:
        file, columns, newest = f"data/{name}.csv", self.columns[name], {}
        for number, row in self.rows(f"history/{name}.csv"):
            self.check_version(name, label, number, row)
            newest[row["id"]] = None if row["history_type"] == "'-" else [row[c] for c in columns]
        for number, row in self.rows(file):
            held = newest.pop(row["id"], None) or [""] * len(columns)
            for column in [c for c, wanted in zip(columns, held, strict=False) if row[c] != wanted]:
                self.fault("cell", file, number, row["id"], other=column)
        for key in [key for key, held in newest.items() if held]:
            self.fault("gone", file, "", key)

    def check_version(self, name: str, label: str, number: int, row: dict[str, str]) -> None:
        text, key, later = row["hashed_text"], row["history_id"], row["not_covered"].split()
        runs = [run for run in self.runs[label] if any(a <= int(key) <= z for a, z in run[0])]
        digest, event = self.vouched.pop(f"{label}:{key}", ("", "–"))
        is_first = name == "consortium.user" and not row["history_by"] and not digest
        value, file = json.loads(text), f"history/{name}.csv"
        if runs:
            runs[0][3].update(f"{text}\n".encode())
        elif sha256(text.encode()).hexdigest() != digest and not is_first:
            self.fault("altered", file, number, key, other=event)
        if isinstance(value, list):
            cells = [column for column in row if column not in (*later, *NOT_CELLS[1:])]
            value = dict(zip(cells, value, strict=False))
        elif row["history_type"]:
            value |= {f"history_{own}": value[own] for own in value} | value["values"]
        for column in [column for column in row if column not in NOT_CELLS]:
            about = self.columns[name].get(column, {"decimals": "0", "given": ""})
            wanted, given = spelled(value.get(column), int(about["decimals"])), about["given"]
            if column in later:  # it came after the version: it holds what it was given then
                wanted = row[given[1:]] if given.startswith("=") else given
            if row[column] != wanted:
                self.fault("cell", file, number, key, other=column)
        self.count["tables"] += 1

    def check_papers(self, file: str = "data/reporting.reportsnapshot.csv") -> None:
        for number, row in self.rows(file):
            paper, body = f"reports/{row['id']}/figures.json", json.loads(row["body"])
            if {sha256(row["body"].encode()).hexdigest(), self.files.get(paper)} != {row["sha256"]}:
                self.fault("hash", paper, number, row["id"], other=row["sha256"])
            self.heads += [(head, paper) for head in heads_in(body)]
            self.sums += [(paper, number, *law) for law in paper_sums(body)]
            self.count["papers"] += 1
        for head, source in self.heads:
            chain, place, digest = head.rsplit(":", 2)
            known = self.chains[chain].get(int(place), "")
            if len(digest) < 12 or not known.startswith(digest):
                self.fault("head", source, other=head)
        kept = {sha for name, sha in self.files.items() if sha in name or "reports/" in name}
        for name in sorted({FILES, "data/reporting.signedpaper.csv"} & set(self.files)):
            for number, row in self.rows(name):
                if row["sha256"] not in kept:
                    self.fault("hash", name, number, row["id"], other=row["sha256"])
                self.count["papers"] += 1
        for number, row in self.rows("data/grants.grant.csv"):
            if self.files.get("profile/profile.json") != row["profile_sha256"]:
                self.fault("hash", "profile/profile.json", number, other=row["profile_sha256"])

    def check_sums(self, file: str = "data/reporting.claim.csv") -> None:
        for where, row, what, left, right in [*self.sums, *self.claim_sums(file)]:
            self.count["sums"] += 1
            if left != right:
                self.fault("sum", where, row, other=f"{what}: {left} ≠ {right}")

    def claim_sums(self, file: str) -> Any:
        cost, earned, parts, shares, came, passed, held = (self.total(*one.split()) for one in SUMS)
        fell = {row["row_id"]: row["id"] for _, row in self.rows("data/reporting.correction.csv")}
        back, waiting = defaultdict[str, Decimal](Decimal), Decimal(0)
        for _, row in self.rows("data/reporting.expenditure.csv"):
            back[row["claim_id"]] += held.get(fell.get(row["id"], ""), 0)
        for n, row in [r for r in self.rows(file) if r[1]["state"] not in ("draft", "rejected")]:
            key, asked, entitled = row["id"], money(row["amount"]), money(row["entitlement"])
            yield file, n, "rows", cost[key] - earned[key], money(row["new_eligible"])
            yield file, n, "shares of rows", parts[key], money(row["new_eligible"])
            yield file, n, "shares", shares[key], asked
            yield file, n, "F", entitled, money(row["claimed_before"]) + asked
            for limit in [name for name in row if name.startswith("limit_") and row[name]]:
                yield file, n, limit, min(money(row[limit]), entitled), entitled
            due, waiting = money(row["accepted_payable"] or row["payable"]), waiting + back[key]
            yield file, n, "paid", came.get(key, due), due
            back[key], waiting = waiting, Decimal(0) if due > 0 else waiting
        for number, row in self.rows(PAYMENTS):
            owed = money(row["amount"]) + back[row["claim_id"]]
            yield PAYMENTS, number, "passed on", passed.get(row["id"], owed), owed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", nargs="?", default=Path(__file__).parent, type=Path)
    parser.add_argument("--head", action="append", default=[], metavar="CHAIN:NUMBER:SHA256")
    parser.add_argument("--en", action="store_true", help="English")
    field_size_limit(1 << 30)
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # old consoles lack ≠
    audit = Audit(**vars(parser.parse_args()))
    for part in ("files", "events", "places", "tables", "papers", "sums"):
        audit.step(part)
    print(audit.words["bad" if audit.faults else "good"].format(**vars(audit)))
    sys.exit(bool(audit.faults))
