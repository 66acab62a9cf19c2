//! The JSON Schema of mapping files, for completion and checks in an editor.

/// The schema (draft 7) in `mappings/`. The first line of each built-in mapping refers to it.
///
/// It describes keys, types and words. Other errors, such as a missing column, are found only by
/// [`Mapping::parse`](super::Mapping::parse) and [`Mapping::bind`](super::Mapping::bind).
pub const SCHEMA: &str = include_str!("../../mappings/mapping.schema.json");
