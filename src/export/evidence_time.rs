//! Times as the evidence has them.

/// Now: UTC, RFC 3339, to the millisecond.
pub(super) fn utc_now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}
