//! `--sample`: the few rows that show the most of a file.
//!
//! [`row_features`] says what a row shows: each filled field, conversion, warning and odd value is a [`Feature`].
//! [`Candidates`] keeps a few rows for each feature while all rows pass by, and [`Candidates::choose`] takes the fewest
//! rows that show all of them. What a taken row shows beyond that is found by reading it again ([`Candidates::know`]).
//! Rows that end in another way without others are taken with these, as a `Unit`. A [`Sample`] says in `run.json` what
//! was taken and what it shows.

mod bound;
mod candidates;
mod choice;
mod chosen_rows;
mod cover;
mod feature;
mod matrix;
mod merged_groups;
mod note;
mod odd_text;
mod row_features;
mod search;
mod settled;
mod spelling;
mod taken;
mod unit;
mod units;
mod unknown_rows;

pub use candidates::{Candidates, RowEnd};
pub use choice::Choice;
pub use feature::{Feature, FeatureKind};
pub use note::{LargeCustomer, Sample, SamplePick, SampleThing};
pub use row_features::{RowFeatures, feature_of, row_features};
pub use unknown_rows::UnknownRows;
