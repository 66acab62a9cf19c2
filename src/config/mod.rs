//! Settings, resolved once: flags, then environment, then settings files, then defaults. Each value carries the place
//! that it comes from.
//!
//! Only `environment.rs` reads the environment. Secrets come from the environment, from files, from a
//! command or from a login, never from flags,
//! which other processes can see.

mod account;
mod address;
mod base_url;
mod credential_source;
mod duration;
mod environment;
mod error;
mod folders;
// Without the feature, no journal is in a server.
#[cfg_attr(not(feature = "postgres"), allow(unreachable_code, unused_variables))]
mod journal;
mod json_settings;
mod known_behavior;
mod one_account;
mod origin;
mod profile_names;
mod proxy;
mod resolve;
mod run_dir;
mod settings;
mod settings_file;
mod shown;
mod token_command;
mod trusted_addresses;
mod values;

pub use base_url::DEFAULT_BASE_URL;
pub use credential_source::{ConfiguredAccount, CredentialPlaces};
pub use duration::{parse_duration, parse_positive_duration};
pub use environment::Environment;
pub use error::ConfigError;
pub use journal::JournalSettings;
pub use json_settings::{SETTING_NAMES, is_json_settings};
pub use origin::{Origin, Setting};
pub use profile_names::profile_names;
pub use proxy::{Proxy, ProxyUse, ProxyVariables};
pub use resolve::{Config, DEFAULT_CONCURRENCY, DEFAULT_KEEP_TRACES, DEFAULT_RATE, DEFAULT_RUN_DIR, Flags};
pub use settings_file::DEFAULT_FILE;
pub use shown::{ShownSetting, ShownSettings, UnknownVariable};
