//! What the help desk changes in values before it stores them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::halt::Step;
use super::state::{ProbeState, value_of};
use super::values::odd;
use crate::api::{Object, RawCall};
use crate::behavior::{Learned, StoredForm};

impl ProbeState {
    /// An update with values that help desks change, read back.
    pub(super) async fn learn_stored(&mut self) -> Step<()> {
        let first = self.first()?.clone();
        for is_timid in [false, true] {
            let body = odd(&self.base, &first.mark, is_timid);
            let call = RawCall::update(&first.id, &body)?;
            if self.desk.write(&call).await?.is_success() {
                let shown = self.read_first().await?;
                self.known.stores = Learned::Found(changed(&body, &shown));
                return Ok(());
            }
        }
        self.known.stores = Learned::unknown("the help desk refuses texts with blanks around them");
        Ok(())
    }
}

/// Each field that was stored in another form.
fn changed(sent: &Object, shown: &Object) -> BTreeMap<String, StoredForm> {
    let mut changed = BTreeMap::new();
    for (field, value) in sent {
        let inner = value.as_object().filter(|_| field == "customFields");
        let fields: Vec<(String, &Value)> = match inner {
            Some(custom) => {
                custom.iter().map(|(name, value)| (format!("customFields.{name}"), value)).collect()
            }
            None => vec![(field.clone(), value)],
        };
        for (field, sent) in fields {
            let stored = value_of(shown, &field).unwrap_or(&Value::Null);
            changed.extend(StoredForm::between(sent, stored).map(|form| (field, form)));
        }
    }
    changed
}
