//! The folder of a project: its texts, what can be undone, its target, and the commands that do the same.

mod changes;
mod file_text;
mod history;
mod project_api;
mod project_edit;
mod project_file;
mod project_folder;
mod project_places;
mod step_command;
mod target;
mod target_api;

pub(crate) use changes::Changes;
pub(crate) use file_text::{hash_of, make_own_folder, replace, text_of, write_if_missing};
pub(crate) use history::StepLabel;
pub(crate) use project_api::{project, routes as project_routes};
pub(crate) use project_edit::ProjectText;
pub(crate) use project_file::ProjectEntry;
pub(crate) use project_folder::Project;
pub use project_folder::{OPENING, OPENING_PAGE};
pub(crate) use project_places::{check_unlinked, file_of_fixes};
pub(crate) use step_command::{command_line, suggest_line, validate_line};
pub(crate) use target::Target;
pub(crate) use target_api::routes as target_routes;
