//! `as = "exported"`: cells of an export, used unchanged.

use crate::customer::{FieldKind, FieldTarget, FieldValue, table_cell};
use crate::issue::{Code, Complaint};

/// Reads the value that the export wrote. Text is not trimmed, cleaned or checked.
pub(super) fn convert<'a>(target: &FieldTarget, text: &'a str) -> Result<FieldValue<'a>, Complaint> {
    table_cell::read(target, text).map_err(|wanted| {
        let is_bool = matches!(target, FieldTarget::Field(field) if field.kind == FieldKind::Bool);
        let code = if is_bool { Code::Boolean } else { Code::Date };
        let hint = "write the value as the export has it, or use another mapping for this file";
        Complaint::new(code, format!("the value is not {wanted}"), hint)
    })
}
