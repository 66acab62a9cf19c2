//! Text that was damaged before it arrived: how to find and to repair it.

mod complaints;
mod double_encoding;
mod empty_words;
mod entities;
mod repair;
mod wrong_code_page;

pub(crate) use complaints::{RowDamage, complaints, fraction_left};
pub(crate) use double_encoding::once_encoded;
pub(crate) use empty_words::{EMPTY_WORDS, empty_word, is_empty_word, is_null_date, null_hint};
pub(crate) use entities::without_entities;
pub(crate) use repair::{Repair, repair_of_rule, repair_of_source};
