//! Holds what changed since the last accepted backup against the limits.

use super::alarm::{Loss, LossKind};
use super::filled_counts::FilledCounts;
use super::loss_limits::{LossLimit, LossLimits};
use super::record_comparison::RecordChanges;

/// The most losses that are kept: the greatest.
const KEPT: usize = 100;
/// A field with so few values may lose all of them.
const HANDFUL: u64 = 5;

/// What is known about the change since the last accepted backup.
#[derive(Clone, Copy)]
pub(super) struct HeldChange<'a> {
    /// What a comparison of the records found; `None` if only numbers are known.
    pub(super) changes: Option<&'a RecordChanges>,
    /// The number of customers before; `None` if the manifest does not say it.
    pub(super) customers_before: Option<u64>,
    pub(super) customers_after: u64,
    /// `None` if an earlier version has made the backup before, and it can't be read.
    pub(super) filled_before: Option<&'a FilledCounts>,
    pub(super) filled_after: &'a FilledCounts,
    /// Customers known only as the list shows them: they may have more values.
    pub(super) without_detail: u64,
    /// False if nothing is known about what a field lacks now.
    pub(super) shows_emptied: bool,
}

impl HeldChange<'_> {
    /// What is lost beyond the limits, customers first, then the fields that lost most.
    pub(super) fn losses(&self, limits: &LossLimits) -> Vec<Loss> {
        let removed = self.removed(limits);
        let mut emptied = match (self.shows_emptied, self.filled_before) {
            (true, Some(before)) => self.emptied(before, limits),
            _ => Vec::new(),
        };
        emptied.sort_by_key(|loss| std::cmp::Reverse(loss.lost));
        removed.into_iter().chain(emptied).take(KEPT).collect()
    }

    /// True if the records show that nothing is lost beyond the limits. Numbers alone can't: new customers may hide others
    /// that are gone.
    pub(super) fn is_all_clear(&self, limits: &LossLimits) -> bool {
        let strict = Self { without_detail: 0, ..*self };
        self.changes.is_some() && self.shows_emptied && strict.losses(limits).is_empty()
    }

    fn removed(&self, limits: &LossLimits) -> Option<Loss> {
        let (lost, of) = match self.changes {
            Some(changes) => (changes.gone, changes.gone + changes.changed + changes.unchanged),
            None => (self.fewer(), self.customers_before?),
        };
        let limit = &limits.removed;
        let loss = Loss { all: lost > 0 && lost == of, ..self.loss(LossKind::Customers, None, (lost, of)) };
        is_beyond(limit, &loss).then(|| Loss { limit: format!("--max-removed {limit}"), ..loss })
    }

    fn emptied(&self, before: &FilledCounts, limits: &LossLimits) -> Vec<Loss> {
        let of_field = |(field, of): (&String, &u64)| {
            let lost = self.emptied_of(field, *of);
            let (limit, words) = limits.of(field);
            let all = lost > HANDFUL && (lost == *of || self.is_empty(self.filled_after.of(field)));
            let loss = self.loss(LossKind::Values, Some(field.clone()), (lost, *of));
            let loss = Loss { all, limit: words, ..loss };
            is_beyond(limit, &loss).then_some(loss)
        };
        before.fields.iter().filter_map(of_field).chain(self.emptied_unnamed(before, limits)).collect()
    }

    fn emptied_of(&self, field: &str, before: u64) -> u64 {
        match self.changes {
            Some(changes) => {
                let emptied = changes.emptied.get(field).copied().unwrap_or_default();
                emptied.saturating_sub(self.without_detail)
            }
            None => self.fewer_values(before, self.filled_after.of(field)),
        }
    }

    /// Compares the numbers of fields without names, position by position. If no field has lost more than the limit, no
    /// position of the sorted numbers has either, so what is found is a loss.
    fn emptied_unnamed(&self, before: &FilledCounts, limits: &LossLimits) -> Vec<Loss> {
        if before.unnamed.is_empty() || self.changes.is_some() {
            return Vec::new();
        }
        let after = self.filled_after.sealed().unnamed;
        let at = |position: usize| after.get(position).copied().unwrap_or_default();
        let pairs = before.unnamed.iter().enumerate().map(|(position, of)| (*of, at(position)));
        let limit = &limits.emptied;
        let loss = |(of, now): (u64, u64)| {
            let lost = self.fewer_values(of, now);
            let all = lost > HANDFUL && (lost == of || self.is_empty(now));
            let loss = Loss { all, ..self.loss(LossKind::Values, None, (lost, of)) };
            is_beyond(limit, &loss).then(|| Loss { limit: format!("--max-emptied {limit}"), ..loss })
        };
        pairs.filter_map(loss).collect()
    }

    /// True if no customer has a value any more; where details are missing, that is not known.
    fn is_empty(&self, filled: u64) -> bool {
        filled == 0 && self.without_detail == 0
    }

    /// How many customers fewer there are; more may be gone if others came.
    fn fewer(&self) -> u64 {
        self.customers_before.unwrap_or_default().saturating_sub(self.customers_after)
    }

    /// How many values were emptied at least: a customer who is gone has taken one along.
    fn fewer_values(&self, before: u64, after: u64) -> u64 {
        before.saturating_sub(after).saturating_sub(self.fewer()).saturating_sub(self.without_detail)
    }

    fn loss(&self, what: LossKind, field: Option<String>, (lost, of): (u64, u64)) -> Loss {
        let at_least = self.changes.is_none();
        Loss { what, field, lost, of, at_least, all: false, limit: String::new() }
    }
}

/// True if a limit does not allow a loss. To lose everything, it must be `100%`.
fn is_beyond(limit: &LossLimit, loss: &Loss) -> bool {
    !limit.allows(loss.lost, loss.of) || (loss.all && !limit.allows_all())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn counts(fields: &[(&str, u64)], unnamed: &[u64]) -> FilledCounts {
        let fields = fields.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
        FilledCounts { fields, unnamed: unnamed.to_vec() }
    }

    /// The losses that the numbers alone show: `customers 30`, `memo 50`, `? 90`.
    fn by_numbers(customers: (u64, u64), before: &FilledCounts, after: &FilledCounts) -> Vec<String> {
        let held = HeldChange {
            changes: None,
            customers_before: Some(customers.0),
            customers_after: customers.1,
            filled_before: Some(before),
            filled_after: after,
            without_detail: 0,
            shows_emptied: true,
        };
        held.losses(&LossLimits::default()).iter().map(short).collect()
    }

    fn short(loss: &Loss) -> String {
        let name = match loss.what {
            LossKind::Customers => "customers",
            LossKind::Values => loss.field.as_deref().unwrap_or("?"),
        };
        format!("{name} {}", loss.lost)
    }

    #[rstest]
    #[case((1000, 950), &[])]
    #[case((1000, 949), &["customers 51"])]
    #[case((1000, 0), &["customers 1000"])]
    #[case((30, 10), &[])]
    #[case((30, 9), &["customers 21"])]
    #[case((0, 0), &[])]
    #[case((20, 0), &["customers 20"])]
    #[case((1, 0), &["customers 1"])]
    fn fewer_customers(#[case] customers: (u64, u64), #[case] expected: &[&str]) {
        let (before, after) = (counts(&[("id", customers.0)], &[]), counts(&[("id", customers.1)], &[]));
        assert_eq!(by_numbers(customers, &before, &after), expected, "what they took along is not emptied");
    }

    #[rstest]
    #[case(&[("memo", 100)], &[("memo", 80)], &[])]
    #[case(&[("memo", 100)], &[("memo", 79)], &["memo 21"])]
    #[case(&[("memo", 25)], &[], &["memo 25"])]
    #[case(&[("memo", 20)], &[], &["memo 20"])]
    #[case(&[("memo", 20)], &[("memo", 1)], &[])]
    #[case(&[("memo", 6)], &[], &["memo 6"])]
    #[case(&[("memo", 5)], &[], &[])]
    #[case(&[], &[("memo", 20), ("city", 400)], &[])]
    #[case(&[("city", 400), ("memo", 500)], &[], &["memo 500", "city 400"])]
    fn emptied_fields(
        #[case] before: &[(&str, u64)],
        #[case] after: &[(&str, u64)],
        #[case] expected: &[&str],
    ) {
        assert_eq!(by_numbers((500, 500), &counts(before, &[]), &counts(after, &[])), expected);
    }

    #[rstest]
    #[case(&[100, 90, 80], &[("vip", 100), ("customFields.b", 90)], &["? 80"])]
    #[case(&[100, 90, 80], &[("vip", 80), ("customFields.b", 90), ("customFields.c", 100)], &[])]
    #[case(&[100], &[("vip", 100), ("customFields.new", 300)], &[])]
    #[case(&[100, 6], &[("vip", 100)], &["? 6"])]
    #[case(&[100, 5], &[("vip", 100)], &[])]
    #[case(&[], &[("vip", 3)], &[])]
    fn fields_without_names(
        #[case] before: &[u64],
        #[case] after: &[(&str, u64)],
        #[case] expected: &[&str],
    ) {
        assert_eq!(by_numbers((500, 500), &counts(&[], before), &counts(after, &[])), expected);
    }

    #[test]
    fn nothing_is_known_without_the_details_or_the_numbers() {
        let (before, after) = (counts(&[("memo", 100)], &[]), FilledCounts::default());
        let held = |shows_emptied: bool, filled_before| HeldChange {
            changes: None,
            customers_before: None,
            customers_after: 0,
            filled_before,
            filled_after: &after,
            without_detail: 0,
            shows_emptied,
        };
        let limits = LossLimits::default();
        assert_eq!(held(true, Some(&before)).losses(&limits).len(), 1);
        assert!(held(false, Some(&before)).losses(&limits).is_empty());
        assert!(held(true, None).losses(&limits).is_empty());
    }

    #[test]
    fn compared_records_count_exactly() {
        let (before, after) = (counts(&[("memo", 100)], &[7]), FilledCounts::default());
        let changes = RecordChanges {
            gone: 21,
            unchanged: 79,
            emptied: [("memo".to_owned(), 30)].into(),
            ..RecordChanges::default()
        };
        let held = |without_detail| HeldChange {
            changes: Some(&changes),
            customers_before: Some(7),
            customers_after: 500,
            filled_before: Some(&before),
            filled_after: &after,
            without_detail,
            shows_emptied: true,
        };
        let losses = held(0).losses(&LossLimits::default());
        assert_eq!(losses.iter().map(short).collect::<Vec<_>>(), ["customers 21", "memo 30"]);
        assert!(losses.iter().all(|loss| !loss.at_least) && losses[0].of == 100);
        let less = held(11).losses(&LossLimits::default());
        assert_eq!(
            less.iter().map(short).collect::<Vec<_>>(),
            ["customers 21"],
            "their details are not known"
        );
    }
}
