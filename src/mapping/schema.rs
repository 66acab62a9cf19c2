//! The JSON Schema of mapping files, with which editors complete and check them while they are written.

/// The schema, draft 7, as it stands in `mappings/`; the shipped mappings name it in their first line.
///
/// It holds the form of a file: its keys, their kinds and words. What needs more, such as a column that is not there,
/// only [`Mapping::parse`](super::Mapping::parse) and [`Mapping::bind`](super::Mapping::bind) find.
pub const SCHEMA: &str = include_str!("../../mappings/mapping.schema.json");
