//! Traces: what exports, backups, checks and drills leave beside the runs, so that the nights can be looked through
//! later.
//!
//! A trace is a folder with `trace.json` below `traces` in the run folder, or in the state folder if the run folder
//! can't be written. It is made when the job begins, and gets its end when the job ends; so the trace of a killed job
//! has none. It holds no data of customers, no secrets and no messages. Traces are no runs: nothing that looks for runs
//! sees them, except that a new name sorts after both.

mod retention;
mod trace_file;
mod trace_lock;

mod found_trace;
mod open_trace;

pub use found_trace::{FoundTrace, TraceState, find_trace, traces};
pub use open_trace::OpenTrace;
pub use retention::{keep_newest, remove_trace, sort_out_traces};
pub use trace_file::{NewTrace, Trace, TraceEnd, TraceKind, shown_target};
