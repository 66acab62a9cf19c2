//! Duplicate groups: rows of the sources that are the same customer.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::display_text::shorten;
use crate::plan::RowRef;

/// The maximum number of groups that are kept.
const GROUPS: usize = 100;
/// The maximum number of rows named in each group.
const ROWS: usize = 20;

/// The duplicate groups, and the number of rows beyond them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DuplicateGroups {
    /// The number of rows with the key of an earlier row.
    pub rows: u64,
    /// The first groups.
    pub groups: Vec<DuplicateGroup>,
    /// Those of them that are used instead of an earlier row.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub replacing: u64,
    /// The number of rows in further groups.
    pub left_out: u64,
    #[serde(skip)]
    known: HashMap<(u16, u32), usize>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// Rows with the same key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicateGroup {
    /// The fields of the key.
    pub fields: String,
    /// Its values, shortened if they are long.
    pub value: String,
    /// The first rows; with several sources as `file, row 7`.
    pub rows: Vec<String>,
    /// The number of all its rows.
    pub count: u64,
}

/// A row with the key of earlier rows.
#[derive(Debug, Clone, Copy)]
pub struct DuplicateRow<'a> {
    /// The row.
    pub row: RowRef,
    /// The earlier rows.
    pub earlier: &'a [RowRef],
    /// The row counts, and the earlier ones do not.
    pub replaces: bool,
}

impl DuplicateGroups {
    /// Adds a row to its group. `key` returns the fields of the key and their values; `words` names a row.
    pub fn add(
        &mut self,
        duplicate: DuplicateRow<'_>,
        key: impl FnOnce() -> (String, String),
        words: impl Fn(RowRef) -> String,
    ) {
        let DuplicateRow { row: here, earlier, replaces } = duplicate;
        self.rows += 1;
        self.replacing += u64::from(replaces);
        let at = |place: &RowRef| self.known.get(&(place.source, place.row)).copied();
        let Some(group) = earlier.iter().find_map(at).or_else(|| self.begin(earlier, key, &words)) else {
            self.left_out += 1;
            return;
        };
        self.take_in(group, earlier, &words);
        if replaces {
            // Later rows refer to this one. At most a hundred groups are known, so this is quick.
            self.known.retain(|known, _| !earlier.iter().any(|place| (place.source, place.row) == *known));
            self.known.insert((here.source, here.row), group);
        }
        let group = &mut self.groups[group];
        group.count += 1;
        if group.rows.len() < ROWS {
            group.rows.push(words(here));
        }
    }

    /// Adds earlier rows that the group did not have: a row with two keys joins two groups.
    fn take_in(&mut self, group: usize, earlier: &[RowRef], words: &impl Fn(RowRef) -> String) {
        for place in earlier {
            let key = (place.source, place.row);
            if self.known.contains_key(&key) {
                continue;
            }
            self.known.insert(key, group);
            let group = &mut self.groups[group];
            group.count += 1;
            if group.rows.len() < ROWS {
                group.rows.push(words(*place));
            }
        }
    }

    fn begin(
        &mut self,
        earlier: &[RowRef],
        key: impl FnOnce() -> (String, String),
        words: &impl Fn(RowRef) -> String,
    ) -> Option<usize> {
        if self.groups.len() >= GROUPS {
            return None;
        }
        let (fields, value) = key();
        let value = shorten(&value);
        let rows: Vec<String> = earlier.iter().map(|place| words(*place)).collect();
        let group = self.groups.len();
        self.groups.push(DuplicateGroup { fields, value, count: rows.len() as u64, rows });
        self.known.extend(earlier.iter().map(|place| ((place.source, place.row), group)));
        Some(group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duplicate_groups_are_collected_up_to_a_limit_and_the_rest_is_counted() {
        let place = |row| RowRef { source: 0, row };
        let words = |place: RowRef| format!("row {}", place.row);
        let key = || ("email".to_owned(), "a@x.org".to_owned());
        let mut all = DuplicateGroups::default();
        let add = |all: &mut DuplicateGroups, earlier: &[u32], row: u32, replaces: bool| {
            let earlier: Vec<RowRef> = earlier.iter().map(|row| place(*row)).collect();
            all.add(DuplicateRow { row: place(row), earlier: &earlier, replaces }, key, words);
        };
        add(&mut all, &[2], 4, true);
        add(&mut all, &[4], 5, false);
        add(&mut all, &[3], 6, false);
        let rows: Vec<_> = all.groups.iter().map(|group| group.rows.join(" ")).collect();
        assert_eq!((all.rows, rows), (3, vec!["row 2 row 4 row 5".to_owned(), "row 3 row 6".to_owned()]));
        add(&mut all, &[4, 7], 8, false);
        add(&mut all, &[7], 9, false);
        assert_eq!((all.groups.len(), all.groups[0].count), (2, 6));
        for row in 0..200 {
            add(&mut all, &[1000 + row], 2000 + row, false);
        }
        assert_eq!((all.groups.len(), all.left_out, all.rows), (GROUPS, 102, 205));
    }
}
