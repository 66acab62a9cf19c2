// The server's API. An answer that is no success becomes an ApiError with its message and field.

export class ApiError extends Error {
  constructor(status, message, field) {
    super(message);
    this.status = status;
    this.field = field;
  }
}

/** What a refusal says in the language of the page. */
let inWords = (message) => message;
export const translateRefusals = (words) => { inWords = words; };

/** A request to the API, with the language of the page. The modules of the steps have their own calls. */
export async function request(method, path, body) {
  const options = { method, headers: { "accept-language": document.documentElement.lang } };
  if (body !== undefined) {
    options.headers["content-type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch("api/" + path, options);
  if (response.ok) return response.status === 204 ? null : response.json();
  throw refusal(response.status, await response.text());
}

function refusal(status, text) {
  try {
    const { message, field, mistake } = JSON.parse(text);
    return Object.assign(new ApiError(status, inWords(message), field), { mistake });
  } catch {
    return new ApiError(status, text || String(status));
  }
}

export const getProject = () => request("GET", "project");
/** Undoes or redoes a step: `direction` is `undo` or `redo`, `did` the step that is meant. */
export const undoOrRedo = (direction, did) => request("POST", direction, did);
/** The language that fits best, with its names of fields and kinds of issues. */
export const getLanguage = (wanted) => request("GET", "language?wanted=" + encodeURIComponent(wanted.join(",")));
export const setLanguage = (language) => request("PUT", "language", { language });
export const getLook = (id) => request("GET", `files/${id}/look`);
export const setReading = (id, changes) => request("PATCH", `files/${id}`, changes);
export const removeFile = (id) => request("DELETE", `files/${id}`);
export const writeMapping = (file, replace) => request("POST", "mapping", { file, replace });

/** Uploads a file. `onprogress` gets the bytes sent; the result has a promise and `cancel`. */
export function upload(file, onprogress) {
  const sent = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    sent.upload.addEventListener("progress", (event) => onprogress(event.loaded));
    sent.addEventListener("load", () => {
      if (sent.status === 200) resolve(JSON.parse(sent.responseText));
      else reject(refusal(sent.status, sent.responseText));
    });
    sent.addEventListener("error", () => reject(new ApiError(0, "")));
    sent.addEventListener("abort", () => reject(new ApiError(-1, "")));
    sent.open("POST", "api/files?name=" + encodeURIComponent(file.name));
    sent.setRequestHeader("content-type", "application/octet-stream");
    sent.send(file);
  });
  return { done, cancel: () => sent.abort() };
}

/** Calls `onversion` with the version of the state, now and after each change; `onlost` when the server is gone. */
export function listen(onversion, onlost) {
  // A browser opens six connections at most: a tab that nobody sees keeps none.
  let events = null;
  const open = () => {
    events?.close();
    events = document.hidden ? null : new EventSource("api/events");
    events?.addEventListener("project", (event) => onversion(JSON.parse(event.data).version));
    events?.addEventListener("error", () => onlost());
  };
  document.addEventListener("visibilitychange", open);
  open();
}
