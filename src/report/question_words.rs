//! The codes that have a question of their own. Its words are the message `ask-CODE` in `src/language/locales`.

use crate::issue::Code;
use crate::plan::ImportMode;

/// Warnings with a question of their own.
const WARNINGS: [Code; 31] = [
    Code::ReadAlone,
    Code::RowInCell,
    Code::BareQuote,
    Code::MergedCell,
    Code::PartOfRow,
    Code::ShiftedRow,
    Code::FurtherPage,
    Code::UnreadEscape,
    Code::ObjectForValue,
    Code::CardPart,
    Code::EncodedTwice,
    Code::LostLetters,
    Code::Misread,
    Code::Entities,
    Code::BentCell,
    Code::ChangedCell,
    Code::RefusedFix,
    Code::BentFix,
    Code::ControlCharacter,
    Code::LeftOut,
    Code::EmptyWord,
    Code::FractionLeft,
    Code::SplitAddress,
    Code::PhoneReadings,
    Code::Postcode,
    Code::PhotoStays,
    Code::EmailMissing,
    Code::BirthDateOdd,
    Code::MergeConflict,
    Code::OtherId,
    Code::Doubled,
];

/// Errors that have one cause, so that one answer settles all of them.
const ERRORS: [Code; 4] = [Code::DateAmbiguous, Code::PhonePlace, Code::NoKey, Code::SeveralMatches];

/// The key of the question about a warning; `None` if the warning has the general question.
pub(super) fn key_for_warnings(code: Code) -> Option<String> {
    WARNINGS.contains(&code).then(|| key(code))
}

/// The key of the question about errors that have one cause. An import that adds nobody does not ask whether to add
/// rows without a key.
pub(super) fn key_for_errors(code: Code, mode: ImportMode) -> Option<String> {
    let is_settled = code == Code::NoKey && mode == ImportMode::Update;
    (ERRORS.contains(&code) && !is_settled).then(|| key(code))
}

/// True if a question asks about all errors of this code, so that the question about rejected rows does not.
pub(super) fn has_question(code: Code, mode: ImportMode) -> bool {
    // The question about duplicates counts them, whatever becomes of them.
    code == Code::DuplicateInSource || key_for_errors(code, mode).is_some()
}

fn key(code: Code) -> String {
    format!("ask-{code}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Message, ReportLanguage};

    /// A new code that is always a warning needs a question of its own.
    #[test]
    fn every_warning_has_its_question() {
        let warnings = Code::ALL.iter().copied().filter(|code| code.only_warns());
        let without: Vec<Code> = warnings.filter(|code| key_for_warnings(*code).is_none()).collect();
        assert_eq!(without, []);
    }

    #[test]
    fn every_question_has_its_words() {
        for code in WARNINGS.iter().chain(&ERRORS) {
            for part in ["", ".assumed", ".change"] {
                let asked =
                    Message::new(ReportLanguage::En, key(*code) + part).n("count", 2_u64).s("columns", "");
                let asked = asked.s("orders", "both").s("example", "none");
                assert!(asked.in_its_language().is_some(), "{code}{part}");
            }
        }
    }
}
