//! Settings, resolved once: flags, then environment, then settings file, then defaults.
//!
//! Only `environment.rs` reads the environment. Secrets come from the environment or from files, never from flags,
//! which other processes can see.

mod account;
mod base_url;
mod duration;
mod environment;
mod error;
mod resolve;
mod run_dir;
mod settings_file;
mod trusted_addresses;

pub use account::ConfiguredAccount;
pub use base_url::DEFAULT_BASE_URL;
pub use duration::{parse_duration, parse_positive_duration};
pub use environment::Environment;
pub use error::ConfigError;
pub use resolve::{Config, DEFAULT_CONCURRENCY, DEFAULT_RATE, DEFAULT_RUN_DIR, Flags};
pub use settings_file::DEFAULT_FILE;
