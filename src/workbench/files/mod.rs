//! The files of a project: uploads, what is understood of each, and how it is read.

mod file_answer;
mod files_api;
mod grid;
mod known_files;
mod look;
mod reading_problem;
mod upload;
mod upload_name;

pub(crate) use file_answer::FileAnswer;
pub(crate) use files_api::routes as files_routes;
pub(crate) use known_files::{KnownFiles, file_key};
pub(crate) use upload::Upload;
pub(crate) use upload_name::UNFINISHED;
