//! What a finished request says about the server.

/// What a finished request says about the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LimitSignal {
    /// Success: its round trip counts.
    Good,
    /// 429, 5xx or a time-out.
    PushBack,
    /// Nothing: it was refused, or the connection broke.
    Neither,
}
