//! Finds customers of the help desk by their match key, by a search or in an index of the complete list.
//!
//! `search_probe` tests the server's search with existing customers, for the kinds of characters in the keys.
//! `server_search` falls back to the list if an answer is unreliable. Results of a search are always compared again: the
//! server may match parts of a value, ignore a field, or lag. `shown_fields` defines whether a record shows a field.

mod character_kinds;
mod customer_index;
mod customer_lookup;
mod drain_to_index;
mod end_pages;
mod error;
mod field_name;
mod filter;
mod hidden_details;
mod index_pass;
mod insert_order;
mod keyless_cache;
mod known_search;
mod list_end;
mod search_probe;
mod server_search;
mod shown_fields;
mod spelling;
mod unclaimed_customers;

pub use crate::api::id_of;
pub use character_kinds::{CharacterKinds, WantedKinds};
pub use customer_index::{CustomerIndex, is_without_id};
pub use customer_lookup::CustomerLookup;
pub use drain_to_index::{DrainStep, SinglePass, pages};
pub use error::{LookupError, Miscounted};
pub use field_name::{UnknownField, field_name};
pub(crate) use filter::compared_text;
pub use filter::{Filter, FilterError, FilterResult};
pub use keyless_cache::KeylessCache;
pub use list_end::{ListEnd, Look, Owner, SHORT_LIST, SinceListEnd};
pub use server_search::ServerSearch;
pub(crate) use shown_fields::{CUSTOM, shows_less};
pub use shown_fields::{ShownFields, shows};
pub use unclaimed_customers::{Unclaimed, UnclaimedScan};
