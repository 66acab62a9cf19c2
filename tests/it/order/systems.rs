//! Only `src/system/` asks which operating system it is: the rest compiles on Unix and on Windows.

use super::{code, is_test, sources};

/// Files with a counterpart for Windows beside them, and the sandbox, which imports nothing of ours.
const WHOLE_FILES: [&str; 5] =
    ["account/mod.rs", "account/places.rs", "signals/mod.rs", "signals/watch.rs", "sandbox/store/disk.rs"];

const OF_ONE_SYSTEM: [&str; 7] =
    ["std::os::", "rustix::", "signal_hook::", "winapi_util::", "signal::unix", "cfg(unix)", "cfg(windows)"];

#[test]
fn only_one_room_knows_the_operating_systems() {
    let mut faults = Vec::new();
    let mut seen = 0;
    for (name, text) in sources().into_iter().filter(|(name, _)| !is_test(name)) {
        let code = code(&text);
        let used = OF_ONE_SYSTEM.into_iter().filter(|word| code.contains(word));
        if name.starts_with("system/") || WHOLE_FILES.contains(&name.as_str()) {
            seen += used.count();
        } else {
            faults.extend(used.map(|word| format!("src/{name} has {word}: put it into src/system/")));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(seen > 20, "only {seen} uses were seen: the test has gone blind");
}
