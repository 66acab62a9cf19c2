//! A customer as details and lists show it.

use super::company_form::CompanyForm;
use super::field::{FIELDS, FieldShape};
use super::options::{BadRecord, IdForm, SandboxOptions};
use super::store::{Body, StoredCustomer};
use serde_json::{Value, json};

/// An id in the form of the switch; an id that is not a number stays text.
pub(super) fn id(id: &str, options: &SandboxOptions) -> Value {
    match id.parse::<u64>() {
        Ok(number) if options.id_form == IdForm::Number => json!(number),
        _ => json!(id),
    }
}

/// The object of a detail. `base` is the base URL of the sandbox.
pub(super) fn detail(entry: &StoredCustomer, base: &str, options: &SandboxOptions) -> Body {
    let mut view = Body::new();
    view.insert("id".to_owned(), id(&entry.id, options));
    view.extend(entry.body().into_owned());
    if view.shift_remove("profilePhotoBlob").is_some_and(|blob| !blob.is_null()) {
        view.insert("profilePhotoUrl".to_owned(), json!(format!("{base}/customer/photo/{}", entry.id)));
    }
    if options.company == CompanyForm::Object {
        expand_company(&mut view);
    }
    if options.off_by_default.empty_as_null {
        fill(&mut view);
    }
    if options.bad_record.0.is_of(entry) {
        options.bad_record.0.spoil(&mut view);
    }
    view
}

/// A record of a list, which may lack fields of the detail.
pub(super) fn listed(entry: &StoredCustomer, base: &str, options: &SandboxOptions) -> Value {
    if options.bad_record.0 == BadRecord::Null && options.bad_record.0.is_of(entry) {
        return Value::Null;
    }
    let mut view = detail(entry, base, options);
    if entry.seq.is_multiple_of(options.thin_every) {
        options.thin_list.iter().for_each(|field| hide(&mut view, field, None));
        options.thin_list_null.iter().for_each(|field| hide(&mut view, field, Some(Value::Null)));
    }
    Value::Object(view)
}

/// Removes a field or custom field from a view, or replaces its value.
fn hide(view: &mut Body, field: &str, instead: Option<Value>) {
    let (members, name) = match field.split_once('.') {
        Some((outer, inner)) => (view.get_mut(outer).and_then(Value::as_object_mut), inner),
        None => (Some(view), field),
    };
    let Some(members) = members else { return };
    match instead {
        None => drop(members.shift_remove(name)),
        Some(value) => members.get_mut(name).into_iter().for_each(|shown| *shown = value.clone()),
    }
}

fn expand_company(view: &mut Body) {
    if let Some(company) = view.get_mut("company")
        && let Some(name) = company.as_str()
    {
        let id: u64 = name.bytes().fold(7, |id, byte| id * 31 % 1_000_003 + u64::from(byte));
        *company = json!({"id": format!("c{id}"), "name": name});
    }
}

fn fill(view: &mut Body) {
    for (name, shape) in FIELDS {
        if *name != "profilePhotoBlob" && !matches!(shape, FieldShape::Tags) {
            view.entry(*name).or_insert(Value::Null);
        }
    }
}
