//! Files as real people have them, read by the real binary: nobody is swallowed, nothing is garbled or invented.
//!
//! `tests/fixtures/cases` has one file for each fault that was once found; its `manifest.tsv` says what was wrong and
//! what is right.

mod books;
mod customers;
mod damaged;
mod encodings;
mod formulas;
mod header;
mod json;
mod merged_cells;
mod merging;
mod old_books;
mod pages;
mod phones;
mod photos;
mod quotes;
mod refusals;
mod several;
mod suggest;
mod values;
mod vcard;
mod workbooks;
