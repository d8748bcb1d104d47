// Keys of the page of one line: each does what a button of the page does, which works without it.
"use strict";

(() => {
  const bar = document.querySelector(".house-line-bar");
  const words = bar.querySelector("[data-keys-words]").dataset;
  const STORE = "konsortium.single-keys";
  const are = { on: read() };

  // Whoever speaks to the computer, or hits keys by accident, switches them off; the browser remembers.
  function read() {
    try { return localStorage.getItem(STORE) !== "off"; } catch { return true; }
  }
  function keep(on) {
    are.on = on;
    try { localStorage.setItem(STORE, on ? "on" : "off"); } catch { /* only for this page, then */ }
  }

  const doors = () => [...document.querySelectorAll("[data-key]")];
  const doorOf = (key) => doors().find((one) => one.dataset.key.split(" ").includes(key));

  // A link into the page leads to the form below its heading: the first box is ready to type in.
  function open(door) {
    const place = door.hash ? document.querySelector(door.hash) : null;
    if (!place) { door.click(); return; }
    place.scrollIntoView();
    let next = place.nextElementSibling;
    while (next && !next.matches("form")) next = next.nextElementSibling;
    next?.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  }

  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
      event.preventDefault();
      event.target.form.requestSubmit();
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "?") { event.preventDefault(); showKeys(); return; }
    if (!are.on) return;
    const door = doorOf(event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (!door) return;
    event.preventDefault();
    open(door);
  });
  for (const door of doors()) {
    if (door.hash) door.addEventListener("click", (event) => { event.preventDefault(); open(door); });
  }

  const help = bar.querySelector("[data-keys-help]");
  help.hidden = false;
  help.addEventListener("click", showKeys);

  function row(list, keys, meaning) {
    const term = document.createElement("dt");
    for (const key of keys) {
      const shown = document.createElement("kbd");
      shown.textContent = key;
      term.append(shown, " ");
    }
    const explained = document.createElement("dd");
    explained.textContent = meaning;
    list.append(term, explained);
  }

  function showKeys() {
    const dialog = document.createElement("dialog");
    dialog.className = "house-keys";
    dialog.setAttribute("aria-label", words.title);
    const heading = document.createElement("h2");
    heading.textContent = words.title;
    const list = document.createElement("dl");
    const names = { ArrowLeft: "\u2190", ArrowRight: "\u2192" };
    for (const door of doors()) {
      const keys = door.dataset.key.split(" ").map((key) => names[key] ?? key.toUpperCase());
      row(list, keys, [...door.childNodes].filter((one) => one.nodeType === Node.TEXT_NODE).map((one) => one.data).join("").trim());
    }
    row(list, ["Ctrl + Enter"], words.send);
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = are.on;
    box.addEventListener("change", () => keep(box.checked));
    label.append(box, " ", words.on);
    const close = document.createElement("button");
    close.className = "button button-secondary";
    close.textContent = words.close;
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    dialog.append(heading, list, label, close);
    document.body.append(dialog);
    dialog.showModal();
  }
})();
