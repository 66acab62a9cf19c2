//! Scans complete columns before their rows are mapped.

mod country_count;
mod day_orders;
mod scan;

pub use scan::{ColumnScan, DecidedOrder};
