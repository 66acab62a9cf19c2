//! Whether a process is stopped (`kill -STOP`, Ctrl-Z, a debugger). It may stay so for ever, and sends nothing.

use std::fs::File;

use crate::account::guard::lock_owner;

/// True if the kernel says that the process which has locked a file is stopped. False if it does not tell.
pub(super) fn is_holder_stopped(file: &File) -> bool {
    let stat = lock_owner(file).and_then(|pid| std::fs::read_to_string(format!("/proc/{pid}/stat")).ok());
    stat.is_some_and(|stat| is_stopped(&stat))
}

/// `4711 (deskferry) T 1 ...`; the name may have brackets.
fn is_stopped(stat: &str) -> bool {
    stat.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with(['T', 't']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_stands_behind_the_name() {
        for (stat, expected) in [
            ("4711 (deskferry) T 1 4711 4711 0", true),
            ("4711 (a) b) t 1 4711 4711 0", true),
            ("4711 (a) T) S 1 4711 4711 0", false),
            ("4711 (deskferry) R 1 4711 4711 0", false),
            ("", false),
        ] {
            assert_eq!(is_stopped(stat), expected, "{stat}");
        }
    }

    #[test]
    fn a_process_at_work_is_not_stopped() {
        let file = tempfile::tempfile().unwrap();
        file.lock().unwrap();
        assert!(!is_holder_stopped(&file));
    }
}
