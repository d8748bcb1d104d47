// Files that are dropped or sent many at a time. Without it the file chooser does the same.
"use strict";

(() => {
  const danish = document.documentElement.lang.startsWith("da");
  const words = danish
    ? { sending: "Sender", of: "af", done: "Færdig", out: "Du er logget ud. Log ind i en ny fane og send resten igen.",
        failed: "kunne ikke sendes. Prøv igen; det, der er sendt, er gemt", none: "Vælg en eller flere filer." }
    : { sending: "Sending", of: "of", done: "Done", out: "You are logged out. Log in in a new tab and send the rest again.",
        failed: "could not be sent. Try again; what is sent is kept", none: "Choose one or several files." };
  const cookie = (name) => document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.split("=")[1];
  const token = () => cookie("csrftoken") || document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";

  for (const hint of document.querySelectorAll(".house-drop-hint")) hint.hidden = false;

  // One file a request: a broken line or a bad file loses no other, and one can see how far it is.
  async function sendAll(address, field, files, fields, status, most) {
    for (const [place, file] of files.entries()) {
      status.textContent = `${words.sending} ${place + 1} ${words.of} ${files.length}: ${file.name}`;
      const body = new FormData();
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      if (most && file.size > most) body.set("oversize", `${file.size}/${file.name}`);
      else body.set(field, file);
      const headers = { "X-CSRFToken": token(), "X-Papers": "one" };
      let answer;
      try {
        answer = await fetch(address, { method: "POST", body, headers, redirect: "manual" });
      } catch {
        answer = { status: 0 };
      }
      if (answer.status !== 204) {
        status.textContent = answer.type === "opaqueredirect" ? words.out : `${file.name} ${words.failed}`;
        status.classList.add("house-unsaved");
        return false;
      }
    }
    status.textContent = words.done;
    return true;
  }

  // Dragging over a place shows that it takes files; only files count.
  function takesFiles(place, take) {
    const over = (on) => place.classList.toggle("house-over-drop", on);
    place.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      over(true);
    });
    place.addEventListener("dragleave", (event) => { if (!place.contains(event.relatedTarget)) over(false); });
    place.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      over(false);
      take([...event.dataTransfer.files]);
    });
  }

  const pile = document.querySelector("form[data-pile]");
  if (pile) {
    const status = pile.querySelector("[data-status]");
    const button = pile.querySelector("button[type=submit]");
    const send = async (files) => {
      button.disabled = true;
      status.classList.remove("house-unsaved");
      const done = await sendAll(location.pathname, "files", files, {}, status, Number(pile.dataset.most));
      button.disabled = false;
      if (done) location.assign(location.pathname);
    };
    pile.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      const files = [...pile.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
      if (files.length) send(files);
      else status.textContent = words.none;
    });
    takesFiles(pile, send);
  }

  // On the form of one cost the files are put into its chooser, so that one can still say what they prove.
  for (const place of document.querySelectorAll("[data-drop-form]")) {
    const chooser = place.querySelector("input[type=file]");
    takesFiles(place, (files) => {
      const held = new DataTransfer();
      for (const file of files) held.items.add(file);
      chooser.files = held.files;
      chooser.focus();
    });
  }

  const status = document.querySelector("[data-status]");
  for (const row of document.querySelectorAll("tr[data-drop]")) {
    takesFiles(row, async (files) => {
      status.classList.remove("house-unsaved");
      if (await sendAll(row.dataset.drop, "file", files, { back: "costs", role: "" }, status)) location.reload();
    });
  }
})();
