// The API of jobs, runs, backups and the target.
import { request } from "./api.js";

export const getJobs = () => request("GET", "jobs");
export const startJob = (wanted) => request("POST", "jobs", wanted);
export const stopJob = (id) => request("POST", `jobs/${id}/stop`);
export const getOutput = (id) => request("GET", `jobs/${id}/output`);
export const getTarget = () => request("GET", "target");
export const setTarget = (target) => request("PUT", "target", target);
/** Begins with an empty practice help desk; the former one is kept under another name. */
export const newPractice = () => request("POST", "target/practice");
export const protect = (field, write) => request("POST", "mapping/protect", { field, write });
export const getRuns = () => request("GET", "runs");
export const getRun = (id) => request("GET", "runs/" + id);
export const getRows = (id, show, search, after) =>
  request("GET", `runs/${id}/rows?show=${show}&search=${encodeURIComponent(search)}&after=${after}`);
/** Sets a row of a plan aside. `row` is its id in the plan. */
export const leaveOut = (id, row, note) => request("POST", `runs/${id}/aside`, { row, note });
export const getBackups = () => request("GET", "backups");
export const getHistory = (field, value) => request("POST", "backups/history", { field, value });
export const fillExample = () => request("POST", "example");
export const fileOf = (run, name) => `api/runs/${run}/files/${name}`;

/** Calls `onjob` with the job now and whenever something is new, until its end. Returns what ends the following. */
export function follow(id, onjob) {
  const events = new EventSource(`api/jobs/${id}/events`);
  events.addEventListener("job", (event) => {
    const job = JSON.parse(event.data);
    if (job.state !== "running") events.close();
    onjob(job);
  });
  return () => events.close();
}
