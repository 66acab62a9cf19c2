//! What tells who is who where an id is gone: the match keys, and, for a record that has none of them, its name.

use crate::mapping::{MatchRules, alternative_of_key};

/// The match keys as alternatives, and the name as the last of them. By a name alone only a customer is found that is
/// just like the record, so that a restore that is run twice does not double those who have no key.
pub(super) struct RestoreKeys {
    pub(super) matching: MatchRules,
    /// How many alternatives are match keys.
    own: usize,
}

impl RestoreKeys {
    /// Without a match key there is no name either: then only ids count.
    pub(super) fn new(keys: &[Vec<String>]) -> Self {
        let name = (!keys.is_empty()).then(|| vec!["name".to_owned()]);
        let all: Vec<Vec<String>> = keys.iter().cloned().chain(name).collect();
        Self { matching: MatchRules::by_keys(&all), own: keys.len() }
    }

    /// The fields of the match keys.
    pub(super) fn fields(&self) -> impl Iterator<Item = &String> {
        self.matching.alternatives.iter().take(self.own).flat_map(|key| &key.fields)
    }

    /// True of the key that is just a name.
    pub(super) fn is_name(&self, canonical: &str) -> bool {
        alternative_of_key(canonical) == Some(self.own)
    }
}
