"use strict";
(() => {
  const by = (id) => document.getElementById(id);
  const STEP = 100;
  // The language of the page. Its texts are in the HTML.
  const { lang } = document.documentElement;
  const written = new Intl.NumberFormat(lang).format;

  const save = by("save");
  if (save) {
    save.hidden = false;
    save.addEventListener("click", () => {
      // The byte order mark tells Excel that the text is UTF-8.
      const text = "\ufeff" + JSON.parse(by("rejects").textContent);
      const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
      const link = document.createElement("a");
      link.href = address;
      link.download = "rejects.csv";
      document.body.append(link);
      link.click();
      link.remove();
      URL.revokeObjectURL(address);
    });
  }

  const table = by("each");
  if (!table) return;
  const body = table.tBodies[0];
  const all = [...body.rows].map((row) => ({
    row,
    severity: row.dataset.severity,
    code: row.cells[0].textContent,
    column: row.dataset.column,
    text: row.textContent.toLowerCase(),
  }));
  const [search, severity, code, column, more, found] =
    ["search", "by-severity", "by-code", "by-column", "more", "found"].map(by);
  let limit = STEP;

  const fits = (item, words) =>
    (!severity.value || item.severity === severity.value) &&
    (!code.value || item.code === code.value) &&
    (!column.value || item.column === column.value) &&
    words.every((word) => item.text.includes(word));

  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let number = 0;
    for (const item of all) {
      const fit = fits(item, words);
      number += fit ? 1 : 0;
      item.row.hidden = !fit || number > limit;
      // Rows of later pages are hidden on the screen, but not on paper.
      item.row.classList.toggle("later", fit && number > limit);
    }
    const shown = Math.min(number, limit);
    const { none, some, all: every } = found.dataset;
    const text = number === 0 ? none : shown < number ? some : every;
    found.textContent = text.replace("{shown}", written(shown)).replace("{all}", written(number));
    more.hidden = shown >= number;
  };
  const again = () => {
    limit = STEP;
    show();
  };

  const sort = (heading, at) => {
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const value = (item) => {
      const cell = item.row.cells[at];
      return "sort" in cell.dataset ? Number(cell.dataset.sort) : cell.textContent;
    };
    const order = new Intl.Collator(lang, { numeric: true }).compare;
    const compare = (a, b) => {
      const [one, two] = [value(a), value(b)];
      return typeof one === "number" ? one - two : order(one, two);
    };
    all.sort((a, b) => (down ? compare(b, a) : compare(a, b)));
    body.append(...all.map((item) => item.row));
    again();
  };

  [...table.tHead.rows[0].cells].forEach((heading, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.textContent = heading.textContent;
    button.addEventListener("click", () => sort(heading, at));
    heading.replaceChildren(button);
  });
  by("filters").hidden = false;
  by("filters").addEventListener("submit", (event) => event.preventDefault());
  by("filters").addEventListener("reset", () => setTimeout(again));
  for (const field of [search, severity, code, column]) field.addEventListener("input", again);
  more.addEventListener("click", () => {
    limit += 5 * STEP;
    show();
  });
  show();
})();
