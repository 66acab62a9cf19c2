//! Writes customers to files: JSON Lines, a JSON array, CSV or XLSX.
//!
//! A [`Sink`] takes one customer after the other, as the server sent it, and keeps none in memory. If a table can't
//! hold some data, [`SinkSummary::notes`] says so. `docs/export-formats.md` specifies the formats; the built-in mapping
//! `deskferry` reads them back.
//!
//! ```
//! use deskferry::file::create;
//! use deskferry::sink::{SinkColumns, SinkFormat, SinkOptions, open_sink};
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("customers.csv");
//! let ada = serde_json::json!({"id": "7", "name": "Ada", "customFields": {"segment": "Gold"}});
//! let mut columns = SinkColumns::chosen(["id", "name", "customFields.segment"])?;
//! columns.observe(ada.as_object().ok_or("no object")?);
//!
//! let out = create(&path)?;
//! let mut sink = open_sink(SinkFormat::Csv, &columns, &SinkOptions::new("customers.csv"), out)?;
//! sink.write(ada.to_string().as_bytes())?;
//! assert_eq!(sink.finish()?.customers, 1);
//! assert_eq!(std::fs::read_to_string(path)?, "id,name,customFields.segment\n7,Ada,Gold\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod columns;
mod csv;
mod customer_sink;
mod error;
mod format;
mod json;
mod mapped_json_lines;
mod open_sink;
mod sink_table;
mod summary;
#[cfg_attr(not(feature = "workbook"), path = "no_xlsx.rs")]
mod xlsx;

pub use columns::SinkColumns;
pub use customer_sink::{Sink, SinkOptions};
pub use error::SinkError;
pub use format::SinkFormat;
pub use mapped_json_lines::JsonLines;
pub use open_sink::open_sink;
pub use summary::{Note, SinkSummary};

#[cfg(test)]
mod conformance;
