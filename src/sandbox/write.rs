//! The checks of inserts and updates, and the customer that a PUT results in.

use super::field::{FIELDS, FieldShape, shape};
use super::options::{PutMode, SandboxOptions, UnknownNames};
use super::photo;
use super::store::Body;
use serde_json::Value;

/// Checks the object of a write and removes fields that only the server makes. An error is the text of a 400.
pub(super) fn clean(body: Body, options: &SandboxOptions) -> Result<Body, String> {
    let mut clean = Body::new();
    for (name, value) in body {
        match shape(&name) {
            Some(FieldShape::ServerMade) => {}
            None if options.unknown == UnknownNames::Refuse => return Err(format!("unknown field '{name}'")),
            shape => {
                check(shape, &name, &value, options)?;
                clean.insert(name, value);
            }
        }
    }
    flatten_company(&mut clean);
    Ok(clean)
}

fn check(
    shape: Option<FieldShape>,
    name: &str,
    value: &Value,
    options: &SandboxOptions,
) -> Result<(), String> {
    if let Some(wanted) = shape.and_then(|shape| shape.complaint(value)) {
        return Err(format!("field '{name}' must be {wanted}"));
    }
    if name == "profilePhotoBlob"
        && value.as_str().is_some_and(|text| photo::decode(text, options.photo).is_none())
    {
        return Err("field 'profilePhotoBlob' can't be decoded".to_owned());
    }
    match value {
        Value::Object(fields) if shape == Some(FieldShape::Custom) => check_custom(fields, options),
        _ => Ok(()),
    }
}

fn check_custom(fields: &Body, options: &SandboxOptions) -> Result<(), String> {
    let defined = |name: &str| options.custom_fields.iter().any(|field| field["name"] == name);
    let stranger = fields.keys().find(|name| !defined(name));
    match stranger {
        Some(name) if options.unknown_custom == UnknownNames::Refuse => {
            Err(format!("unknown custom field '{name}'"))
        }
        _ => Ok(()),
    }
}

/// A company that is an object, as reads show it, is stored as its name.
fn flatten_company(body: &mut Body) {
    let Some(company) = body.get_mut("company") else { return };
    if let Some(name) = company.as_object().map(|company| company.get("name").cloned().unwrap_or_default()) {
        *company = name;
    }
}

/// Refuses a customer without a name.
pub(super) fn require_name(body: &Body) -> Result<(), String> {
    match body.get("name").and_then(Value::as_str) {
        Some(name) if !name.trim().is_empty() => Ok(()),
        _ => Err("field 'name' is required".to_owned()),
    }
}

/// The customer after a PUT of `patch` over `base`.
pub(super) fn update(base: &Body, mut patch: Body, options: &SandboxOptions) -> Body {
    if options.put_custom == PutMode::Merge {
        let custom = merge_custom(base.get("customFields"), patch.get("customFields"));
        custom.map(|custom| patch.insert("customFields".to_owned(), custom));
    }
    let mut result = match options.put {
        PutMode::Merge => base.clone(),
        PutMode::Replace => server_made(base),
    };
    result.extend(patch);
    result
}

fn merge_custom(base: Option<&Value>, patch: Option<&Value>) -> Option<Value> {
    match (base.and_then(Value::as_object), patch.and_then(Value::as_object)) {
        (Some(base), Some(patch)) => Some(base.clone().into_iter().chain(patch.clone()).collect()),
        (Some(base), None) => Some(Value::Object(base.clone())),
        _ => patch.cloned(),
    }
}

/// The fields that a replacing PUT keeps: those that the server makes, and the photo, which no read shows.
fn server_made(base: &Body) -> Body {
    let kept = |name: &str| name == "profilePhotoBlob" || shape(name) == Some(FieldShape::ServerMade);
    let fields = FIELDS.iter().filter(|(name, _)| kept(name));
    fields.filter_map(|(name, _)| Some(((*name).to_owned(), base.get(*name)?.clone()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn body(value: Value) -> Body {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_put_merges_or_replaces() {
        let base =
            body(json!({"name": "Ada", "memo": "m", "ticketCount": 3, "customFields": {"a": "1", "b": "2"}}));
        let patch = body(json!({"name": "Ada B", "customFields": {"b": "3"}}));
        for (put, custom, expected) in [
            (
                PutMode::Replace,
                PutMode::Replace,
                json!({"ticketCount": 3, "name": "Ada B", "customFields": {"b": "3"}}),
            ),
            (
                PutMode::Replace,
                PutMode::Merge,
                json!({"ticketCount": 3, "name": "Ada B", "customFields": {"a": "1", "b": "3"}}),
            ),
            (
                PutMode::Merge,
                PutMode::Replace,
                json!({"name": "Ada B", "memo": "m", "ticketCount": 3, "customFields": {"b": "3"}}),
            ),
        ] {
            let options = SandboxOptions { put, put_custom: custom, ..SandboxOptions::default() };
            assert_eq!(Value::Object(update(&base, patch.clone(), &options)), expected, "{put:?} {custom:?}");
        }
        let options = SandboxOptions { put_custom: PutMode::Merge, ..SandboxOptions::default() };
        let kept = update(&base, body(json!({"name": "x"})), &options);
        assert_eq!(kept["customFields"], json!({"a": "1", "b": "2"}));
    }

    #[test]
    fn server_made_fields_are_accepted_and_ignored() {
        let read = body(json!({"id": "7", "ticketCount": 9, "company": {"id": "c", "name": "Acme"}}));
        assert_eq!(
            Value::Object(clean(read, &SandboxOptions::default()).unwrap()),
            json!({"company": "Acme"})
        );
    }
}
