//! Kills a command at several instants, wherever it is then.

use std::os::unix::process::ExitStatusExt;
use std::process::Child;
use std::time::Duration;

use crate::command_line::Ferry;

/// The tests of a check that kills a command at every so-many-th instant.
macro_rules! tests_at_instants {
    ($check:ident) => {
        /// Every third instant of the full test.
        #[test]
        fn at_some_instants() {
            $check(3);
        }

        #[test]
        #[ignore = "long; .ci/campaigns runs it"]
        fn at_any_instant_in_full() {
            $check(1);
        }
    };
}
pub(crate) use tests_at_instants;

/// Starts a command for every `step`th of fifteen instants, which are `apart` milliseconds apart, and kills it then.
/// `start` gets the number of the instant. `check` looks at what is left. Panics if too few commands were still running.
pub fn kill_at_instants(
    step: usize,
    apart: u64,
    mut start: impl FnMut(u64) -> (Ferry, Child),
    mut check: impl FnMut(&Ferry),
) {
    let (mut killed, most) = (0, 15 / step);
    for at in (0..15).step_by(step) {
        let (ferry, mut child) = start(at);
        std::thread::sleep(Duration::from_millis(15 + at * apart));
        child.kill().unwrap();
        killed += usize::from(child.wait().unwrap().signal() == Some(9));
        check(&ferry);
    }
    assert!(killed > most / 3, "only {killed} of {most} were killed in the middle");
}
