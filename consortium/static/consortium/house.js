// What is quicker with a script. Every page works without it.
"use strict";

(() => {
  const words = document.documentElement.lang.startsWith("da")
    ? { all: "Vælg alle", keys: "Genvejstaster", close: "Luk", search: "Gå til søgning eller filter",
        next: "Næste side", previous: "Forrige side", help: "Vis genvejstaster", main: "Gå til indholdet" }
    : { all: "Select all", keys: "Keyboard shortcuts", close: "Close", search: "Go to search or filter",
        next: "Next page", previous: "Previous page", help: "Show keyboard shortcuts", main: "Go to the content" };

  // A form with unsaved changes asks before the page is left.
  for (const form of document.querySelectorAll("form[data-guard]")) {
    let dirty = false;
    form.addEventListener("input", () => { dirty = true; });
    form.addEventListener("submit", () => { dirty = false; });
    window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  }

  // A double click must not send a form twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });

  // One box that ticks all boxes of its table.
  for (const all of document.querySelectorAll("input[data-check-all]")) {
    const boxes = [...document.querySelectorAll(`input[data-check="${all.dataset.checkAll}"]`)];
    const show = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      all.checked = ticked > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    };
    all.hidden = false;
    if (!all.labels.length && !all.ariaLabel) all.setAttribute("aria-label", words.all);
    all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; });
    for (const box of boxes) box.addEventListener("change", show);
    show();
  }

  // After a refused form the summary of errors is read first.
  const errors = document.getElementById("error-summary");
  if (errors) errors.focus();

  // Shortcuts, each with Alt so that they never collide with typing or with a screen reader.
  const follow = (selector) => document.querySelector(selector)?.click();
  const focus = (selector) => document.querySelector(selector)?.focus();
  const shortcuts = {
    "/": [words.search, () => focus(".house-filters input:not([type=hidden]), .house-filters select")],
    "m": [words.main, () => focus("#main-content")],
    "n": [words.next, () => follow("a[rel=next]")],
    "p": [words.previous, () => follow("a[rel=prev]")],
    "h": [words.help, () => showHelp()],
  };
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const shortcut = shortcuts[event.key.toLowerCase()];
    if (!shortcut) return;
    event.preventDefault();
    shortcut[1]();
  });

  function showHelp() {
    let dialog = document.querySelector("dialog.house-keys");
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.className = "house-keys";
      dialog.setAttribute("aria-label", words.keys);
      const heading = document.createElement("h2");
      heading.textContent = words.keys;
      const list = document.createElement("dl");
      for (const [key, [meaning]] of Object.entries(shortcuts)) {
        const term = document.createElement("dt");
        const shown = document.createElement("kbd");
        shown.textContent = `Alt + ${key.toUpperCase()}`;
        term.append(shown);
        const explained = document.createElement("dd");
        explained.textContent = meaning;
        list.append(term, explained);
      }
      const close = document.createElement("button");
      close.className = "button button-secondary";
      close.textContent = words.close;
      close.addEventListener("click", () => dialog.close());
      dialog.append(heading, list, close);
      document.body.append(dialog);
    }
    dialog.showModal();
  }
})();
