//! The match keys of a restore for customers whose id is gone, and the name for records without any key.

use crate::customer::KeySpelling;
use crate::mapping::{MatchRules, alternative_of_key};

/// The match keys as alternatives, with the name as the last one. A name alone only matches a customer that equals the
/// record, so that a second restore does not duplicate customers without a key.
pub(super) struct RestoreKeys {
    pub(super) matching: MatchRules,
    /// The number of alternatives that are match keys.
    own: usize,
}

impl RestoreKeys {
    /// Without match keys there is no name either: then only ids are used.
    pub(super) fn new(keys: &[Vec<String>]) -> Self {
        let name = (!keys.is_empty()).then(|| vec!["name".to_owned()]);
        let all: Vec<Vec<String>> = keys.iter().cloned().chain(name).collect();
        Self { matching: MatchRules::by_keys(&all), own: keys.len() }
    }

    /// The keys are also looked for as the help desk stores them.
    pub(super) fn spelled(self, spelling: &KeySpelling) -> Self {
        Self { matching: self.matching.spelled(spelling), ..self }
    }

    /// The fields of the match keys.
    pub(super) fn fields(&self) -> impl Iterator<Item = &String> {
        self.matching.alternatives.iter().take(self.own).flat_map(|key| &key.fields)
    }

    /// True if the key is the name.
    pub(super) fn is_name(&self, canonical: &str) -> bool {
        alternative_of_key(canonical) == Some(self.own)
    }
}
