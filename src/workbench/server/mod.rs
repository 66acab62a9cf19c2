//! The server: who is let in, its connections, the files of the page, and what every handler has.

mod access_control;
mod answer;
mod api;
mod compressed_files;
mod connections;
mod http_server;
mod page_files;
mod page_language;
#[cfg(test)]
mod page_text_tests;
mod session;
mod shared_state;

pub(crate) use answer::{Answer, content, json_of, parsed, parsed_long};
pub use http_server::{KeyMaker, Workbench};
pub(crate) use page_language::{PageLanguage, first_known};
pub(crate) use shared_state::{Shared, SharedState, blocking};
