// The grid of rows with issues: red cells, mended in place, by mouse or keyboard.
import { getRows } from "./check-api.js";
import { el } from "./dom.js";
import { issueWords } from "./issue-words.js";
import { t } from "./strings.js";
import { rowOf, virtualRows } from "./virtual-rows.js";

/** Rows that are asked for together, and how many such blocks are kept. */
const BLOCK = 200;
const BLOCKS = 40;

/**
 * `onmend(row, column, text)` mends a cell, and promises whether that is done; `onfocus(row, at)` tells which cell has the
 * focus (`at` is -1 for the row); `ongone(error)` gets the refusal of rows.
 */
export function checkGrid({ onmend, onfocus, ongone }) {
  let columns = [], matched = [], total = 0, all = 0, wanted = {}, check = null, blocks = new Map(), isAsking = false, inSight = [0, 0], goesDown = true;
  let at = { row: 0, column: 0 };
  let editor = null, pending = null, showing = 0, shows = 0;
  const mended = new Map();
  const head = el("div", { role: "rowgroup", class: "vhead" });
  const body = el("div", { role: "rowgroup", class: "vbody" });
  const scroller = el("div", { role: "grid", class: "vgrid", "aria-label": t("check_grid") }, head, body);
  const rows = virtualRows(scroller, body, { make, draw, ondrawn });
  scroller.addEventListener("keydown", keys);
  scroller.addEventListener("focus", () => { if (total && scroller.tabIndex === 0) focus(at.row, at.column); });
  scroller.addEventListener("click", (event) => point(event, false));
  scroller.addEventListener("dblclick", (event) => point(event, true));

  function make() {
    const row = rowOf(columns.length + 1, (place) => el("div", { role: place === 0 ? "rowheader" : "gridcell", class: place === 0 ? "vcell vnumber" : "vcell", "aria-colindex": place + 1, tabindex: "-1" }));
    row.cells = [...row.children];
    return row;
  }

  const known = (index) => blocks.get(Math.floor(index / BLOCK))?.[index % BLOCK];

  function draw(element, index) {
    const row = known(index);
    element.classList.toggle("waiting", !row);
    element.cells.forEach((cell, place) => {
      const look = row ? lookOf(row, place - 1) : { text: place === 0 ? "" : t("check_loading"), state: "", say: "" };
      if (cell.textContent !== look.text) cell.textContent = look.text;
      const name = (place === 0 ? "vcell vnumber" : "vcell") + (look.state ? " " + look.state : "");
      if (cell.className !== name) cell.className = name;
      if (look.state === "wrong") cell.setAttribute("aria-invalid", "true"); else cell.removeAttribute("aria-invalid");
      if (look.say) cell.title = look.say; else cell.removeAttribute("title");
      cell.tabIndex = index === at.row && place === at.column ? 0 : -1;
    });
  }

  function lookOf(row, column) {
    const issues = issuesOf(row, column);
    const now = column < 0 ? (mended.has(row.key + "\n") ? "" : undefined) : mended.get(row.key + "\n" + columns[column]);
    const text = column < 0 ? String(row.number) : now ?? row.cells[column] ?? "";
    const state = now !== undefined ? "mended" : issues.some((issue) => issue.severity === "error") ? "wrong" : issues.length ? "doubtful" : "";
    return { text, state, say: issues.map((issue) => issueWords(issue).said).join("\n") };
  }

  /** Of a row that nothing finds a customer by, the empty cells that would. */
  const emptyKeys = (row, { code }) => (code === "E401" ? matched.filter((name) => (row.cells[columns.indexOf(name)] ?? "").trim() === "") : []);

  /** The issues of a cell; those that are about no single column are those of the row (-1). */
  function issuesOf(row, column) {
    const name = columns[column];
    return row.issues.filter((issue) => {
      const parts = !issue.column ? emptyKeys(row, issue) : columns.includes(issue.column) ? [issue.column] : issue.column.split(" + ");
      return column < 0 ? !parts.some((part) => columns.includes(part)) : parts.includes(name);
    });
  }

  function ondrawn(first, last) {
    // The cell with the focus may be out of sight: then the grid itself takes it, and gives it on.
    if (at.row < first || at.row >= last) scroller.tabIndex = 0; else scroller.removeAttribute("tabindex");
    if (first !== inSight[0]) goesDown = first > inSight[0];
    inSight = [first, last];
    askOn();
  }

  /** The next block to ask for: one in sight, else the next one in the way of whoever scrolls. */
  function missing() {
    const [first, last] = inSight.map((row) => Math.min(row, total));
    // The same search twice would end the first one.
    if (showing) return null;
    if (check === null || last <= first) return null;
    const from = Math.floor(first / BLOCK), to = Math.floor((last - 1) / BLOCK);
    for (let block = from; block <= to; block += 1) if (!blocks.has(block)) return block;
    const ahead = goesDown ? to + 1 : from - 1;
    return ahead >= 0 && ahead * BLOCK < total && !blocks.has(ahead) ? ahead : null;
  }

  /** Asks for one block after the other, so that during fast scrolling the newest place is always next. */
  async function askOn() {
    if (isAsking) return;
    isAsking = true;
    for (let block = missing(); block !== null; block = missing()) if (!await ask(block)) break;
    isAsking = false;
  }

  /** False if there is no use in asking on: then scrolling asks again. */
  async function ask(block) {
    const [own, of] = [wanted, check];
    try {
      const answer = await getRows(of, own, block * BLOCK, BLOCK);
      if (own !== wanted || of !== check) return true;
      if (answer.check !== check) return false;
      blocks.set(block, answer.rows);
      if (blocks.size > BLOCKS) blocks.delete(blocks.keys().next().value);
      rows.redraw(block * BLOCK, (block + 1) * BLOCK);
      if (Math.floor(at.row / BLOCK) === block) tell();
      return true;
    } catch (error) {
      if (own === wanted && of === check && !showing) ongone(error);
      return false;
    }
  }

  /** Shows the rows of a check that are wanted; false if they did not come. The place in the grid stays, as far as there are rows. */
  async function show(own, number) {
    showing += 1;
    try {
      return await showNow(own, number);
    } finally {
      showing -= 1;
      askOn();
    }
  }

  async function showNow(own, number) {
    const mine = shows += 1;
    // Whoever types is not disturbed.
    if (editor) { pending = [own, number]; return true; }
    const isSame = JSON.stringify(own) === JSON.stringify(wanted) && number !== null;
    wanted = own;
    check = number;
    const before = isSame ? known(at.row)?.number : undefined;
    let place = isSame ? Math.min(Math.floor(at.row / BLOCK), Math.floor(Math.max(total - 1, 0) / BLOCK)) : 0;
    let answer;
    // Rows that were mended are gone: the row with the focus may stand in the block before now.
    for (;; place -= 1) {
      answer = await getRows(number, own, place * BLOCK, BLOCK).catch((error) => { if (mine === shows) ongone(error); });
      if (!answer || mine !== shows) return false;
      if (place === 0 || before === undefined || answer.rows[0]?.number <= before) break;
      place = Math.min(place, Math.max(1, Math.ceil(answer.total / BLOCK)));
    }
    if (editor) { pending = [own, number]; return true; }
    check = answer.check;
    const isFirst = columns.length === 0;
    const isNew = JSON.stringify(answer.columns) !== JSON.stringify(columns);
    ({ total, all, columns } = answer);
    blocks = new Map([[place, answer.rows]]);
    const focused = scroller.contains(document.activeElement);
    if (isNew) { header(); rows.forget(); }
    if (!isSame) scroller.scrollTop = 0;
    at = isSame && !isFirst ? { row: Math.min(placeOf(before, place, answer.rows), Math.max(total - 1, 0)), column: Math.min(at.column, columns.length) } : { row: 0, column: firstFaulty(0) };
    scroller.setAttribute("aria-rowcount", String(total + 1));
    scroller.setAttribute("aria-colcount", String(columns.length + 1));
    scroller.hidden = total === 0;
    scroller.style.setProperty("--rows", String(Math.min(total, 1000)));
    rows.reset(total, head.offsetHeight);
    if (!isSame || isFirst) reveal(rows.element(0)?.cells[at.column]);
    if (focused && total) focus(at.row, at.column); else tell();
    return true;
  }

  /** Where the row with this number is now, or the next one if it is gone: Enter must not pass over a row. */
  function placeOf(number, place, found) {
    if (number === undefined) return at.row;
    const index = found.findIndex((row) => row.number >= number);
    return place * BLOCK + (index < 0 ? found.length : index);
  }

  function header() {
    const names = [t("check_row"), ...columns];
    scroller.style.setProperty("--columns", String(columns.length));
    head.replaceChildren(el("div", { role: "row", class: "vrow", "aria-rowindex": "1" }, names.map((name, place) => el("div", { role: "columnheader", class: place === 0 ? "vcell vnumber" : "vcell", "aria-colindex": place + 1, title: name }, name))));
  }

  /** The cell to begin with: of the column that was asked for, else the first red one, else the first doubtful one; 0 is the row. */
  function firstFaulty(index) {
    const row = known(index);
    if (!row) return 0;
    const states = columns.map((_, column) => lookOf(row, column).state);
    const found = [columns.indexOf(wanted.column), states.indexOf("wrong"), states.indexOf("doubtful")].find((column) => column >= 0 && states[column]);
    return (found ?? -1) + 1;
  }

  /** Scrolls the grid sideways until a cell stands beside the row numbers; the page does not move. */
  function reveal(cell) {
    if (!cell) return;
    const numbers = head.querySelector(".vnumber")?.offsetWidth ?? 0;
    const isInSight = cell.offsetLeft >= scroller.scrollLeft + numbers && cell.offsetLeft + cell.offsetWidth <= scroller.scrollLeft + scroller.clientWidth;
    if (!isInSight) scroller.scrollLeft = Math.max(0, cell.offsetLeft - numbers - (scroller.clientWidth - numbers) / 3);
  }

  const tell = () => onfocus(known(at.row) ?? null, at.column - 1);

  function focus(row, column) {
    const before = rows.element(at.row)?.cells[at.column];
    if (before) before.tabIndex = -1;
    at = { row: Math.max(0, Math.min(row, total - 1)), column: Math.max(0, Math.min(column, columns.length)) };
    rows.show(at.row);
    const cell = rows.element(at.row)?.cells[at.column];
    if (!cell) return;
    cell.tabIndex = 0;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    tell();
  }

  function point(event, edits) {
    const cell = event.target.closest(".vcell");
    const row = cell?.closest(".vrow");
    if (!row?.cells || editor?.cell === cell) return;
    const index = Number(row.getAttribute("aria-rowindex")) - 2;
    const column = row.cells.indexOf(cell);
    const again = at.row === index && at.column === column && cell === document.activeElement && event.detail === 1;
    focus(index, column);
    if (edits || again && cell.classList.contains("wrong")) edit();
  }

  function keys(event) {
    if (editor || !total) return;
    const page = Math.max(1, Math.floor(scroller.clientHeight / rows.height) - 1);
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-page, 0], PageDown: [page, 0] };
    const move = moves[event.key];
    if (move) focus(at.row + move[0], at.column + move[1]);
    else if (event.key === "Home") focus(event.ctrlKey ? 0 : at.row, 0);
    else if (event.key === "End") focus(event.ctrlKey ? total - 1 : at.row, columns.length);
    else if (event.key === "Enter" || event.key === "F2") edit();
    else return;
    event.preventDefault();
  }

  /** Goes to the next red cell of the rows that are here; false if there is none. */
  function onward(step) {
    let { row, column } = at;
    for (let tries = 0; tries < 20000; tries += 1) {
      column += step;
      if (column > columns.length) { row += 1; column = 1; }
      if (column < 1) { row -= 1; column = columns.length; }
      const found = known(row);
      if (!found) return false;
      if (lookOf(found, column - 1).state === "wrong") { focus(row, column); return true; }
    }
    return false;
  }

  function edit() {
    const row = known(at.row), column = at.column - 1;
    const cell = rows.element(at.row)?.cells[at.column];
    if (!row?.key || column < 0 || !cell) return;
    const before = lookOf(row, column).text;
    const input = el("textarea", { rows: "1", class: "veditor", "aria-label": t("check_edit", { column: columns[column], row: String(row.number) }), value: before });
    editor = { cell, row, column, before, input };
    input.addEventListener("keydown", (event) => {
      const step = { Enter: [1, 0], Tab: "onward" }[event.key];
      if (event.key === "Escape") { event.preventDefault(); close(false); focus(at.row, at.column); return; }
      if (!step || event.key === "Enter" && event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      close(true);
      if (step !== "onward") focus(at.row + 1, at.column);
      else if (onward(event.shiftKey ? -1 : 1)) edit();
      else focus(at.row, at.column);
    });
    input.addEventListener("blur", () => close(true));
    cell.textContent = "";
    cell.append(input);
    input.focus();
    input.select();
  }

  function close(keeps) {
    if (!editor) return;
    const { cell, row, column, before, input } = editor;
    editor = null;
    const text = input.value;
    input.remove();
    if (keeps && text !== before) {
      keep(row, columns[column], text);
    } else {
      cell.textContent = before;
    }
    rows.redraw();
    if (pending) { const again = pending; pending = null; show(...again); }
  }

  /** Shows a cell as mended, until the next check; what is refused is as before again. */
  async function keep(row, column, text) {
    const key = row.key + "\n" + column;
    const before = mended.get(key);
    mended.set(key, text);
    if (await onmend(row, column, text) || mended.get(key) !== text) return;
    if (before === undefined) mended.delete(key); else mended.set(key, before);
    rows.redraw();
  }

  return {
    element: scroller,
    show,
    issuesOf,
    columns: () => columns,
    /** The columns that fill the match key. */
    match(names) { matched = names; },
    total: () => total,
    /** The number of the check whose rows are shown. */
    check: () => check,
    /** The cell with the focus gets a text, as if it had been typed, and the focus again. */
    take(text) {
      const row = known(at.row);
      if (!row) return;
      keep(row, columns[at.column - 1], text);
      rows.redraw();
      focus(at.row, at.column);
    },
    /** How many rows there are; not all of those that were looked for can be shown. */
    all: () => all,
    /** Marks a row as mended until the next check. */
    mark(row, column, text) { mended.set(row.key + "\n" + column, text); rows.redraw(); },
    /** Another file is shown next. */
    clear() { shows += 1; pending = null; [columns, total, all, check, blocks, at] = [[], 0, 0, null, new Map(), { row: 0, column: 0 }]; mended.clear(); rows.reset(0, head.offsetHeight); },
    /** A new check has seen what was mended. */
    forget() { mended.clear(); },
    isMended: (row, column) => mended.has(row.key + "\n" + column),
    leave: () => { total = 0; rows.end(); },
  };
}
