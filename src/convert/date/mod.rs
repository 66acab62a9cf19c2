//! Dates without a time.

mod auto;
mod compact;
mod date_formats;
mod day_order;
mod format;
mod format_words;
mod names;
mod serial;
mod time_of_day;

pub use date_formats::DateFormats;
pub use day_order::{DateSeparator, DayOrder, DayOrders};
pub(crate) use format_words::format_in_words;
