"""The stage of a journey: one browser per person, and a day that the test chooses."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page, expect

from tests import sample_files
from tests.cast import PASSWORD

PATIENCE_MS = 10_000
Values = dict[str, Any]


def pdf(words: str) -> FilePayload:
    """A file to upload."""
    content = sample_files.pdf(words)
    return {"name": f"{words}.pdf", "mimeType": "application/pdf", "buffer": content}


def exactly(name: str) -> re.Pattern[str]:
    """This accessible name; words for screen readers alone may stand apart from the comma."""
    loose = re.escape(name).replace(",", " ?,").replace("\\ ", "\\s+")
    return re.compile(rf"^\s*{loose}\s*$")


def labelled(name: str) -> re.Pattern[str]:
    """A label of this name, with or without the mark of what must be filled in."""
    return re.compile(rf"^\s*{re.escape(name)}\s*(\*|\(optional\))?\s*$")


class Seat:
    """One person at one browser."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))

    def _listen(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(f"{self.page.url}: {message.text}")

    def go(self, path: str) -> Seat:
        """Open an address."""
        self.page.goto(path)
        return self

    def follow(self, name: str, *, within: str = "main") -> Seat:
        """Follow the link of this name."""
        links = self.page.locator(within).get_by_role("link", name=exactly(name))
        links.first.click()
        return self

    def more(self, name: str) -> Seat:
        """Open the menu of the rarer pages of the grant, and one of them."""
        self.page.locator(".house-more summary").click()
        return self.follow(name, within=".house-more")

    def step(self, name: str) -> Seat:
        """Choose a step of the report."""
        title = self.page.locator(".step-title").get_by_text(name, exact=True)
        self.page.get_by_role("navigation", name="Steps").get_by_role("link").filter(
            has=title
        ).click()
        return self

    def menu(self, name: str) -> Seat:
        """Choose from the main menu."""
        menu = self.page.get_by_role("navigation", name="Main menu")
        menu.get_by_role("link", name=name, exact=True).click()
        return self

    def form(self, button: str) -> Locator:
        """The form that this button sends."""
        return self.page.locator("main form").filter(
            has=self.page.get_by_role("button", name=button, exact=True)
        )

    def send(self, button: str, values: Values | None = None, *, told: str = "") -> Seat:
        """Fill in the form by its labels, send it, and read what the page says."""
        form = self.form(button).first
        for label, value in (values or {}).items():
            _fill(form.get_by_label(labelled(label)), value)
        form.get_by_role("button", name=button, exact=True).click()
        if told:
            self.hears(told)
        return self

    def hears(self, words: str) -> Seat:
        """The message at the head of the page."""
        expect(self.page.get_by_role("status")).to_contain_text(words)
        return self

    def sees(self, *words: str) -> Seat:
        """The page says so."""
        for one in words:
            expect(self.page.locator("main")).to_contain_text(one)
        return self

    def row(self, table: str, words: str) -> list[str]:
        """The cells of the one row with these words, without the hidden word of a link."""
        rows = self.page.get_by_role("table", name=table, exact=True).get_by_role("row")
        cells = rows.filter(has_text=words).first.locator("th, td")
        texts = [" ".join(text.split()) for text in cells.all_inner_texts()]
        return [text.removesuffix(" (explain)") for text in texts]

    def cells(self, table: str, words: str, *columns: str) -> list[str]:
        """What the row with these words says in these columns."""
        shown = self.page.get_by_role("table", name=table, exact=True)
        heads = [" ".join(text.split()) for text in shown.locator("thead th").all_inner_texts()]
        row = self.row(table, words)
        return [row[heads.index(column)] for column in columns]

    def fact(self, term: str) -> str:
        """What a definition list says."""
        pair = self.page.locator("main dl > div").filter(
            has=self.page.locator("dt").get_by_text(term, exact=True)
        )
        return " ".join(pair.first.locator("dd").inner_text().split()).removesuffix(" (explain)")


def _fill(control: Locator, value: Any) -> None:
    kind = control.evaluate("one => one.type || one.tagName")
    if kind in ("checkbox", "radio"):
        # The design system draws its own box over the control.
        control.set_checked(bool(value), force=True)
    elif kind.startswith("select"):
        # The option's text may say more than its name: a number, a span of days.
        option = control.locator("option").filter(has_text=value).first
        control.select_option(option.get_attribute("value"))
    elif kind == "file":
        control.set_input_files(value)
    else:
        control.fill(str(value))


class Stage:
    """The live site, the day, and everybody's browser."""

    def __init__(self, browser: Browser, address: str, settings: Any) -> None:
        self.browser, self.address, self.settings = browser, address, settings
        self.contexts: list[BrowserContext] = []
        self.seats: dict[str, Seat] = {}

    def on(self, year: int, month: int, day: int) -> dt.date:
        """Every page lives on this day from now on."""
        self.settings.DEMO_DAY = dt.date(year, month, day)
        return dt.date(year, month, day)

    def door(self, *, language: str = "en", **options: Any) -> Seat:
        """A fresh browser, nobody logged in."""
        context = self.browser.new_context(base_url=self.address, **options)
        context.set_default_timeout(PATIENCE_MS)
        context.add_cookies([{"name": "django_language", "value": language, "url": self.address}])
        self.contexts.append(context)
        return Seat(context.new_page())

    def enter(self, name: str, **options: Any) -> Seat:
        """This person logs in by the page."""
        seat = self.door(**options).go("/login/")
        danish = options.get("language") == "da"
        form = seat.page.locator("main form")
        form.locator("input[name=username]").fill(f"{name}@konsortium.example")
        form.locator("input[name=password]").fill(PASSWORD)
        form.get_by_role("button", name="Log ind" if danish else "Log in").click()
        expect(seat.page.locator("header .house-user").first).to_contain_text(
            name.replace("_", " ").title()
        )
        return seat

    def __getitem__(self, name: str) -> Seat:
        """This person's browser; logged in at first use."""
        if name not in self.seats:
            self.seats[name] = self.enter(name)
        return self.seats[name]

    def leave(self) -> list[str]:
        """Close everything; what the browsers complained about."""
        complaints = [one for seat in self.seats.values() for one in seat.complaints]
        for context in self.contexts:
            context.close()
        return complaints
