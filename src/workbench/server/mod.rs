//! The server: who is let in, its connections, the files of the page, and what every handler has.

mod access_control;
mod answer;
mod api;
mod connections;
mod http_server;
mod page_files;
#[cfg(test)]
mod page_text_tests;
mod session;
mod shared_state;

pub(crate) use answer::{Answer, content, json_of, parsed, parsed_long};
pub use http_server::{KeyMaker, Workbench};
pub(crate) use shared_state::{Shared, SharedState, blocking};
