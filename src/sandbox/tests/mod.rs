//! Tests over real TCP, from the view of a client.

mod bench;
mod faults;
mod list;
mod restart;
mod watch;
mod writes;

use super::{CLIENT_ID, Sandbox, SandboxOptions};
use bench::{Bench, answer, named, options};
use reqwest::Method;
use serde_json::{Value, json};
