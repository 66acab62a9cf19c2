//! Searches that a probe of the account has found unreliable. They need no trial: the list is read at once.

use super::character_kinds::{CharacterKinds, WantedKinds};
use super::customer_lookup::CustomerLookup;
use crate::behavior::{AccountBehavior, SearchMatch};

const CUSTOM: &str = "customFields.";

impl CustomerLookup {
    /// Why searches for these keys are known to be unreliable. This only ever chooses the list: a search that is not
    /// known to be unreliable is tested as always.
    pub fn known_unreliable(&self, behavior: &AccountBehavior, wanted: &WantedKinds) -> Option<String> {
        let found = wanted.each().find_map(|(alternative, kinds)| {
            let field = self.matching.alternatives.get(alternative)?.fields.first()?;
            let blind = behavior.search_blind.known().map_or("", String::as_str);
            unreliable(field, search_of(behavior, field), kinds, CharacterKinds::of(blind))
        })?;
        Some(format!("{found}, as deskferry doctor --probe found"))
    }
}

/// How a field is searched. What was found of one custom field is expected of all.
fn search_of(behavior: &AccountBehavior, field: &str) -> Option<SearchMatch> {
    let of_custom = || {
        let mut custom = behavior.search.iter().filter(|(name, _)| name.starts_with(CUSTOM));
        field.starts_with(CUSTOM).then(|| custom.next()).flatten().map(|(_, how)| how)
    };
    behavior.search.get(field).or_else(of_custom)?.get()
}

fn unreliable(
    field: &str,
    search: Option<SearchMatch>,
    wanted: CharacterKinds,
    blind: CharacterKinds,
) -> Option<String> {
    match search {
        Some(SearchMatch::Ignored) => Some(format!("it ignores {field}")),
        Some(SearchMatch::Nothing) => Some(format!("it finds nobody by {field}")),
        Some(SearchMatch::Case) if wanted.is_cased() => Some(format!("it distinguishes case in {field}")),
        _ if wanted.meets(blind) => Some(format!("it finds no {field} with {}", wanted.shared(blind))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Some(SearchMatch::Ignored), "a@x.org", "", "it ignores email")]
    #[case(Some(SearchMatch::Nothing), "a@x.org", "", "it finds nobody by email")]
    #[case(Some(SearchMatch::Case), "a@x.org", "", "it distinguishes case in email")]
    #[case(Some(SearchMatch::Case), "1-2", "", "")]
    #[case(Some(SearchMatch::Exact), "a+b@x.org", "+'", "it finds no email with `+`")]
    #[case(None, "a.b@x.org", ".", "it finds no email with `.`")]
    #[case(None, "ab@x.org", ".", "")]
    #[case(Some(SearchMatch::Substring), "ab@x.org", "", "")]
    fn only_what_is_known_to_fail_is_unreliable(
        #[case] search: Option<SearchMatch>,
        #[case] key: &str,
        #[case] blind: &str,
        #[case] expected: &str,
    ) {
        let reason = unreliable("email", search, CharacterKinds::of(key), CharacterKinds::of(blind));
        assert_eq!(reason.unwrap_or_default(), expected);
    }
}
