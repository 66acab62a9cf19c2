//! The customer in the help desk as a template sees it.

use std::sync::Arc;

use minijinja::ErrorKind;
use minijinja::value::{Object, ObjectRepr, Value};
use serde_json::{Map, Value as Json};

use super::current_uses::CUSTOM;
use crate::customer::table_cell::written;
use crate::customer::{CustomerColumn, is_secret};

/// The customer as a template sees it: `current.memo`, `current.customFields.segment`. A field without a value is an
/// empty text. Without a customer, all are, and `current` itself is false.
#[derive(Debug)]
struct CurrentView {
    customer: Option<Arc<Map<String, Json>>>,
    /// True for the custom fields of the customer.
    custom: bool,
}

/// The value of `current` for a customer as the help desk returns it; `None` for a row that matches none.
pub(crate) fn current_value(customer: Option<&Map<String, Json>>) -> Value {
    let customer = customer.map(|customer| Arc::new(customer.clone()));
    Value::from_object(CurrentView { customer, custom: false })
}

/// The columns of an export and a template show the same text.
fn shown(column: &CustomerColumn, value: &Json) -> Value {
    match value {
        Json::Bool(truth) => Value::from(*truth),
        Json::String(text) => Value::from(text.as_str()),
        other => Value::from(written(column, other).text.as_ref()),
    }
}

impl Object for CurrentView {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let name = key.as_str()?;
        if !self.custom && name == CUSTOM {
            return Some(Value::from_object(Self { customer: self.customer.clone(), custom: true }));
        }
        if !self.custom && is_secret(name) {
            return Some(Value::from(minijinja::Error::new(ErrorKind::InvalidOperation, SECRET)));
        }
        let column = match self.custom {
            true => CustomerColumn::Custom(name.to_owned()),
            false => CustomerColumn::named(name),
        };
        let value = self.customer.as_ref().and_then(|customer| column.value(customer));
        Some(value.map_or_else(|| Value::from(""), |value| shown(&column, value)))
    }

    fn is_true(self: &Arc<Self>) -> bool {
        self.customer.is_some()
    }
}

/// The message for a secret field.
pub(super) const SECRET: &str = "a template can't read the credentials of a customer";

/// A customer that has a text in every field. It leads the search for columns into branches that an empty customer
/// never reaches.
#[derive(Debug)]
pub(super) struct FilledView;

impl Object for FilledView {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let filled = || Value::from_object(Self);
        Some(if key.as_str()? == CUSTOM { filled() } else { Value::from("x") })
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use minijinja::{Environment, UndefinedBehavior, context};
    use serde_json::json;

    use super::*;

    fn rendered(template: &str, customer: Option<Json>) -> Result<String, String> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let current = current_value(customer.as_ref().and_then(Json::as_object));
        environment.render_str(template, context! { current => current }).map_err(|error| error.to_string())
    }

    #[test]
    fn fields_are_shown_as_in_an_export() {
        let customer = json!({
            "birthDate": -72_748_800_000_i64, "tags": ["vip", "press"], "topClient": false, "memo": null,
            "company": {"id": "1", "name": "Acme"}, "city": "Rome", "customFields": {"level": "3"},
            "ticketCount": 4, "account": {"password": "x"},
        });
        for (template, expected) in [
            ("{{ current.birthDate }}", "1967-09-12"),
            ("{{ current.tags }}", "vip, press"),
            ("{{ current.topClient }}", "False"),
            ("{{ 'yes' if current.topClient else 'no' }}", "no"),
            ("{{ current.memo }}|{{ current.province }}", "|"),
            ("{{ current.company }}", "Acme"),
            ("{{ current['city'] }}", "Rome"),
            ("{{ current.customFields.level }}{{ current.customFields.none }}", "3"),
            ("{{ current.ticketCount }}", "4"),
            ("{{ 'there' if current else 'new' }}", "there"),
        ] {
            assert_eq!(rendered(template, Some(customer.clone())).as_deref(), Ok(expected), "{template}");
        }
        assert!(rendered("{{ current.account }}", Some(customer)).unwrap_err().contains(SECRET));
    }

    #[test]
    fn without_a_customer_all_is_empty() {
        let template = "{{ current.memo }}{{ current.customFields.a }}{{ 'there' if current else 'new' }}";
        assert_eq!(rendered(template, None).as_deref(), Ok("new"));
    }
}
