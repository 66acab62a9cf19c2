//! The calls of the API, after credentials and quota were checked: what each answers, and what it changes.

use super::error::SandboxError;
use super::options::{DuplicateEmails, OddDetail, PutMode, SandboxOptions};
use super::query::Query;
use super::request::SandboxRequest;
use super::request_kind::RequestKind;
use super::response::SandboxResponse;
use super::store::{Body, Store, StoredCustomer};
use super::write;
use super::{list_page, photo, read_view, stored_changes};
use serde_json::{Value, json};
use std::time::Duration;

/// The answer to a call, and whether the call changed the store.
pub(super) struct Done {
    pub(super) answer: SandboxResponse,
    pub(super) committed: bool,
}

impl From<SandboxResponse> for Done {
    fn from(answer: SandboxResponse) -> Self {
        Self { answer, committed: false }
    }
}

/// Serves any call except the token call. An error means that the store can't be written.
pub(super) fn serve(
    call: &SandboxRequest,
    store: &mut Store,
    base: &str,
    options: &SandboxOptions,
) -> Result<Done, SandboxError> {
    match call.kind {
        RequestKind::List | RequestKind::Search => Ok(list(call, store, base, options).into()),
        RequestKind::Detail => Ok(detail(call, store, base, options).into()),
        RequestKind::Photo => Ok(photo(call, store, options).into()),
        RequestKind::Fields => Ok(fields(options).into()),
        RequestKind::Insert => insert(call, store, options),
        RequestKind::Update => update(call, store, options),
        RequestKind::Delete => delete(call, store, options),
        RequestKind::Token | RequestKind::Other => {
            Ok(SandboxResponse::error(404, "not_found", "no such path").into())
        }
    }
}

fn list(call: &SandboxRequest, store: &mut Store, base: &str, options: &SandboxOptions) -> SandboxResponse {
    match Query::parse(&call.pairs, options) {
        Err(reason) => bad(&reason),
        Ok(query) if query.is_search() && store.is_odd_search(options.search_odd.0) => {
            SandboxResponse::new(200, "application/json", options.search_odd.1)
        }
        Ok(query) => match list_page::envelope(&query, &call.pairs, store, base, options) {
            Some(envelope) => SandboxResponse::json(200, &envelope),
            None => SandboxResponse::nothing(),
        },
    }
}

fn detail(call: &SandboxRequest, store: &Store, base: &str, options: &SandboxOptions) -> SandboxResponse {
    match store.get(&call.id) {
        Some(entry) => SandboxResponse::json(200, &odd(entry, store, base, options)),
        None => missing(options),
    }
}

/// The detail; for every fifth customer, what the switch says.
fn odd(entry: &StoredCustomer, store: &Store, base: &str, options: &SandboxOptions) -> Value {
    let shown = |entry| Value::Object(read_view::detail(entry, base, options));
    let mut view = shown(entry);
    match options.bad_record.1 {
        _ if !entry.seq.is_multiple_of(5) => view,
        OddDetail::No => view,
        OddDetail::Other => store.all().first().map_or(view, shown),
        OddDetail::Wrapped => json!({ "customer": view }),
        OddDetail::NoId => {
            view.as_object_mut().map(|members| members.shift_remove("id"));
            view
        }
    }
}

fn photo(call: &SandboxRequest, store: &Store, options: &SandboxOptions) -> SandboxResponse {
    let image = store.get(&call.id).and_then(|entry| {
        let body = entry.body();
        let text = body.get("profilePhotoBlob")?.as_str().filter(|text| !text.is_empty())?;
        photo::decode(text, options.photo)
    });
    match image {
        Some(image) => SandboxResponse::new(200, "image/png", image),
        None => SandboxResponse::nothing(),
    }
}

fn fields(options: &SandboxOptions) -> SandboxResponse {
    if options.custom_fields.is_empty() {
        return SandboxResponse::nothing();
    }
    SandboxResponse::json(200, &json!(options.custom_fields))
}

fn insert(call: &SandboxRequest, store: &mut Store, options: &SandboxOptions) -> Result<Done, SandboxError> {
    let mut body = match sent(call, options) {
        Ok(body) => body,
        Err(reason) => return Ok(bad(&reason).into()),
    };
    if let Err(reason) = accept(&body, "", store, options) {
        return Ok(bad(&reason).into());
    }
    stored_changes::change(&mut body, options);
    if let Some(id) = same_email(&body, store, options) {
        if options.dedup == DuplicateEmails::Merge
            && let Some(entry) = store.get(&id)
        {
            let merged = entry.body().into_owned().into_iter().chain(body).collect();
            store.replace(&id, merged)?;
        }
        return Ok(done(200, &id, options));
    }
    stored_changes::fill(&mut body, options);
    let id = store.insert(body, options.id_form)?;
    Ok(done(options.create_status, &id, options))
}

fn update(call: &SandboxRequest, store: &mut Store, options: &SandboxOptions) -> Result<Done, SandboxError> {
    let patch = match sent(call, options) {
        Ok(patch) => patch,
        Err(reason) => return Ok(bad(&reason).into()),
    };
    // Without a look at the customer, as long as the rest of the object can't come from there.
    let is_whole = options.put == PutMode::Replace || patch.contains_key("name");
    if is_whole && let Err(reason) = write::require_name(&patch) {
        return Ok(bad(&reason).into());
    }
    let Some(entry) = store.get(&call.id) else { return Ok(missing(options).into()) };
    let mut body = write::update(&entry.body(), patch, options);
    stored_changes::change(&mut body, options);
    if let Err(reason) = accept(&body, &call.id, store, options) {
        return Ok(bad(&reason).into());
    }
    store.replace(&call.id, body)?;
    Ok(done(200, &call.id, options))
}

fn delete(call: &SandboxRequest, store: &mut Store, options: &SandboxOptions) -> Result<Done, SandboxError> {
    if !is_json(call) && options.delete_type {
        return Ok(bad(NO_JSON).into());
    }
    if store.remove(&call.id)? { Ok(done(200, &call.id, options)) } else { Ok(missing(options).into()) }
}

const NO_JSON: &str = "Content-Type must be application/json";

fn is_json(call: &SandboxRequest) -> bool {
    call.content_type.to_ascii_lowercase().starts_with("application/json")
}

/// The object in the body of a write, checked.
fn sent(call: &SandboxRequest, options: &SandboxOptions) -> Result<Body, String> {
    if !is_json(call) {
        return Err(NO_JSON.to_owned());
    }
    match serde_json::from_slice(&call.body) {
        Ok(Value::Object(body)) => write::clean(body, options),
        Ok(_) => Err("a customer must be a JSON object".to_owned()),
        Err(error) => Err(format!("the body is not JSON: {error}")),
    }
}

/// Checks a customer before it is stored; `id` is empty for a new one.
fn accept(body: &Body, id: &str, store: &mut Store, options: &SandboxOptions) -> Result<(), String> {
    write::require_name(body)?;
    let email = body.get("email").and_then(Value::as_str).filter(|email| !email.is_empty());
    match email.filter(|_| options.refuse_duplicate_email) {
        Some(email) if store.find("email", email, Duration::ZERO).iter().any(|entry| entry.id != id) => {
            Err("field 'email' must be unique".to_owned())
        }
        _ => Ok(()),
    }
}

/// The id of a customer with the same email, for a server that detects duplicates itself.
fn same_email(body: &Body, store: &mut Store, options: &SandboxOptions) -> Option<String> {
    let email = body.get("email").and_then(Value::as_str).filter(|email| !email.is_empty())?;
    let found =
        (options.dedup != DuplicateEmails::Off).then(|| store.find("email", email, Duration::ZERO))?;
    found.first().map(|entry| entry.id.clone())
}

fn done(status: u16, id: &str, options: &SandboxOptions) -> Done {
    Done {
        answer: SandboxResponse::json(status, &json!({"id": read_view::id(id, options)})),
        committed: true,
    }
}

fn bad(reason: &str) -> SandboxResponse {
    SandboxResponse::error(400, "validation_error", reason)
}

fn missing(options: &SandboxOptions) -> SandboxResponse {
    SandboxResponse::error(options.missing, "not_found", "no such customer")
}
