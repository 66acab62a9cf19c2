//! What the sandbox does in one way only, because no switch changes it.

/// The aspects of a help desk in which the sandbox is fixed, by the names that `deskferry doctor --probe` prints, and what
/// it does.
pub const FIXED_BEHAVIOR: [(&str, &str); 4] =
    [("put null", "empties"), ("put \"\"", "empties"), ("search-trims", "no"), ("wrong-token", "401")];
