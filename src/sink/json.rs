//! JSON Lines, and a JSON array.

use std::borrow::Cow;
use std::io::{self, Write};

use super::customer_sink::{Sink, SinkOptions};
use super::error::SinkError;
use super::format::SinkFormat;
use super::summary::SinkSummary;
use crate::api::{CustomerRecord, Object};
use crate::customer::CustomerColumn;
use crate::file::{FileError, Output};

/// Writes objects byte for byte as they came, or only their chosen fields.
pub(super) struct JsonSink {
    name: String,
    array: bool,
    chosen: Option<Vec<CustomerColumn>>,
    out: Box<dyn Output>,
    count: u64,
}

impl JsonSink {
    pub(super) fn open(
        format: SinkFormat,
        chosen: Option<Vec<CustomerColumn>>,
        options: &SinkOptions,
        out: Box<dyn Output>,
    ) -> Result<Self, SinkError> {
        let array = format == SinkFormat::Json;
        let mut sink = Self { name: options.name.clone(), array, chosen, out, count: 0 };
        if array {
            sink.put(&[b"["])?;
        }
        Ok(sink)
    }

    fn put(&mut self, parts: &[&[u8]]) -> Result<(), SinkError> {
        let written: io::Result<()> = parts.iter().try_for_each(|part| self.out.write_all(part));
        written.map_err(|error| FileError::writing(&self.name, error).into())
    }

    /// The text with the chosen fields. In an array it must be valid JSON, so a malformed customer loses what can't be
    /// read.
    fn pick<'c>(&self, customer: &'c [u8]) -> serde_json::Result<Cow<'c, [u8]>> {
        match &self.chosen {
            None if !self.array => Ok(Cow::Borrowed(customer)),
            None => {
                let record = CustomerRecord::read(customer);
                let text = record.fault().map(|_| serde_json::to_vec(&*record)).transpose()?;
                Ok(text.map_or(Cow::Borrowed(customer), Cow::Owned))
            }
            Some(chosen) => {
                serde_json::to_vec(&picked(chosen, &CustomerRecord::read(customer))).map(Cow::Owned)
            }
        }
    }
}

/// The chosen fields of a customer in the chosen order. All custom fields are where the first one is.
fn picked(chosen: &[CustomerColumn], customer: &Object) -> Object {
    let mut picked = Object::new();
    for column in chosen {
        let Some(value) = column.value(customer) else { continue };
        match column {
            CustomerColumn::Custom(name) => {
                let fields = picked.entry("customFields").or_insert_with(|| Object::new().into());
                if let Some(fields) = fields.as_object_mut() {
                    fields.insert(name.clone(), value.clone());
                }
            }
            _ => drop(picked.insert(column.to_string(), value.clone())),
        }
    }
    picked
}

impl Sink for JsonSink {
    fn write(&mut self, customer: &[u8]) -> Result<(), SinkError> {
        let is_line = !customer.is_empty() && memchr::memchr(b'\n', customer).is_none();
        let number = self.count + 1;
        let object = is_line.then(|| self.pick(customer).ok()).flatten();
        let object = object.ok_or_else(|| SinkError::NotACustomer { file: self.name.clone(), number })?;
        match (self.array, self.count) {
            (true, 0) => self.put(&[b"\n", &object])?,
            (true, _) => self.put(&[b",\n", &object])?,
            (false, _) => self.put(&[&object, b"\n"])?,
        }
        self.count = number;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<SinkSummary, SinkError> {
        if self.array {
            self.put(&[b"\n]\n"])?;
        }
        self.out.finish()?;
        Ok(SinkSummary { customers: self.count, notes: Vec::new() })
    }
}
