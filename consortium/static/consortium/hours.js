// The month of hours at the keyboard. The page works without it; sums are only shown here, the
// server reads and adds up by itself.
"use strict";

(() => {
  const table = document.querySelector("table[data-month]");
  if (!table) return;
  const MOST_LINES = 20;
  const isDanish = document.documentElement.lang.startsWith("da");
  const words = isDanish
    ? { line: "linje", pasted: (n) => `${n} celler indsat.`, filled: (n) => `${n} celler udfyldt.`,
        unread: (n, text) => `${n} kan ikke læses som timer: “${text}”.`,
        outside: (n) => `${n} lå uden for måneden eller linjerne og er udeladt.`,
        week: (from, to) => `Uge ${from} er kopieret til uge ${to}.`, noWeek: "Der er ingen uge før denne i måneden.",
        nothing: "Der er ikke noget at kopiere.", undone: "Fortrudt.", left: (t) => `${t} t. tilbage`, over: (t) => `${t} t. for meget` }
    : { line: "line", pasted: (n) => `${n} cells pasted.`, filled: (n) => `${n} cells filled.`,
        unread: (n, text) => `${n} cannot be read as hours: “${text}”.`,
        outside: (n) => `${n} fell outside the month or the lines and are left out.`,
        week: (from, to) => `Week ${from} is copied to week ${to}.`, noWeek: "There is no week before this one in the month.",
        nothing: "There is nothing to copy.", undone: "Undone.", left: (t) => `${t} h left`, over: (t) => `${t} h too many` };

  const form = table.closest("form"), body = table.tBodies[0];
  const tools = document.querySelector("[data-month-tools]"), status = document.querySelector("[data-month-status]");
  const undoButton = tools.querySelector("[data-tool=undo]");
  const say = (...told) => { status.textContent = told.filter(Boolean).join(" "); };

  // --- the cells ---------------------------------------------------------------------------------
  const lines = () => [...body.rows];
  const cellsOf = (line) => [...line.querySelectorAll("td:not([data-sum]) input")];
  const at = (row, column) => { const line = lines()[row]; return line && cellsOf(line)[column]; };
  const DAYS = table.querySelectorAll("tr.house-days th").length;
  const weeks = [...table.querySelectorAll("td[data-sum=week]")].map((cell, place) => ({
    cell, first: Number(cell.dataset.from) - 1, days: Number(cell.dataset.days),
    number: table.querySelectorAll("th.house-week")[place].textContent.trim().split(/\s+/).pop(),
  }));
  const weekOf = (column) => weeks.findIndex((week) => column >= week.first && column < week.first + week.days);
  const isCell = (element) => element instanceof HTMLInputElement && element.closest("td") && body.contains(element);
  const placeOf = (input) => {
    const line = input.closest("tr");
    return { row: lines().indexOf(line), column: cellsOf(line).indexOf(input) };
  };
  const isOff = (input) => input.closest("td").matches(".house-free, .house-away");

  // Hundredths of an hour; null for nothing, NaN for what is no hours.
  function read(text) {
    const value = text.trim().replace(/\s/g, "");
    if (!value) return null;
    const clock = /^(\d{1,2}):([0-5]\d)$/.exec(value);
    if (clock) return Number(clock[1]) * 100 + Math.round((Number(clock[2]) * 100) / 60);
    const figure = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(value);
    return figure ? Number(figure[1]) * 100 + Number((figure[2] || "").padEnd(2, "0")) : NaN;
  }
  const figures = new Intl.NumberFormat(isDanish ? "da-DK" : "en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const narrow = new Intl.NumberFormat(isDanish ? "da-DK" : "en-GB", { maximumFractionDigits: 2 });
  const shown = (hundredths) => figures.format(hundredths / 100);
  const brief = (hundredths) => (hundredths ? narrow.format(hundredths / 100) : "");

  // --- the sums ----------------------------------------------------------------------------------
  function addUp() {
    const byColumn = new Array(DAYS + 1).fill(0);
    for (const line of lines()) {
      let sum = 0;
      cellsOf(line).forEach((input, column) => {
        const hours = read(input.value);
        const unread = Number.isNaN(hours);
        input.closest("td").classList.toggle("house-unread", unread);
        if (unread) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
        if (!unread && hours) { sum += hours; byColumn[column] += hours; }
      });
      line.querySelector("[data-sum=line]").textContent = shown(sum);
    }
    table.querySelectorAll("[data-sum=day]").forEach((cell, column) => { cell.textContent = brief(byColumn[column]); });
    for (const week of weeks) {
      week.cell.textContent = shown(byColumn.slice(week.first, week.first + week.days).reduce((a, b) => a + b, 0));
    }
    const total = byColumn.reduce((a, b) => a + b, 0);
    table.querySelector("[data-sum=total]").textContent = shown(total);
    for (const one of document.querySelectorAll("[data-running]")) {
      const used = Number(one.dataset.elsewhere) + total, left = Number(one.dataset.limit) - used;
      one.querySelector("[data-running-used]").textContent = shown(used);
      const note = one.querySelector("[data-running-left]");
      note.textContent = left < 0 ? words.over(shown(-left)) : words.left(shown(left));
      note.classList.toggle("house-negative", left < 0);
    }
  }

  // --- changes that can be undone ------------------------------------------------------------------
  const done = [];
  let here = at(0, 0), before = here ? here.value : "", anchor = null, far = null, fresh = false;

  function changed() {
    undoButton.disabled = !done.length;
    addUp();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function write(changes) {
    const real = changes.filter(([input, value]) => input.value !== value);
    if (!real.length) return 0;
    done.push(real.map(([input]) => [input, input.value]));
    for (const [input, value] of real) input.value = value;
    before = here.value;
    changed();
    return real.length;
  }
  function undo() {
    const last = done.pop();
    if (!last) return;
    for (const [input, value] of last) input.value = value;
    before = here.value;
    changed();
    say(words.undone);
    last[0][0].focus();
  }

  // --- choosing cells --------------------------------------------------------------------------------
  function range() {
    const one = placeOf(here), from = anchor || one, to = far || one;
    return { top: Math.min(from.row, to.row), bottom: Math.max(from.row, to.row),
             left: Math.min(from.column, to.column), right: Math.max(from.column, to.column) };
  }
  const isWide = (area) => area.top !== area.bottom || area.left !== area.right;
  function inside(area) {
    const found = [];
    for (let row = area.top; row <= area.bottom; row += 1) {
      for (let column = area.left; column <= area.right; column += 1) found.push(at(row, column));
    }
    return found;
  }
  function mark() {
    for (const cell of table.querySelectorAll(".house-chosen")) cell.classList.remove("house-chosen");
    if (anchor && isWide(range())) for (const input of inside(range())) input.closest("td").classList.add("house-chosen");
  }
  function unmark() { anchor = far = null; mark(); }
  function extend(rows, columns) {
    anchor = anchor || placeOf(here);
    const to = far || anchor;
    far = { row: Math.min(Math.max(to.row + rows, 0), lines().length - 1),
            column: Math.min(Math.max(to.column + columns, 0), DAYS) };
    mark();
  }
  function go(row, column) {
    const next = at(row, column);
    if (next) { unmark(); next.focus(); }
    return Boolean(next);
  }
  function enter(backwards) {
    const { row, column } = placeOf(here), line = lines()[row + 1];
    if (backwards) return row ? go(row - 1, column) : go(lines().length - 1, column - 1);
    const goesDown = line && !line.classList.contains("house-spare");
    return goesDown ? go(row + 1, column) : go(0, column + 1);
  }

  // --- filling, copying, pasting -----------------------------------------------------------------------
  function fillDown() {
    const area = range(), from = area.top === area.bottom ? area.top - 1 : area.top;
    if (from < 0) return;
    const changes = [];
    for (let row = from + 1; row <= Math.max(area.bottom, from + 1); row += 1) {
      for (let column = area.left; column <= area.right; column += 1) changes.push([at(row, column), at(from, column).value]);
    }
    say(words.filled(write(changes)));
  }
  function fillRight() {
    const area = range(), week = weeks[weekOf(area.left)];
    // One cell alone is filled to the end of its week; days off are left out.
    const last = area.left === area.right && week ? week.first + week.days - 1 : area.right;
    const changes = [];
    for (let row = area.top; row <= area.bottom; row += 1) {
      for (let column = area.left + 1; column <= last; column += 1) {
        const input = at(row, column);
        if (!isOff(input)) changes.push([input, at(row, area.left).value]);
      }
    }
    say(words.filled(write(changes)));
  }
  function copyWeek() {
    const to = weekOf(placeOf(here).column);
    if (to < 1) { say(words.noWeek); return; }
    const week = weeks[to], changes = [];
    for (const line of lines()) {
      const inputs = cellsOf(line);
      for (let column = week.first; column < week.first + week.days; column += 1) {
        const from = column - 7;
        if (from >= 0 && inputs[from].value.trim() && !isOff(inputs[column])) changes.push([inputs[column], inputs[from].value]);
      }
    }
    if (!changes.length) { say(words.nothing); return; }
    write(changes);
    say(words.week(weeks[to - 1].number, week.number));
  }
  function addLine() {
    if (lines().length >= MOST_LINES) return null;
    const last = lines().at(-1), line = last.cloneNode(true), number = lines().length + 1;
    const used = lines().map((one) => Number(/^n(\d+)$/.exec(one.dataset.line)?.[1] ?? -1));
    const key = `n${Math.max(...used) + 1}`, old = last.dataset.line;
    line.dataset.line = key;
    line.classList.remove("house-spare");
    for (const control of line.querySelectorAll("input, select")) {
      control.name = control.name.replace(`${old}-`, `${key}-`);
      control.id = control.id.replace(`${old}-`, `${key}-`);
      const label = control.getAttribute("aria-label").replace(new RegExp(`, ${words.line} \\d+$`), "");
      control.setAttribute("aria-label", `${label}, ${words.line} ${number}`);
      if (control instanceof HTMLSelectElement) control.selectedIndex = 0; else control.value = "";
    }
    for (const cell of line.cells) { cell.classList.remove("house-chosen", "house-wrong"); if (cell.dataset.label) cell.dataset.label = ""; }
    body.append(line);
    table.classList.add("house-many");
    addUp();
    return line;
  }
  function paste(text) {
    const block = text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((row) => row.split("\t"));
    const area = range(), changes = [], unread = [];
    const most = area.left >= DAYS ? DAYS + 1 : DAYS;
    let outside = 0;
    block.forEach((row, down) => {
      while (!at(area.top + down, 0) && addLine());
      row.forEach((part, right) => {
        const column = area.left + right, input = column < most ? at(area.top + down, column) : null;
        const value = part.trim(), hours = read(value);
        if (!input) { if (value) outside += 1; return; }
        if (Number.isNaN(hours)) unread.push(value);
        changes.push([input, hours === 0 ? "" : value]);
      });
    });
    const number = write(changes);
    unmark();
    say(words.pasted(number), unread.length ? words.unread(unread.length, unread[0]) : "", outside ? words.outside(outside) : "");
  }

  // --- keys -----------------------------------------------------------------------------------------------
  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const WITH_CTRL = { d: fillDown, r: fillRight, b: copyWeek };

  function moves(event, input) {
    const [rows, columns] = ARROWS[event.key];
    if (event.shiftKey) { extend(rows, columns); return true; }
    // Inside a text that is being written the arrows stay in it until they reach its end.
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const edge = columns < 0 ? input.selectionEnd === 0 : input.selectionStart === input.value.length;
    if (columns && !whole && !edge) return false;
    const { row, column } = placeOf(input);
    return go(row + rows, column + columns);
  }
  table.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!isCell(input) || event.altKey) return;
    const isCtrl = event.ctrlKey || event.metaKey, key = event.key.toLowerCase();
    let handled = true;
    if (isCtrl && WITH_CTRL[key]) WITH_CTRL[key]();
    else if (isCtrl && key === "z" && input.value === before && done.length) undo();
    else if (isCtrl) handled = false;
    else if (ARROWS[event.key]) handled = moves(event, input);
    else if (event.key === "Enter") enter(event.shiftKey);
    else if (event.key === "Escape") unmark();
    else if ((event.key === "Delete" || event.key === "Backspace") && anchor && isWide(range())) write(inside(range()).map((one) => [one, ""]));
    else handled = false;
    if (handled) event.preventDefault();
  });
  table.addEventListener("focusin", (event) => {
    if (!isCell(event.target)) return;
    if (event.target !== here) unmark();
    here = event.target;
    before = here.value;
    fresh = true;
    here.select();
  });
  table.addEventListener("click", (event) => {
    if (isCell(event.target) && fresh) event.target.select();
    fresh = false;
  });
  table.addEventListener("input", (event) => { if (isCell(event.target)) addUp(); });
  table.addEventListener("change", (event) => {
    const one = event.target;
    if (isCell(one)) {
      if (one.value !== before) done.push([[one, before]]);
      before = one.value;
      undoButton.disabled = !done.length;
      return;
    }
    // The list of days on a small screen names its lines.
    const line = one.closest("tbody tr");
    if (!line) return;
    const select = line.querySelector("select"), task = line.querySelector(".house-task").value.trim();
    const activity = select.value ? select.selectedOptions[0].textContent : "";
    for (const cell of line.querySelectorAll("td")) cell.dataset.label = task || activity;
  });
  table.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    if (!isCell(event.target) || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    paste(text);
  });
  tools.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-tool]")?.dataset.tool;
    if (tool === "week") { copyWeek(); here.focus(); }
    if (tool === "right") { fillRight(); here.focus(); }
    if (tool === "undo") undo();
    if (tool === "line") addLine()?.querySelector(".house-task").focus();
  });
  tools.hidden = false;
  addUp();
})();
