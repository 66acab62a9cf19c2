//! `--sample`: the few rows that show the most of a file.
//!
//! [`row_features`] says what a row shows: each filled field, conversion, warning and odd value is a [`Feature`].
//! [`Candidates`] keeps a few rows for each feature while all rows pass by, and [`Candidates::choose`] takes the fewest
//! rows that show all of them. Rows that end in another way without others are taken with these, as a `Unit`. A
//! [`Sample`] says in `run.json` what was taken and what it shows.

mod candidates;
mod choice;
mod cover;
mod feature;
mod merged_groups;
mod note;
mod odd_text;
mod row_features;
mod spelling;
mod unit;
mod units;

pub use candidates::{Candidates, RowEnd};
pub use choice::Choice;
pub use feature::{Feature, FeatureKind};
pub use note::{LargeCustomer, Sample, SamplePick, SampleThing};
pub use row_features::{RowFeatures, feature_of, row_features};
