//! `lookup`: replaces a cell by the entry of a table.

use std::collections::HashMap;

use crate::record::fold_name;

/// A lookup table: the exact key first, then keys that differ only in case and white space.
#[derive(Debug, Clone, Default)]
pub(crate) struct LookupTable {
    exact: HashMap<String, String>,
    /// By folded key. `None` if keys that differ only in case have different values.
    folded: HashMap<String, Option<String>>,
    /// The first keys in order, for a message.
    some: Vec<String>,
}

/// The maximum number of keys to list in a message.
const NAMED: usize = 8;

impl LookupTable {
    pub(crate) fn new(entries: impl Iterator<Item = (String, String)>) -> Self {
        let exact: HashMap<String, String> = entries.collect();
        let mut folded: HashMap<String, Option<String>> = HashMap::with_capacity(exact.len());
        for (from, to) in &exact {
            let known = folded.entry(fold_name(from)).or_insert_with(|| Some(to.clone()));
            if known.as_ref() != Some(to) {
                *known = None;
            }
        }
        let mut keys: Vec<&String> = exact.keys().collect();
        keys.sort_unstable();
        let some = keys.into_iter().take(NAMED).cloned().collect();
        Self { exact, folded, some }
    }

    /// The value of a text: by its exact key, or else by keys that differ only in case, if these agree.
    pub(crate) fn get(&self, text: &str) -> Option<&str> {
        if let Some(exact) = self.exact.get(text) {
            return Some(exact);
        }
        self.folded.get(&fold_name(text))?.as_deref()
    }

    /// Some of the keys, for a message: `"a", "b", …`.
    pub(crate) fn known(&self) -> String {
        let some = self.some.iter().map(|key| format!("{key:?}")).collect::<Vec<_>>().join(", ");
        let more = if self.exact.len() > self.some.len() { ", …" } else { "" };
        format!("{some}{more}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_matches_take_priority() {
        let lookup = LookupTable::new([("VIP".into(), "1".into()), ("vip ".into(), "2".into())].into_iter());
        assert_eq!((lookup.get("VIP"), lookup.get("vip ")), (Some("1"), Some("2")));
        assert_eq!(lookup.get("x"), None);
        for _ in 0..32 {
            let entries = [("VIP", "1"), ("vip", "2"), ("Lead", "3"), ("lead", "3")];
            let lookup = LookupTable::new(entries.map(|(key, value)| (key.into(), value.into())).into_iter());
            assert_eq!((lookup.get("Vip"), lookup.get("LEAD")), (None, Some("3")));
        }
    }
}
