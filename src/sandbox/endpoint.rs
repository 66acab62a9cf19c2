//! The calls themselves, once a request is known to be allowed: what each answers, and what it commits.

use super::answer::Answer;
use super::call::Call;
use super::error::SandboxError;
use super::kind::Kind;
use super::options::{Dedup, OddDetail, Options};
use super::query::Query;
use super::store::{Entry, Store};
use super::write::{self, Body};
use super::{normal, page, photo, view};
use serde_json::{Value, json};
use std::time::Duration;

/// What a call answers, and whether it changed the store.
pub(super) struct Done {
    pub(super) answer: Answer,
    pub(super) committed: bool,
}

impl From<Answer> for Done {
    fn from(answer: Answer) -> Self {
        Self { answer, committed: false }
    }
}

/// Serves any call but the token call. An error means that the store can't be written.
pub(super) fn serve(
    call: &Call,
    store: &mut Store,
    base: &str,
    options: &Options,
) -> Result<Done, SandboxError> {
    match call.kind {
        Kind::List | Kind::Search => Ok(list(call, store, base, options).into()),
        Kind::Detail => Ok(detail(call, store, base, options).into()),
        Kind::Photo => Ok(photo(call, store, options).into()),
        Kind::Fields => Ok(fields(options).into()),
        Kind::Insert => insert(call, store, options),
        Kind::Update => update(call, store, options),
        Kind::Delete => delete(call, store, options),
        Kind::Token | Kind::Other => Ok(Answer::error(404, "not_found", "no such path").into()),
    }
}

fn list(call: &Call, store: &mut Store, base: &str, options: &Options) -> Answer {
    match Query::parse(&call.pairs, options) {
        Err(reason) => bad(&reason),
        Ok(query) if query.is_search() && store.is_odd_search(options.search_odd.0) => {
            Answer::new(200, "application/json", options.search_odd.1)
        }
        Ok(query) => match page::envelope(&query, &call.pairs, store, base, options) {
            Some(envelope) => Answer::json(200, &envelope),
            None => Answer::nothing(),
        },
    }
}

fn detail(call: &Call, store: &Store, base: &str, options: &Options) -> Answer {
    match store.get(&call.id) {
        Some(entry) => Answer::json(200, &odd(entry, store, base, options)),
        None => missing(options),
    }
}

/// The detail, or what comes in its place for every fifth customer.
fn odd(entry: &Entry, store: &Store, base: &str, options: &Options) -> Value {
    let shown = |entry| Value::Object(view::detail(entry, base, options));
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

fn photo(call: &Call, store: &Store, options: &Options) -> Answer {
    let blob = store.get(&call.id).and_then(|entry| entry.body.get("profilePhotoBlob")?.as_str());
    match blob.filter(|text| !text.is_empty()).and_then(|text| photo::decode(text, options.photo)) {
        Some(image) => Answer::new(200, "image/png", image),
        None => Answer::nothing(),
    }
}

fn fields(options: &Options) -> Answer {
    if options.custom_fields.is_empty() {
        return Answer::nothing();
    }
    Answer::json(200, &json!(options.custom_fields))
}

fn insert(call: &Call, store: &mut Store, options: &Options) -> Result<Done, SandboxError> {
    let mut body = match sent(call, options) {
        Ok(body) => body,
        Err(reason) => return Ok(bad(&reason).into()),
    };
    if let Err(reason) = accept(&body, "", store, options) {
        return Ok(bad(&reason).into());
    }
    normal::change(&mut body, options);
    if let Some(id) = same_email(&body, store, options) {
        if options.dedup == Dedup::Merge
            && let Some(entry) = store.get(&id)
        {
            let merged = entry.body.clone().into_iter().chain(body).collect();
            store.replace(&id, merged)?;
        }
        return Ok(done(200, &id, options));
    }
    normal::fill(&mut body, options);
    let id = store.insert(body, options.id_form)?;
    Ok(done(options.create_status, &id, options))
}

fn update(call: &Call, store: &mut Store, options: &Options) -> Result<Done, SandboxError> {
    let patch = match sent(call, options) {
        Ok(patch) => patch,
        Err(reason) => return Ok(bad(&reason).into()),
    };
    let Some(entry) = store.get(&call.id) else { return Ok(missing(options).into()) };
    let mut body = write::update(&entry.body, patch, options);
    normal::change(&mut body, options);
    if let Err(reason) = accept(&body, &call.id, store, options) {
        return Ok(bad(&reason).into());
    }
    store.replace(&call.id, body)?;
    Ok(done(200, &call.id, options))
}

fn delete(call: &Call, store: &mut Store, options: &Options) -> Result<Done, SandboxError> {
    if !is_json(call) && options.delete_type {
        return Ok(bad(NO_JSON).into());
    }
    if store.remove(&call.id)? { Ok(done(200, &call.id, options)) } else { Ok(missing(options).into()) }
}

const NO_JSON: &str = "Content-Type must be application/json";

fn is_json(call: &Call) -> bool {
    call.content_type.to_ascii_lowercase().starts_with("application/json")
}

/// The object that a write carries, checked.
fn sent(call: &Call, options: &Options) -> Result<Body, String> {
    if !is_json(call) {
        return Err(NO_JSON.to_owned());
    }
    match serde_json::from_slice(&call.body) {
        Ok(Value::Object(body)) => write::clean(body, options),
        Ok(_) => Err("a customer must be a JSON object".to_owned()),
        Err(error) => Err(format!("the body is not JSON: {error}")),
    }
}

/// Checks what would be stored under an id (empty for a new one).
fn accept(body: &Body, id: &str, store: &mut Store, options: &Options) -> Result<(), String> {
    write::require_name(body)?;
    let email = body.get("email").and_then(Value::as_str).filter(|email| !email.is_empty());
    match email.filter(|_| options.refuse_duplicate_email) {
        Some(email) if store.find("email", email, Duration::ZERO).iter().any(|entry| entry.id != id) => {
            Err("field 'email' must be unique".to_owned())
        }
        _ => Ok(()),
    }
}

/// The customer that an insert is taken for, in a server that looks for duplicates by itself.
fn same_email(body: &Body, store: &mut Store, options: &Options) -> Option<String> {
    let email = body.get("email").and_then(Value::as_str).filter(|email| !email.is_empty())?;
    let found = (options.dedup != Dedup::Off).then(|| store.find("email", email, Duration::ZERO))?;
    found.first().map(|entry| entry.id.clone())
}

fn done(status: u16, id: &str, options: &Options) -> Done {
    Done { answer: Answer::json(status, &json!({"id": view::id(id, options)})), committed: true }
}

fn bad(reason: &str) -> Answer {
    Answer::error(400, "validation_error", reason)
}

fn missing(options: &Options) -> Answer {
    Answer::error(options.missing, "not_found", "no such customer")
}
