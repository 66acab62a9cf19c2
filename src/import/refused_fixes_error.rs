//! The error of an import with fixes that no longer fit.

use std::fmt;

use crate::fixes::RefusedFixes;
use crate::wording::counted;

/// The most fixes that the error names.
const NAMED: usize = 5;

/// An import ends before it sends anything, because rows have changed since they were mended.
#[derive(Debug)]
pub struct RefusedFixesError {
    /// The refused fixes.
    pub refused: RefusedFixes,
    /// The command that removes the fixes whose row is gone.
    pub prune: String,
}

impl std::error::Error for RefusedFixesError {}

impl fmt::Display for RefusedFixesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { refused: RefusedFixes { file, first, more }, prune } = self;
        let all = first.len() as u64 + more;
        let (them, fit) = if all == 1 { ("it", "fits") } else { ("them", "fit") };
        write!(f, "{} of {file} no longer {fit}; nothing was sent:", counted(all, "fix", "fixes"))?;
        for fix in first.iter().take(NAMED) {
            let column =
                fix.column.as_ref().map_or_else(String::new, |column| format!(", column {column:?}"));
            let value = fix.value.as_ref().map_or_else(String::new, |value| format!(", {value:?}"));
            write!(f, "\n  {file}, line {}{column}{value}: {}", fix.line, fix.message)?;
        }
        if all > NAMED as u64 {
            write!(f, "\n  and {} more", all - NAMED as u64)?;
        }
        write!(
            f,
            "\nLook for the rows in the source, and mend them again. If they are gone, or were corrected in the source:\n  \
             {prune}\nremoves their lines. Or import without {them}: --allow-refused-fixes"
        )
    }
}
