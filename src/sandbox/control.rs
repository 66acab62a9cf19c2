//! The control endpoints, for tests in another process. They need no credentials and answer only to this machine.
//!
//! | request | what it does |
//! | --- | --- |
//! | `GET /_sandbox/customers` | every stored customer, in the order of insertion |
//! | `POST /_sandbox/customers` | inserts or replaces one object, or an array of them; answers `{"ids": [..]}` |
//! | `DELETE /_sandbox/customers/{id}` | removes one |
//! | `GET /_sandbox/requests`, `DELETE /_sandbox/requests` | the log; clears it |
//! | `GET /_sandbox/stats` | the counters |
//! | `POST /_sandbox/faults` | plans `{"kind": "insert", "fault": "drop-after", "times": 2}`, or an array; without `fault`: none; with `"where": "text"`: every request that contains it |
//! | `DELETE /_sandbox/faults` | clears the plan |
//! | `POST /_sandbox/options` | sets switches: `{"put": "merge", "quota": "5"}` |
//! | `DELETE /_sandbox/tokens` | revokes all issued tokens |

use super::fault::SimulatedFault;
use super::request_kind::{RequestKind, decode};
use super::request_log::LoggedRequest;
use super::response::SandboxResponse;
use super::start_file::object;
use super::state::SandboxState;
use super::store::StoredCustomer;
use serde_json::{Map, Value, json};

/// The start of every control path.
pub(super) const PREFIX: &str = "/_sandbox/";

const NO_ENDPOINT: &str = "no such control endpoint";

/// Serves one request; `path` is what follows [`PREFIX`].
pub(super) fn serve(state: &SandboxState, method: &str, path: &str, body: &[u8]) -> SandboxResponse {
    let result = match (method, path.split_once('/').unwrap_or((path, ""))) {
        ("GET", ("customers", "")) => Ok(Value::Array(customers(state))),
        ("POST", ("customers", "")) => put_customers(state, body),
        ("DELETE", ("customers", id)) => remove_customer(state, &decode(id)),
        ("GET", ("requests", "")) => Ok(state.log().requests().iter().map(LoggedRequest::to_json).collect()),
        ("GET", ("stats", "")) => Ok(state.log().stats().to_json()),
        ("POST", ("faults", "")) => plan_faults(state, body),
        ("POST", ("options", "")) => set_options(state, body),
        ("DELETE", (what, "")) => forget(state, what),
        _ => Err(NO_ENDPOINT.to_owned()),
    };
    match result {
        Ok(value) => SandboxResponse::json(200, &value),
        Err(reason) if reason == NO_ENDPOINT => SandboxResponse::error(404, "not_found", NO_ENDPOINT),
        Err(reason) => SandboxResponse::error(400, "bad_control", &reason),
    }
}

fn forget(state: &SandboxState, what: &str) -> Result<Value, String> {
    match what {
        "requests" => state.log().clear(),
        "faults" => state.plan().clear(),
        "tokens" => state.tokens().revoke(),
        _ => return Err(NO_ENDPOINT.to_owned()),
    }
    Ok(json!({}))
}

/// Every stored customer with its id, in the order of insertion.
pub(super) fn customers(state: &SandboxState) -> Vec<Value> {
    state.store().all().iter().map(raw).collect()
}

fn raw(entry: &StoredCustomer) -> Value {
    let id = ("id".to_owned(), Value::String(entry.id.clone()));
    Value::Object(std::iter::once(id).chain(entry.body().into_owned()).collect())
}

fn put_customers(state: &SandboxState, body: &[u8]) -> Result<Value, String> {
    let form = state.options().id_form;
    let mut ids = Vec::new();
    for customer in many(body)? {
        let body = object(customer, "a customer".to_owned()).map_err(|error| error.to_string())?;
        ids.push(state.store().put(body, form).map_err(|error| error.to_string())?);
    }
    Ok(json!({"ids": ids}))
}

fn remove_customer(state: &SandboxState, id: &str) -> Result<Value, String> {
    let removed = state.store().remove(id).map_err(|error| error.to_string())?;
    Ok(json!({"removed": removed}))
}

fn plan_faults(state: &SandboxState, body: &[u8]) -> Result<Value, String> {
    for fault in many(body)? {
        plan_fault(state, &fault)?;
    }
    Ok(json!({}))
}

fn plan_fault(state: &SandboxState, value: &Value) -> Result<(), String> {
    let kind = value["kind"]
        .as_str()
        .and_then(RequestKind::from_name)
        .ok_or("a fault needs the `kind` of its requests")?;
    let fault = value["fault"]
        .as_str()
        .map(str::parse::<SimulatedFault>)
        .transpose()
        .map_err(|error| error.to_string())?;
    let times =
        value["times"].as_u64().and_then(|times| usize::try_from(times).ok()).unwrap_or(1).min(1_000_000);
    match (value["where"].as_str(), fault) {
        (Some(text), Some(fault)) => state.plan().add_permanent(kind, text.to_owned(), fault),
        _ => state.plan().extend(kind, std::iter::repeat_n(fault, times)),
    }
    Ok(())
}

fn set_options(state: &SandboxState, body: &[u8]) -> Result<Value, String> {
    let switches: Map<String, Value> = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let mut options = (*state.options()).clone();
    for (key, value) in &switches {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        options.set(key, &value).map_err(|error| error.to_string())?;
    }
    state.set_options(options);
    Ok(json!({}))
}

/// The values of an array, or the value itself.
fn many(body: &[u8]) -> Result<Vec<Value>, String> {
    match serde_json::from_slice(body).map_err(|error| error.to_string())? {
        Value::Array(values) => Ok(values),
        value => Ok(vec![value]),
    }
}
