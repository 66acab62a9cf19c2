//! The mark in a header of a file whose cells have formula guards.

/// The suffix of the last column name if the cells of a file have formula guards.
pub const SAFE_MARK: &str = " (excel-safe)";

/// The last columns of the files that are copied with guards.
const LAST: [&str; 3] = ["_message", "_run", "_note"];

/// True if a name says that the cells have formula guards. An office may have added empty columns behind it.
pub(super) fn is_guarded(names: &[String]) -> bool {
    let is_marked =
        |name: &String| name.trim_end().ends_with(SAFE_MARK) && LAST.contains(&without_safe_mark(name));
    names.iter().any(is_marked)
}

/// The name of a column without the mark.
pub(super) fn without_safe_mark(name: &str) -> &str {
    let name = name.trim();
    name.strip_suffix(SAFE_MARK).unwrap_or(name)
}
