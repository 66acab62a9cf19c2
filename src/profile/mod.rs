//! TODO

mod column_profile;
mod duplicate_groups;
mod source_profile;
mod value_kind;

pub(crate) use source_profile::{cut, flat};

pub use column_profile::{ColumnProfile, ColumnProfilers, KindCount};
pub use duplicate_groups::{DuplicateGroup, DuplicateGroups};
pub use source_profile::{
    CountryCounts, CountryProfile, ProfileBatch, ProfiledRow, ReadingProfile, SourceProfile,
};
pub use value_kind::ValueKind;
