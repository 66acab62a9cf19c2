//! What the sources of a run contain: columns, kinds of values, countries, duplicate groups and sample rows.
//!
//! Reading counts each batch in a [`ProfileBatch`]; a [`ReadingProfile`] collects them. Its size is bounded, whatever
//! the size of the sources. The reports show it.

mod column_profile;
mod cut_pair;
mod display_text;
mod duplicate_groups;
mod left_out;
mod reading_assumption;
mod source_profile;
mod value_kind;

pub(crate) use cut_pair::cut_pair;
pub(crate) use display_text::{display_pair, shorten, whole_fields};

pub use column_profile::{ColumnProfile, ColumnProfilers, KindCount};
pub use duplicate_groups::{DuplicateGroup, DuplicateGroups, DuplicateRow};
pub use left_out::{LeftOut, LeftOutColumn, LeftOutRule};
pub use reading_assumption::{AssumedOrder, AssumedValues, ReadingAssumption};
pub use source_profile::{
    CountryCounts, CountryProfile, ProfileBatch, ProfiledRow, ReadingProfile, SourceProfile,
};
pub use value_kind::ValueKind;
