//! What became of the fixes of the sources that were read.

use std::collections::HashSet;

use super::opened_source::OpenedSource;
use crate::fixes::{FixedSource, FixesOutcome};
use crate::suggest::is_sensitive_column;

/// What became of the fixes; `None` if there are none. The values of secret columns are left out.
pub(super) fn fixes_of(opened: &[OpenedSource]) -> Option<FixesOutcome> {
    let sources: Vec<&FixedSource> = opened.iter().map(|source| &source.source).collect();
    let secret: HashSet<String> = opened.iter().flat_map(secret_labels).collect();
    FixesOutcome::of(&sources, |column| secret.contains(column) || is_sensitive_column(column))
}

fn secret_labels(source: &OpenedSource) -> Vec<String> {
    let labels = source.labels();
    source.secret_columns().into_iter().filter_map(|at| labels.get(at).cloned()).collect()
}
