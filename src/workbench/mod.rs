//! The workbench: a page in the browser that does what the commands do, on this machine alone.
//!
//! All state is in the project's folder ([`Workbench::open`]). Handlers are thin: they call the library on threads that
//! may block. Looking at a file happens in this process. Long jobs are child processes of the very commands that the page
//! shows, so that ending the workbench ends no job.
//!
//! # Who is let in
//! The server listens on 127.0.0.1. A key of one use opens a session: `GET /session?key=KEY`, or the same as a posted
//! form. The answer sets the cookie `deskferry` (`HttpOnly`, `SameSite=Strict`), valid below a path of random letters,
//! and has this path in `Location`. Every other path but `/health` needs the cookie, else 401. `Host` must be
//! `127.0.0.1:PORT` or `localhost:PORT`. `Sec-Fetch-Site`, if it is there, must be `same-origin` or `none`, and
//! `Origin`, if it is there, this server; a request that changes something must have it. Else 403.
//!
//! # The API
//! Below that path. Answers are JSON. An error is `{"message": "...", "field": "delimiter"}`; `field` names a member of
//! the request, if the error is about one.
//!
//! | request | answer |
//! | --- | --- |
//! | `GET api/project` | `version`, `folder`, `command` (opens it again), `files`, `mapping` (`path`, `name`) or `null`, `undo` and `redo` (`what`, `about`, `step`, or `null`), `job` (the kind of the job at work, or `null`), `formats`, `encodings` |
//! | `GET api/language?wanted=it-IT,it` (what the browser likes) | `language`, `chosen` (that of the project, or `null`), `fields` (name: in English, in the language), `codes` (`title`, `remedy`, and both in `english`), `details` (fixed messages and hints, by the English ones), `endings` (how warnings end); none of these in English |
//! | `PUT api/language` with `language`, or `null` to follow the browser | the same |
//! | `POST api/undo`, `POST api/redo` with `what`, `about` and `step` of the step | as `GET api/project`; 409 if another step is the last one, or the project was changed elsewhere since |
//! | `POST api/files?name=NAME`, the file as body | the file; 507 if the disk is full |
//! | `GET api/files/ID/look` | `file` and `look` |
//! | `PATCH api/files/ID` with reading options | `file` and `look`; 422 if an option can't be used |
//! | `DELETE api/files/ID` | nothing; an uploaded copy is deleted, any other file stays |
//! | `POST api/mapping` with `file` (an id), `replace` | as `GET api/project`; 409 if there is a mapping, and `replace` is not true |
//! | `POST api/mapping/protect` with `field`, `write` (a policy) | as `GET api/project`; 422 if the mapping has no such rule |
//! | `POST api/example` | as `GET api/project`; 422 unless the project is empty |
//! | `GET api/target`, `PUT api/target` with a target (409 while a job runs) | `target`, `account` (`name`, `problem`), `profiles`, `login` (a command line) |
//! | `POST api/target/practice` | as `GET api/target`; the practice sandbox gets another name, so that the next job begins with an empty one |
//! | `GET api/jobs` | `jobs`, the newest first, and `plan` (`id`, `file`, `writes`, `counts`, `is_written`, `stale`, `command` that writes it) or `null` |
//! | `POST api/jobs` with `kind` and its arguments | the job; 404 for what the project does not have, 409 if one runs, 422 if it is not confirmed |
//! | `GET api/jobs/ID`, `GET api/jobs/ID/output` | the job; the JSON that it has printed |
//! | `GET api/jobs/ID/events` | server-sent events `job` with the job, until it has ended |
//! | `POST api/jobs/ID/stop` | nothing; the job ends what it has begun |
//! | `GET api/runs`, `GET api/runs/ID` | `runs` and traces, the newest first; `run` and its `report` |
//! | `GET api/runs/ID/rows?show=KIND&search=TEXT&after=ROW` | `rows` of the plan, and `next` to go on from |
//! | `POST api/runs/ID/aside` with `row` (its `id` in the plan), `note` | nothing; the row of the file is set aside; 422 if the file has changed since |
//! | `GET api/runs/ID/files/NAME` | a file of the run |
//! | `GET api/backups` | `folder`, `command`, `backups` |
//! | `POST api/backups/history` with `field`, `value` | `command`, `history` |
//! | `GET api/columns?file=ID` | `columns`, `fields`, `mapping` or `null`, `command`, `mended` (some cells are, which does not show here) |
//! | `PATCH api/mapping` with `edits`, `file` | as `GET api/columns` if there is a `file`; 422 with a `mistake` if the result fails the check, and nothing is changed |
//! | `GET api/mapping/text` | `path`, `text`, `hash`, `mistake` |
//! | `PUT api/mapping/text` with `text`, `was` (a hash) | as `GET`; 422 with a `mistake`, 409 if the mapping has changed since |
//! | `POST api/mapping/check` with `text` | `mistake` |
//! | `POST api/preview` with `file`, `field`, `rule` | `rows` before and after the rule, stored or not |
//! | `GET api/values?file=ID&field=FIELD` | the different `values` so far, what they become, the `list` of the field |
//! | `POST api/check` with `file` (an id) | the state of the check; begins one, unless that of the same file, mapping, reading and fixes is there |
//! | `GET api/check`, `DELETE api/check` | its state; ends it |
//! | `GET api/check/events` | server-sent events `check` with the state, while it changes |
//! | `GET api/check/groups?check=N` | 409 if another check has replaced this one; else `check` (its number), `groups`: `code`, `is_error`, `title`, `hint`, `column`, `count`, `values` (text and number of rows), `different`, `suggested` (how many have a single suggested value) |
//! | `GET api/check/rows?check=N&offset=&limit=&warnings=&code=&column=&value=&search=` | the same; `check`, `total` (how many can be read), `all` (how many there are), `columns`, `rows`: `number`, `key`, `cells`, `issues`; with `search`, all rows of the file that have this text |
//! | `POST api/check/mend` with `key`, `column`, `was`, `now`, `note`, `file` (its path), `row` | nothing; without a `column` the row is set aside, and `now` = `null` takes the fix back |
//! | `POST api/check/alike` with `column`, `value`, `now` | nothing; the mapping gets a look-up |
//! | `POST api/check/suggested` with `check` (its number), `code`, `column` | `cells` (how many were mended); 409 if the project has changed since the check |
//! | `GET api/check/fixes?check=N` | `total`, `lines`: `key`, `column`, `was`, `now` (`null`: set aside), `note`, `file`, `row`, `refused` (why), `is_for_none` (its `file` names no file of the project, or several) |
//! | `GET api/events` | server-sent events `project`, with `{"version": 7}`: the state now, and after each change |
//!
//! A file has `id`, `path` (as in `project.toml`), `reading`, `name`, `shown` (as a command names it), `uploaded`, `size`
//! (`null` if it is gone) and `command`, the command line of the next step.
//!
//! Reading options are the flags of the command line: `format`, `encoding`, `delimiter`, `quote`, `escape`, `short_rows`,
//! `sheet`, `merged`, `records` (texts), `header_row` (a number) and `no_header` (true or false). In a request, `null`
//! goes back to detection, and a missing member stays as it is.
//!
//! A target is `{"kind": "sandbox", "sandbox": "practice.db"}` or `{"kind": "account", "profile": null}`.
//!
//! A job is started with `kind`: `plan` (`file`, an id, and `onto`, a backup, or `null`), `restore` (`backup`, `ids`), `write` (`plan`, a job, and
//! `confirm`, the number of customers, in a real account), `resume`, `retry`, `undo` (`run`, `confirm`), `verify` (`run`),
//! `backup`, or `compare` (`before`, `after`, backups). It has `id`, `kind`, `state` (`running`, `done`, `stopped`,
//! `failed`, `interrupted`), `command`, `sandbox`, `place` (its file, or the account), `writes`, `started`, `ended`, `exit`, `run`, `of`, `has_plan` and
//! `progress`, which is folded from the events of its log (docs/events.md).
//! An edit is one of `{"rule": {"field", "rule"}}`, `{"options": {"field", "options"}}`, `{"lookup": {"field", "entries"}}`,
//! `{"clear": {"field"}}`, `{"about": {"options"}}`, `{"match": {"options"}}`, `{"source": {"options"}}`,
//! `{"leave_out": {"column"}}` and `{"take_up": {"column"}}`. Rules and options are those of a mapping, as JSON; in
//! `options` and `entries`, `null` removes one. A mistake has `message`, `help`, `line`, `column` (from 1) and `text`, as
//! the command line shows it.
//!
//! A look has `found` (`null` if the file can't be opened), `sheets` (`name`, `visible`), `columns` (names), `letters`
//! (cells with letters beyond ASCII), `grid` (`width` and `rows` with `number` and `cells`), `recognized` (`mapping`,
//! `name`, `what`) or `null`, `problem` (`message`, `field`, `choices` with `value` and `cells`) or `null`, and
//! `mapping_problem` (why the mapping does not fit the columns) or `null`. `found`
//! has `format`, `encoding`, `delimiter`, `quote`, `escape`, `sheet` and `records`, each `null` or `value` and `how`
//! (`found`, `guessed`, `stated`, or `mapping` if the mapping states it), and `compression`, `header_row` (0 if there is none), `header_how` (as `how`), `no_header`, `title`, `rejects`
//! and `text`.

mod check;
mod columns;
mod error;
mod files;
mod jobs;
mod project;
mod server;

pub use error::WorkbenchError;
pub use project::{OPENING, OPENING_PAGE};
pub use server::{KeyMaker, Workbench};
