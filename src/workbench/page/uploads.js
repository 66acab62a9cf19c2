// Files on their way to the server: by drop, or by the button.
import { upload } from "./api.js";
import { announce, el, fill, notify } from "./dom.js";
import { size, t } from "./strings.js";

/** How many files are sent at once. */
const MOST = 2;

/** The list of uploads in progress; `onadded` gets the file that has arrived. */
export function uploads(onadded) {
  const list = el("ul", { class: "uploads", "aria-label": t("arriving") });
  list.hidden = true;
  const shown = () => { list.hidden = list.children.length === 0; };

  function send(file) {
    const item = el("li", { class: "card upload" });
    const label = el("span", { class: "upload-name" });
    const bar = el("progress", { max: Math.max(file.size, 1), value: 0, "aria-label": file.name });
    const running = upload(file, (loaded) => {
      bar.value = loaded;
      label.textContent = loaded >= file.size ? t("storing", { name: file.name })
        : t("uploading", { name: file.name, done: size(loaded), all: size(file.size) });
    });
    label.textContent = t("uploading", { name: file.name, done: size(0), all: size(file.size) });
    item.append(label, bar, el("button", { type: "button", class: "quiet", onclick: running.cancel }, t("cancel")));
    list.append(item);
    shown();
    return running.done.then((added) => { item.remove(); shown(); (added.renamed_from ? notify : announce)(t(added.renamed_from ? "added_as" : "added", { name: added.name, from: added.renamed_from })); onadded(added); },
      (error) => failed(item, file, error));
  }

  function failed(item, file, error) {
    if (error.status === -1) {
      item.remove();
      shown();
      announce(t("upload_cancelled", { name: file.name }));
      return;
    }
    const close = () => { item.remove(); shown(); };
    const text = error.status === 0 ? t("upload_broken", { name: file.name }) : error.message;
    item.classList.add("failed");
    fill(item, el("p", { role: "alert" }, text), el("button", { type: "button", class: "quiet", onclick: close }, t("dismiss")));
  }

  // Two at a time: a browser has six connections for all windows of the page.
  const waiting = [];
  let running = 0;
  function next() {
    while (running < MOST && waiting.length > 0) {
      running += 1;
      waiting.shift()().finally(() => { running -= 1; next(); });
    }
  }
  return { list, send: (files) => { [...files].forEach((file) => waiting.push(() => send(file))); next(); } };
}

/** The files of a drop; folders are named to `onfolder`. */
export function dropped(event, onfolder) {
  const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
  const files = [];
  for (const item of items) {
    const entry = item.webkitGetAsEntry?.();
    if (entry?.isDirectory) onfolder(entry.name);
    else files.push(item.getAsFile());
  }
  return files;
}
