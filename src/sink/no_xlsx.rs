//! In place of `xlsx.rs` in a build without the feature `workbook`: no workbook is written.

use super::customer_sink::{Sink, SinkOptions};
use super::error::SinkError;
use crate::customer::CustomerColumn;
use crate::features::MissingFeature;
use crate::file::Output;

pub(super) fn check() -> Result<(), MissingFeature> {
    Err(MissingFeature::Workbook)
}

pub(super) fn open(
    _columns: Vec<CustomerColumn>,
    _options: &SinkOptions,
    _out: Box<dyn Output>,
) -> Result<Box<dyn Sink>, SinkError> {
    Err(MissingFeature::Workbook.into())
}
