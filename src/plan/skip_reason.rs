//! Why a row is skipped. Journals and plans keep the reason as a note in words, from which it is found again.

/// Why a row is not written though it has no error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipReason {
    /// No customer has its key, and mode `update` inserts none.
    NotInHelpDesk,
    /// A customer has its key, and mode `insert` updates none.
    InHelpDesk,
    /// Another row has the same key and is used instead.
    Duplicate,
    /// A rule of the mapping leaves it out.
    Rule,
    /// An undo of nothing but a photo.
    OnlyPhoto,
    /// A person has set it aside (`--fixes`).
    SetAside,
}

const DUPLICATE: &str = "has the same key and is used instead";
/// A colon and the reason may follow.
const ASIDE: &str = "set aside";

impl SkipReason {
    /// The reasons with a fixed note. A rule has a note of its own.
    const FIXED: [Self; 3] = [Self::NotInHelpDesk, Self::InHelpDesk, Self::OnlyPhoto];

    /// The note for results.csv. The one of a duplicate follows the place of the other row;
    /// that of a row set aside has its reason after it.
    pub fn note(self) -> &'static str {
        match self {
            Self::NotInHelpDesk => "no customer has this key, and --mode update does not insert",
            Self::InHelpDesk => "a customer with this key already exists, and --mode insert does not update",
            Self::Duplicate => DUPLICATE,
            Self::Rule => "a rule of the mapping",
            Self::SetAside => ASIDE,
            Self::OnlyPhoto => "only its photo was changed, and the change of a photo can't be undone",
        }
    }

    /// The reason with this note. Any unknown note is that of a rule.
    pub fn of_note(note: &str) -> Self {
        let fixed = Self::FIXED.into_iter().find(|reason| reason.note() == note);
        let is_aside = note.strip_prefix(ASIDE).is_some_and(|why| why.is_empty() || why.starts_with(": "));
        match fixed {
            Some(reason) => reason,
            None if is_aside => Self::SetAside,
            None if note.ends_with(DUPLICATE) => Self::Duplicate,
            None => Self::Rule,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_tells_its_reason() {
        for reason in SkipReason::FIXED {
            assert_eq!(SkipReason::of_note(reason.note()), reason);
        }
        let duplicate = format!("a.csv, row 7 {}", SkipReason::Duplicate.note());
        assert_eq!(SkipReason::of_note(&duplicate), SkipReason::Duplicate);
        assert_eq!(SkipReason::of_note("a rule of the mapping: row['Status'] == 'x'"), SkipReason::Rule);
        assert_eq!(SkipReason::of_note("left the company"), SkipReason::Rule);
        for note in ["set aside", "set aside: left the company"] {
            assert_eq!(SkipReason::of_note(note), SkipReason::SetAside);
        }
        assert_eq!(SkipReason::of_note("set asides"), SkipReason::Rule);
    }
}
