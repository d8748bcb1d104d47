// What is quicker with a script. Every page works without it.
"use strict";

(() => {
  const words = document.documentElement.lang.startsWith("da")
    ? { all: "Vælg alle", keys: "Genvejstaster", close: "Luk", search: "Gå til søgning eller filter",
        next: "Næste side", previous: "Forrige side", help: "Vis genvejstaster", main: "Gå til indholdet",
        kept: "Kladde gemt", saved: "Gemt", unsaved: "Ikke gemt", offline: "ingen forbindelse; der prøves igen",
        slow: "intet svar endnu; der prøves igen",
        out: "du er logget ud. Log ind i en ny fane; det skrevne bliver stående her", failed: "prøv knappen",
        stale: "en anden har ændret det imens. Brug knappen for at se begge udgaver" }
    : { all: "Select all", keys: "Keyboard shortcuts", close: "Close", search: "Go to search or filter",
        next: "Next page", previous: "Previous page", help: "Show keyboard shortcuts", main: "Go to the content",
        kept: "Draft kept", saved: "Saved", unsaved: "Not saved", offline: "no connection; trying again",
        slow: "no answer yet; trying again",
        out: "you are logged out. Log in in a new tab; what you typed stays here", failed: "try the button",
        stale: "somebody else has changed it meanwhile. Use the button to see both" };

  // A form with unsaved changes asks before the page is left; one that keeps them need not.
  for (const form of document.querySelectorAll("form[data-guard]:not([data-autosave])")) {
    let dirty = false;
    form.addEventListener("input", () => { dirty = true; });
    form.addEventListener("submit", () => { dirty = false; });
    window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  }

  // What is typed is kept as a draft: after a pause, on leaving the page, and before it is sent.
  // A form of the kind "save" is saved for good whenever one of its fields is left.
  const PAUSE = 1500, PATIENCE = 8000, AGAIN = 10000;
  const cookie = (name) => document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.split("=")[1];

  // What is saved without a new page moves the meter all the same.
  async function renewMeter() {
    const shown = document.querySelector(".house-meter");
    if (!shown) return;
    try {
      const answer = await fetch(location.href, { redirect: "manual" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector(".house-meter");
      if (fresh) shown.replaceWith(fresh);
    } catch { /* The next page tells it. */ }
  }

  function keepForm(form) {
    const status = form.querySelector("[data-autosave-status]");
    let typed = 0, kept = 0, lost = false, pause = 0, running = Promise.resolve();
    const dirty = () => typed !== kept;

    const say = (text, failed) => {
      status.textContent = text;
      status.classList.toggle("house-unsaved", failed);
    };
    // How it went: kept, saved, offline, slow, out (logged out), stale, refused, or failed.
    async function send(mode, leaving = false) {
      const body = new FormData(form);
      const token = cookie("csrftoken");  // a log-in in another tab has given us a new one
      if (token) body.set("csrfmiddlewaretoken", token);
      body.set("draft-title", document.querySelector("h1").textContent.trim());
      for (const file of form.querySelectorAll("input[type=file]")) body.delete(file.name);
      const signal = leaving ? undefined : AbortSignal.timeout(PATIENCE);
      const options = { method: "POST", body, signal, redirect: "manual", keepalive: leaving, headers: { "X-Autosave": mode } };
      let answer;
      try {
        answer = await fetch(form.action, options);
      } catch (error) {
        return error.name === "TimeoutError" ? "slow" : "offline";
      }
      if (answer.type === "opaqueredirect") return "out";
      if (answer.status === 409) return "stale";
      const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
      const told = isJson ? await answer.json() : {};
      if (told.refused) { say(`${words.unsaved}: ${told.refused}`, true); return "refused"; }
      if (!told.kept && !told.saved) return "failed";
      if (told.edited_from) form.elements.edited_from.value = told.edited_from;
      if (token) form.elements.csrfmiddlewaretoken.value = token;
      say(told.saved ? `${words.saved} ${told.saved}` : `${words.kept} ${told.kept}`, false);
      if (told.saved && !leaving) renewMeter();
      return told.saved ? "saved" : "kept";
    }
    async function keepOnce(mode) {
      const seen = typed;
      const how = await send(mode);
      let safe = how === "kept" || how === "saved";
      // What cannot be saved as it is, is kept.
      if (mode === "save" && (how === "failed" || how === "stale")) safe = (await send("draft")) === "kept";
      if (how in words && (!safe || how === "stale")) say(`${words.unsaved}: ${words[how]}`, true);
      if (safe) kept = seen;
      lost = how === "offline" || how === "out";
      if (lost || how === "slow") wait(AGAIN);
    }
    // One after the other: a late answer must not overtake a newer one.
    const keep = (mode = "draft") => {
      clearTimeout(pause);
      running = running.then(() => keepOnce(mode));
      return running;
    };
    const wait = (time) => { clearTimeout(pause); pause = setTimeout(keep, time); };
    const changed = () => { typed += 1; wait(PAUSE); };
    const straight = form.dataset.autosave === "save";

    form.addEventListener("input", changed);
    form.addEventListener("change", () => { if (straight) keep("save"); });
    form.addEventListener("focusout", () => { if (dirty() && !straight) keep(); });
    window.addEventListener("online", () => { if (dirty()) keep(); });
    window.addEventListener("beforeunload", (event) => { if (dirty() && lost) event.preventDefault(); });
    window.addEventListener("pagehide", () => { if (dirty()) send("draft", true); });
    form.addEventListener("submit", async (event) => {
      clearTimeout(pause);
      if (form.dataset.kept) { delete form.dataset.kept; kept = typed; return; }
      // Sent only when its draft is safe: a session that has run out would swallow the form.
      event.preventDefault();
      event.stopPropagation();
      await keep();
      if (lost) return;
      form.dataset.kept = "yes";
      form.requestSubmit(event.submitter);
    });
  }
  for (const form of document.querySelectorAll("form[data-autosave]")) keepForm(form);

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
