//! Which values of a row rest on an assumption, such as the country of a phone number that does not say it.

use super::opened_source::OpenedSource;
use crate::convert::DayOrder;
use crate::customer::Customer;
use crate::mapping::BoundMapping;
use crate::profile::ReadingAssumption;
use crate::record::Record;

/// What is assumed about the values of one source. An assumption is known by its number in [`RowAssumptions::all`].
#[derive(Debug, Clone)]
pub(super) struct RowAssumptions {
    /// The columns with phone numbers, and their fields.
    phones: Vec<(Vec<usize>, String)>,
    /// The rules with dates, and the order that was decided.
    dates: Vec<(usize, DayOrder)>,
    /// The assumptions: about phones, then about dates.
    all: Vec<ReadingAssumption>,
}

impl RowAssumptions {
    pub(super) fn of(source: &OpenedSource) -> Self {
        let (mut phones, mut dates, mut all) = (Vec::new(), Vec::new(), Vec::new());
        for (columns, field, region) in source.bound.phones_with_region() {
            let country = region.to_owned();
            all.push(ReadingAssumption::PhoneRegion { field: field.clone(), country, count: 0 });
            phones.push((columns, field));
        }
        for (rule, order, assumed) in source.orders() {
            all.push(assumed);
            dates.push((rule, order));
        }
        Self { phones, dates, all }
    }

    /// The phone fields of a source that have a region in the mapping; their assumptions come first.
    pub(super) fn phones_of(source: &OpenedSource) -> Vec<String> {
        source.bound.phones_with_region().into_iter().map(|(_, field, _)| field).collect()
    }

    /// The fields of the assumptions about a source, by their numbers.
    pub(super) fn fields_of(source: &OpenedSource) -> Vec<String> {
        let all = Self::of(source).into_all();
        all.map(|about| about.field().unwrap_or_default().to_owned()).collect()
    }

    /// All assumptions, by their numbers.
    pub(super) fn into_all(self) -> impl Iterator<Item = ReadingAssumption> {
        self.all.into_iter()
    }

    /// The numbers of the assumptions on which values of a row rest.
    pub(super) fn of_row(&self, bound: &BoundMapping, record: &Record, customer: &Customer<'_>) -> Vec<u16> {
        if self.all.is_empty() {
            return Vec::new();
        }
        let has_country = customer.get("state").is_some_and(|country| !country.text().is_empty());
        let phones = self.phones.iter().filter(|_| !has_country);
        let phones = phones.map(|(columns, field)| lacks_country(columns, field, record, customer));
        let phones = phones.chain(std::iter::repeat(false)).take(self.phones.len());
        let dates = self.dates.iter().map(|(rule, order)| bound.assumed_order(*rule, record) == Some(*order));
        (0_u16..).zip(phones.chain(dates)).filter(|(_, rests)| *rests).map(|(number, _)| number).collect()
    }
}

/// True if a phone number got the country code of the mapping's region, because it does not say its own.
fn lacks_country(columns: &[usize], field: &str, record: &Record, customer: &Customer<'_>) -> bool {
    let mut texts = columns.iter().filter_map(|column| Some(record.get(*column)?.text.trim()));
    let written = texts.find(|text| !text.is_empty()).unwrap_or_default();
    let stated = written.starts_with('+') || written.starts_with("00");
    let read = customer.get(field).is_some_and(|value| value.text().starts_with('+'));
    read && !stated && !written.is_empty()
}
