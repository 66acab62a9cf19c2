//! What becomes of a faulty value that the mapping lets pass (`on_invalid`).

/// What becomes of a faulty value of an accepted row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultyValue {
    /// The field is left out.
    LeftOut,
    /// The value is written as it is typed.
    Kept,
    /// The default of the field is written.
    Defaulted,
}

impl FaultyValue {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::LeftOut, Self::Kept, Self::Defaulted];

    /// The message of the report for how the warning ends, in `src/language/locales`.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::LeftOut => "faulty-left-out",
            Self::Kept => "faulty-kept",
            Self::Defaulted => "faulty-defaulted",
        }
    }

    /// How the message of the warning ends.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::LeftOut => "; the field was left out",
            Self::Kept => "; it was kept as typed",
            Self::Defaulted => "; the default was used",
        }
    }

    /// What the message of a warning says; `None` if it is not about `on_invalid`.
    pub(crate) fn of(message: &str) -> Option<Self> {
        Self::split(message).1
    }

    /// The message without what becomes of the value.
    pub(crate) fn split(message: &str) -> (&str, Option<Self>) {
        let mut found =
            Self::ALL.into_iter().filter_map(|kind| Some((message.strip_suffix(kind.words())?, Some(kind))));
        found.next().unwrap_or((message, None))
    }
}
