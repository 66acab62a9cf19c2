//! How two states of the customers differ, as text.

use deskferry::backup::RecordChanges;

/// The number of differences by field, then the customers as far as they are known.
pub(crate) fn differences(changes: &RecordChanges) -> String {
    let mut text = changes.text();
    let customers = &changes.customers;
    customers.added.iter().for_each(|id| text.push_str(&format!("added    {id}\n")));
    for changed in &customers.changed {
        text.push_str(&format!("changed  {}  {}\n", changed.id, changed.fields.join(", ")));
    }
    customers.gone.iter().for_each(|id| text.push_str(&format!("gone     {id}\n")));
    text
}
