//! A group of customers that may be the same, as it is read from the index.

use rusqlite::{Row, params};
use serde::Serialize;

use super::account_index::{AccountIndex, SHARED_NAMES, text_of};
use super::error::DuplicatesError;
use super::grade::Grade;
use super::identifiers::corroboration;
use super::keep::Keep;
use crate::api::Object;

/// A value that customers of a group share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct SharedValue {
    /// `email`, `phone`, `name`, or the field behind the name.
    pub(super) by: String,
    /// The value, folded for comparisons.
    pub(super) value: String,
}

/// A group without its customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GroupHead {
    /// From 1, in the order of the report: the strongest evidence and the largest group first.
    pub(super) number: u64,
    /// The number in the index.
    key: i64,
    /// Its weakest evidence.
    pub(super) grade: Grade,
    /// How many customers it has.
    pub(super) size: u64,
    /// How many different names they have.
    pub(super) names: u64,
}

/// A customer of a group.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member {
    pub(super) id: String,
    /// The number of tickets; `None` if the help desk does not count them.
    pub(super) tickets: Option<u64>,
    /// How many fields have a value.
    pub(super) filled: u64,
    pub(super) record: Object,
}

impl Member {
    pub(super) fn text(&self, field: &str) -> String {
        text_of(&self.record, field)
    }
}

/// The maximum number of shared values that are listed for a group.
const VALUES: u64 = 20;

impl AccountIndex {
    /// Calls `each` with every group, in the order of the report.
    pub(super) fn each_group(
        &self,
        mut each: impl FnMut(GroupHead) -> Result<(), DuplicatesError>,
    ) -> Result<(), DuplicatesError> {
        let sql = "SELECT number, grade, size, names FROM grp ORDER BY grade, size DESC, number";
        let mut select = self.connection.prepare(sql)?;
        let mut rows = select.query([])?;
        let mut number = 0;
        while let Some(row) = rows.next()? {
            number += 1;
            let key = row.get(0)?;
            let grade = Grade::of_number(row.get(1)?);
            each(GroupHead { number, key, grade, size: row.get(2)?, names: row.get(3)? })?;
        }
        Ok(())
    }

    /// The number of groups and of their customers, for each grade.
    pub(super) fn counts(&self) -> Result<Vec<(Grade, u64, u64)>, DuplicatesError> {
        let sql = "SELECT grade, count(*), sum(size) FROM grp GROUP BY grade ORDER BY grade";
        let mut select = self.connection.prepare(sql)?;
        let rows =
            select.query_map([], |row| Ok((Grade::of_number(row.get(0)?), row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The first customers of a group; the one to keep comes first.
    pub(super) fn members(
        &self,
        group: &GroupHead,
        keep: Keep,
        limit: usize,
    ) -> Result<Vec<Member>, DuplicatesError> {
        let mut members = Vec::new();
        self.each_member_up_to(group, keep, limit as u64, |member| {
            members.push(member);
            Ok(())
        })?;
        Ok(members)
    }

    /// Calls `each` with every customer of a group; the one to keep comes first.
    pub(super) fn each_member(
        &self,
        group: &GroupHead,
        keep: Keep,
        each: impl FnMut(Member) -> Result<(), DuplicatesError>,
    ) -> Result<(), DuplicatesError> {
        self.each_member_up_to(group, keep, i64::MAX as u64, each)
    }

    fn each_member_up_to(
        &self,
        group: &GroupHead,
        keep: Keep,
        limit: u64,
        mut each: impl FnMut(Member) -> Result<(), DuplicatesError>,
    ) -> Result<(), DuplicatesError> {
        let sql = format!(
            "SELECT c.id, c.tickets, c.filled, c.record FROM member m JOIN customer c USING (no) WHERE m.grp = ?
             ORDER BY {} LIMIT ?",
            keep.order()
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut rows = select.query(params![group.key, limit])?;
        while let Some(row) = rows.next()? {
            each(member(row)?)?;
        }
        Ok(())
    }

    /// What the customers of a group share, the strongest first; at most [`VALUES`].
    pub(super) fn shared_values(&self, group: &GroupHead) -> Result<Vec<SharedValue>, DuplicatesError> {
        let sql = if group.grade == Grade::Shared {
            "SELECT grade, value FROM shared_value WHERE grp = ?1 AND ?2 > 0 AND ?4 > 0
             ORDER BY grade, value LIMIT ?3"
        } else {
            // SQLite keeps the order of a CROSS JOIN.
            "SELECT DISTINCT k.grade, k.value FROM member m CROSS JOIN identifier i ON i.no = m.no
             CROSS JOIN class k ON k.grade = i.grade AND k.value = i.value
             WHERE m.grp = ?1 AND +k.grade <= ?2 AND NOT (+k.grade <= 1 AND k.names >= ?4)
             ORDER BY k.grade, k.customers DESC, k.value LIMIT ?3"
        };
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select
            .query_map(params![group.key, group.grade.number(), VALUES, SHARED_NAMES], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
            })?;
        let mut shared = Vec::new();
        for row in rows {
            let (grade, value) = row?;
            shared.push(shared_value(Grade::of_number(grade), value));
        }
        Ok(shared)
    }
}

fn shared_value(grade: Grade, value: String) -> SharedValue {
    match corroboration(&value).filter(|_| grade == Grade::NameAndField) {
        Some((field, value)) => SharedValue { by: format!("name and {field}"), value: value.to_owned() },
        None => SharedValue { by: grade.word().to_owned(), value },
    }
}

fn member(row: &Row<'_>) -> Result<Member, DuplicatesError> {
    let record: String = row.get(3)?;
    Ok(Member {
        id: row.get(0)?,
        tickets: row.get(1)?,
        filled: row.get(2)?,
        record: serde_json::from_str(&record)?,
    })
}
