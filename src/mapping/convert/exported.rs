//! Cells of a table that was exported: they are taken as they stand.

use crate::customer::{Kind, Target, Value, cell};
use crate::issue::{Code, Complaint};

/// The value that the export wrote: a text is neither trimmed nor cleaned nor judged.
pub(super) fn convert<'a>(target: &Target, text: &'a str) -> Result<Value<'a>, Complaint> {
    cell::read(target, text).map_err(|wanted| {
        let is_bool = matches!(target, Target::Field(field) if field.kind == Kind::Bool);
        let code = if is_bool { Code::Boolean } else { Code::Date };
        let hint = "write the value as the export has it, or use another mapping for this file";
        Complaint::new(code, format!("the value is not {wanted}"), hint)
    })
}
