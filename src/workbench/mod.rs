//! The workbench: a page in the browser that does what the commands do, on this machine alone.
//!
//! All state is in the project's folder ([`Workbench::open`]). Handlers are thin: they call the library on threads that
//! may block. Looking at a file happens in this process. Long jobs will be child processes of the very commands that
//! the page shows, so that ending the workbench ends no job.
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
//! | `GET api/project` | `version`, `folder`, `command` (opens it again), `files`, `mapping` (`path`, `name`) or `null`, `undo` and `redo` (`what`, `about`, or `null`), `formats`, `encodings` |
//! | `POST api/undo`, `POST api/redo` | `did` (`what`, `about`), or `null` if there was nothing; 409 if the project was changed elsewhere since |
//! | `POST api/files?name=NAME`, the file as body | the file; 507 if the disk is full |
//! | `GET api/files/ID/look` | `file` and `look` |
//! | `PATCH api/files/ID` with reading options | `file` and `look`; 422 if an option can't be used |
//! | `DELETE api/files/ID` | nothing; an uploaded copy is deleted, any other file stays |
//! | `POST api/mapping` with `file` (an id), `replace` | as `GET api/project`; 409 if there is a mapping, and `replace` is not true |
//! | `POST api/check` with `file` (an id) | the state of the check; begins one, unless that of the same file, mapping, reading and fixes is there |
//! | `GET api/check`, `DELETE api/check` | its state; ends it |
//! | `GET api/check/events` | server-sent events `check` with the state, while it changes |
//! | `GET api/check/groups` | `check` (its number), `groups`: `code`, `is_error`, `title`, `hint`, `column`, `count`, `values` (text and number of rows), `different` |
//! | `GET api/check/rows?offset=&limit=&warnings=&code=&column=&value=` | `check`, `total`, `columns`, `rows`: `number`, `key`, `cells`, `issues` |
//! | `POST api/check/mend` with `key`, `column`, `was`, `now`, `note`, `file`, `row` | nothing; without a `column` the row is set aside, and `now` = `null` takes the fix back |
//! | `POST api/check/alike` with `column`, `value`, `now` | nothing; the mapping gets a look-up |
//! | `GET api/check/fixes` | `total`, `lines`: `key`, `column`, `was`, `now` (`null`: set aside), `note`, `file`, `row`, `refused` (why) |
//! | `GET api/events` | server-sent events `project`, with `{"version": 7}`: the state now, and after each change |
//!
//! A file has `id`, `path` (as in `project.toml`), `reading`, `name`, `shown` (as a command names it), `uploaded`, `size`
//! (`null` if it is gone) and `command`, the command line of the next step.
//!
//! Reading options are the flags of the command line: `format`, `encoding`, `delimiter`, `quote`, `escape`, `short_rows`,
//! `sheet`, `merged`, `records` (texts), `header_row` (a number) and `no_header` (true or false). In a request, `null`
//! goes back to detection, and a missing member stays as it is.
//!
//! A look has `found` (`null` if the file can't be opened), `sheets` (`name`, `visible`), `columns` (names), `letters`
//! (cells with letters beyond ASCII), `grid` (`width` and `rows` with `number` and `cells`), `recognized` (`mapping`,
//! `name`, `what`) or `null`, and `problem` (`message`, `field`, `choices` with `value` and `cells`) or `null`. `found`
//! has `format`, `encoding`, `delimiter`, `quote`, `escape`, `sheet` and `records`, each `null` or `value` and `how`
//! (`found`, `guessed` or `stated`), and `compression`, `header_row` (0 if there is none), `no_header`, `title`, `rejects`
//! and `text`.

mod answer;
mod api;
mod changes;
mod check_api;
mod check_job;
mod check_store;
mod checks;
mod error;
mod file_answer;
mod file_text;
mod files_api;
mod grid;
mod guard;
mod history;
mod look;
mod lookup_edit;
mod mapping_api;
mod mending;
mod new_mapping;
mod page_files;
mod project;
mod project_api;
mod project_edit;
mod project_file;
mod reading_problem;
mod server;
mod session;
mod shared;
mod step_command;
mod upload;
mod upload_name;

pub use error::WorkbenchError;
pub use project::OPENING;
pub use server::{KeyMaker, Workbench};
