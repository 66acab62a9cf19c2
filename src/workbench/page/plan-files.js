// A plan is for one file: which files of a project are written already, and which comes next.

/** The file that another step wants to be planned. */
export const wantedFile = { id: null };

/** By the id of a file: `written`, `planned` or `open`. A run that was undone has written nothing, and practice is no account. */
export function fileStates(files, all, { plan, target }) {
  const jobs = all.filter(({ sandbox }) => sandbox === (target.target.kind === "sandbox"));
  // What was stopped may have been resumed to its end.
  const resumed = new Set(jobs.filter(({ kind, state }) => kind === "resume" && state === "done").map(({ of }) => of));
  const isDone = ({ state, run }) => state === "done" || resumed.has(run);
  const undone = new Set(jobs.filter((job) => job.kind === "undo" && isDone(job)).map(({ of }) => of));
  const planned = new Map(jobs.filter(({ kind }) => kind === "plan").map(({ id, of }) => [id, of]));
  const written = new Set(jobs.filter((job) => job.kind === "write" && isDone(job) && !undone.has(job.run)).map(({ of }) => planned.get(of)));
  const ready = plan && !plan.stale && !plan.is_written ? planned.get(plan.id) : null;
  return new Map(files.map(({ id }) => [id, id === ready ? "planned" : written.has(id) ? "written" : "open"]));
}

/** The first file after this one that is not written, from the beginning again at the end; null if all are. */
export function nextFile(files, states, after) {
  const at = files.findIndex(({ id }) => id === after) + 1;
  return [...files.slice(at), ...files.slice(0, at)].find(({ id }) => id !== after && states.get(id) !== "written") ?? null;
}
