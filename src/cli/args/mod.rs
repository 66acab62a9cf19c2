//! Groups of flags that several commands share.

mod connection_args;
mod global_args;
mod key_args;
mod list_read_args;
mod lock_args;
mod mode_arg;
mod output_args;
mod recognized_files;
mod source_args;
mod write_args;

mod trace_args;

mod monitoring_args;

pub(crate) use connection_args::ConnectionArgs;
pub(crate) use global_args::GlobalArgs;
pub(crate) use key_args::{KeyArgs, recipients};
pub(crate) use list_read_args::ListReadArgs;
pub(crate) use lock_args::{LockArgs, Wait};
pub(crate) use mode_arg::ModeArg;
pub(crate) use monitoring_args::{MonitoringArgs, NotifyArgs};
pub(crate) use output_args::OutputArgs;
pub(crate) use source_args::{ReadingArgs, SourceArgs, file_name, source_name};
pub(crate) use trace_args::{TraceArgs, TracedJob};
pub(crate) use write_args::{ChangedSettings, WriteArgs};
