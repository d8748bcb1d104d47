"""Reads a page's form as a browser would send it: tests change what the page really says."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

Fields = dict[str, list[str]]


class FormReader(HTMLParser):
    """Collects each form of a page with the fields that would be sent untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[dict[str, str], Fields]] = []
        self._select = self._area = ""
        self._first = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given, {}))
        elif not self.forms or "disabled" in given:
            return
        elif tag == "input":
            self._input(given)
        elif tag == "textarea":
            self._area = given["name"]
            self._put(self._area, "", add=False)
        elif tag == "select":
            self._select, self._first = given["name"], True
        elif tag == "option" and self._select:
            if self._first or "selected" in given:
                self._put(self._select, given.get("value", ""), add=False)
            self._first = False

    def handle_data(self, data: str) -> None:
        if self._area:
            self._put(self._area, data.removeprefix("\n"), add=False)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""

    def _input(self, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        chosen = kind not in ("checkbox", "radio") or "checked" in given
        if name and chosen and kind not in ("file", "submit"):
            empty = "on" if kind in ("checkbox", "radio") else ""
            self._put(name, given.get("value", empty))

    def _put(self, name: str, value: str, *, add: bool = True) -> None:
        fields = self.forms[-1][1]
        fields[name] = [*fields.get(name, []), value] if add else [value]


def read_form(response: Any, **marked: str) -> Fields:
    """The form of *response* with these attributes (``data_autosave=""`` asks for its presence)."""
    reader = FormReader()
    reader.feed(response.content.decode())
    for attributes, fields in reader.forms:
        names = {name.replace("_", "-"): value for name, value in marked.items()}
        if all(name in attributes and attributes[name].find(v) >= 0 for name, v in names.items()):
            fields.pop("csrfmiddlewaretoken", None)
            return fields
    raise AssertionError(f"no form with {marked} in {response.content.decode()[:2000]}")


def kept_form(response: Any) -> Fields:
    """The form of *response* that keeps what is typed as a draft."""
    reader = FormReader()
    reader.feed(response.content.decode())
    for attributes, fields in reader.forms:
        if "data-autosave" in attributes and "draft-key" in fields:
            fields.pop("csrfmiddlewaretoken", None)
            return fields
    raise AssertionError(f"no form keeps drafts in {response.content.decode()[:2000]}")


def conflict_form(response: Any) -> Fields:
    """The form of the page that shows both editors' words."""
    assert response.status_code == 409, response.content.decode()[-3000:]
    return read_form(response, **{"class": "house-conflict"})
