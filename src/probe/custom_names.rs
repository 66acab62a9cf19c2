//! The custom fields that a probe uses.

use serde_json::Value;

use crate::api::Object;

/// Names for custom fields without a definition.
const UNDEFINED: [&str; 2] = ["deskferryProbe1", "deskferryProbe2"];
/// Two custom fields tell whether a PUT empties the one that it leaves out.
const NEEDED: usize = 2;

/// The custom fields of an account, as far as the probe needs them.
#[derive(Debug, Default)]
pub(super) struct CustomNames {
    /// Up to two that have a definition and take any text.
    pub(super) defined: Vec<String>,
}

impl CustomNames {
    /// Those with a definition as free text.
    pub(super) fn of(definitions: &[Object]) -> Self {
        let text = |definition: &Object, member: &str| {
            definition.get(member).and_then(Value::as_str).map(ToOwned::to_owned)
        };
        let is_free = |definition: &&Object| text(definition, "type").is_none_or(|kind| kind == "TEXT");
        let names = definitions.iter().filter(is_free).filter_map(|definition| text(definition, "name"));
        Self { defined: names.take(NEEDED).collect() }
    }

    /// Those with a definition, and two without.
    pub(super) fn with_undefined(&self) -> Vec<String> {
        self.defined.iter().cloned().chain(UNDEFINED.map(ToOwned::to_owned)).collect()
    }
}

/// True for a custom field that has no definition.
pub(super) fn is_undefined(name: &str) -> bool {
    UNDEFINED.contains(&name)
}
