//! `repair`: damage to fix before anything else happens to a text.

use std::borrow::Cow;

use toml::Spanned;

use super::double_encoding::once_encoded;
use super::entities::without_entities;
use crate::convert::without_zero_fraction;
use crate::mapping::did_you_mean::near_key;
use crate::mapping::error::MappingProblem;
use crate::mapping::spec::{FieldRule, SourceSpec};

/// The damage to fix. `Repair::default()` fixes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Repair {
    /// True if the rule itself has `repair`.
    pub(crate) stated: bool,
    /// Text that was encoded twice.
    pub(crate) double_utf8: bool,
    /// HTML entities.
    pub(crate) entities: bool,
    /// A whole number with `.0`.
    pub(crate) float: bool,
}

/// The words of `repair`.
const WORDS: &[&str] = &["double-utf8", "entities", "float"];

impl Repair {
    /// Reads the words in a mapping.
    fn new(words: &[Spanned<String>]) -> Result<Self, MappingProblem> {
        let mut repair = Self { stated: true, ..Self::default() };
        for word in words {
            match word.get_ref().as_str() {
                "double-utf8" => repair.double_utf8 = true,
                "entities" => repair.entities = true,
                "float" => repair.float = true,
                other => {
                    let near =
                        near_key(other, WORDS.iter().copied()).map_or_else(String::new, |near| near + " ");
                    return Err(MappingProblem::new(word.span(), format!("{other:?} is not a repair"))
                        .help(format!("{near}use one or more of {}", WORDS.join(", "))));
                }
            }
        }
        Ok(repair)
    }

    /// True if both fix the same damage, wherever that is set.
    pub(crate) fn is_as(self, other: Self) -> bool {
        Self { stated: other.stated, ..self } == other
    }

    /// True if no damage is repaired.
    pub(crate) fn is_nothing(self) -> bool {
        !(self.double_utf8 || self.entities || self.float)
    }

    /// Repairs a text.
    pub(crate) fn apply(self, text: &str) -> Cow<'_, str> {
        if self.is_nothing() {
            return Cow::Borrowed(text);
        }
        let mut mended = Cow::Borrowed(text);
        let mut mend = |wanted: bool, mend: fn(&str) -> Option<String>| {
            if let Some(better) = wanted.then(|| mend(&mended)).flatten() {
                mended = Cow::Owned(better);
            }
        };
        mend(self.double_utf8, once_encoded);
        mend(self.entities, without_entities);
        mend(self.float, |text| without_zero_fraction(text).map(ToOwned::to_owned));
        mended
    }
}

/// The `repair` of a rule.
pub(crate) fn repair_of_rule(rule: &FieldRule) -> Result<Repair, MappingProblem> {
    let Some(words) = &rule.repair else { return Ok(Repair::default()) };
    let exported = rule.conversion.as_ref().is_some_and(|word| word.get_ref() == "exported");
    if exported || rule.value.is_some() {
        return Err(MappingProblem::new(
            words.span(),
            "repair needs a column, and does not work with as = \"exported\"",
        ));
    }
    Repair::new(words.get_ref())
}

/// The `repair` of `[source]`, for all fields without their own.
pub(crate) fn repair_of_source(source: &SourceSpec) -> Result<Repair, MappingProblem> {
    let repair = source.repair.as_deref().map(Repair::new).transpose()?.unwrap_or_default();
    Ok(Repair { stated: false, ..repair })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn repair(words: &[&str]) -> Result<Repair, MappingProblem> {
        let words: Vec<_> = words.iter().map(|word| Spanned::new(0..0, (*word).to_owned())).collect();
        Repair::new(&words)
    }

    #[rstest]
    #[case(&["double-utf8"], "JosÃ©", "José")]
    #[case(&["double-utf8"], "R&amp;D", "R&amp;D")]
    #[case(&["entities"], "JosÃ© R&amp;D", "JosÃ© R&D")]
    #[case(&["double-utf8", "entities"], "JosÃ© &eacute;", "José é")]
    #[case(&["float"], "1067.0", "1067")]
    #[case(&["double-utf8"], "1067.0", "1067.0")]
    #[case(&[], "1067.0", "1067.0")]
    fn stated_damage_is_repaired(#[case] words: &[&str], #[case] text: &str, #[case] mended: &str) {
        assert_eq!(repair(words).unwrap().apply(text), mended);
    }

    #[test]
    fn unknown_repairs_are_refused() {
        let problem = repair(&["double_utf8"]).unwrap_err();
        assert!(problem.message.contains("\"double_utf8\" is not a repair"), "{}", problem.message);
    }
}
