//! What is known of an account, as lines for people and tests.

use std::collections::BTreeMap;

use serde_json::Value;

use super::account_behavior::{AccountBehavior, IndexLag};
use super::aspect::Aspect;
use super::aspects::StoredAs;
use super::learned::Learned;
use super::stored_form::StoredForm;

/// One aspect in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AspectLine {
    /// The aspect: the name of the sandbox's switch where there is one, such as `put` or `search email`.
    pub aspect: String,
    /// What was found: the value of the sandbox's switch where there is one. `None` if it is not known.
    pub value: Option<String>,
    /// What it means, or why it is not known.
    pub meaning: String,
}

impl AccountBehavior {
    /// Every aspect, in a fixed order.
    pub fn lines(&self) -> Vec<AspectLine> {
        let mut lines = self.writes();
        lines.extend(self.searches());
        lines.extend(self.lists());
        lines.extend(self.reads());
        lines.extend(self.access());
        lines
    }

    /// How many aspects are known.
    pub fn found(&self) -> usize {
        self.lines().iter().filter(|line| line.value.is_some()).count()
    }

    fn writes(&self) -> Vec<AspectLine> {
        let mut null = choice("put null", &self.put_null);
        null.meaning = about(&null, "null in a PUT");
        let mut empty = choice("put \"\"", &self.put_empty);
        empty.meaning = about(&empty, "an empty text in a PUT");
        vec![
            choice("put", &self.put),
            choice("put-custom", &self.put_custom),
            null,
            empty,
            choice("unknown", &self.unknown),
            choice("unknown-custom", &self.unknown_custom),
            choice("duplicate-email", &self.duplicate_email),
            choice("dedup", &self.dedup),
            line("stores", &self.stores, stores_value, stores_meaning),
            line("fills", &self.fills, fills_value, fills_meaning),
            choice("photo", &self.photo),
            number("create-status", &self.create_status, |status| {
                format!("a successful insert answers HTTP {status}")
            }),
            choice("delete-type", &self.delete_type),
        ]
    }

    fn searches(&self) -> Vec<AspectLine> {
        let fields = self.search.iter().map(|(field, how)| choice(&format!("search {field}"), how));
        let mut lines: Vec<AspectLine> = fields.collect();
        lines.extend([
            choice("search-trims", &self.search_trims),
            line(
                "search-blind",
                &self.search_blind,
                |signs| if signs.is_empty() { "none".to_owned() } else { signs.clone() },
                |signs| match signs.as_str() {
                    "" => "a search finds values with all the signs that were tried".to_owned(),
                    signs => format!("a search finds no value with one of these: {signs}"),
                },
            ),
            choice("search-like", &self.search_like),
            choice("search-cut", &self.search_cut),
            choice("search-repeats", &self.search_repeats),
            choice("several", &self.several),
            choice("unknown-search", &self.unknown_search),
            line("index-lag", &self.index_lag, lag_value, lag_meaning),
        ]);
        lines
    }

    fn lists(&self) -> Vec<AspectLine> {
        vec![
            number("page-size", &self.page_size, |size| {
                format!("a page of the list has up to {size} customers")
            }),
            choice("totals", &self.totals),
            choice("order", &self.order),
            choice("past-end", &self.past_end),
            choice("short-pages", &self.short_pages),
        ]
    }

    fn reads(&self) -> Vec<AspectLine> {
        vec![
            choice("company", &self.company),
            choice("id", &self.id),
            choice("empty", &self.empty),
            number("missing", &self.missing, |status| {
                format!("an unknown id is answered with HTTP {status}")
            }),
        ]
    }

    fn access(&self) -> Vec<AspectLine> {
        vec![
            number("wrong-token", &self.wrong_token, |status| {
                format!("a wrong access token is answered with HTTP {status}")
            }),
            choice("old-tokens", &self.old_tokens),
            number("token-life", &self.token_life, |seconds| format!("a new access token lives {seconds} s")),
            line("rate-headers", &self.rate_headers, rate_value, |headers| match headers.len() {
                0 => "the answers have no headers about a rate".to_owned(),
                _ => "the answers have these headers about a rate".to_owned(),
            }),
            choice("retry-after", &self.retry_after),
        ]
    }
}

fn line<T>(
    aspect: &str,
    learned: &Learned<T>,
    value: impl Fn(&T) -> String,
    meaning: impl Fn(&T) -> String,
) -> AspectLine {
    let aspect = aspect.to_owned();
    match learned {
        Learned::Found(found) => AspectLine { aspect, value: Some(value(found)), meaning: meaning(found) },
        Learned::Unknown(reason) => AspectLine { aspect, value: None, meaning: reason.clone() },
    }
}

fn choice<T: Aspect>(aspect: &str, learned: &Learned<T>) -> AspectLine {
    line(aspect, learned, |value| value.name().to_owned(), |value| value.meaning().to_owned())
}

fn number<T: Copy + std::fmt::Display>(
    aspect: &str,
    learned: &Learned<T>,
    meaning: impl Fn(T) -> String,
) -> AspectLine {
    line(aspect, learned, ToString::to_string, |value| meaning(*value))
}

/// The meaning with its subject, if the value is known.
fn about(line: &AspectLine, subject: &str) -> String {
    match line.value {
        Some(_) => format!("{subject}: {}", line.meaning),
        None => line.meaning.clone(),
    }
}

/// `lower:email,trim:name`, as the sandbox's switch; `?` stands for a change that is not known.
fn stores_value(stores: &BTreeMap<String, StoredForm>) -> String {
    let each = stores.iter().flat_map(|(field, form)| {
        let names: Vec<&str> = if form.changes.is_empty() {
            vec!["?"]
        } else {
            form.changes.iter().map(|how| how.name()).collect()
        };
        names.into_iter().map(move |name| format!("{name}:{field}"))
    });
    none_if_empty(each.collect::<Vec<_>>().join(","))
}

fn stores_meaning(stores: &BTreeMap<String, StoredForm>) -> String {
    let one = |(field, form): (&String, &StoredForm)| {
        let how = form.changes.iter().map(|how| match (how, form.length) {
            (StoredAs::Cut, Some(length)) => format!("cut after {length} characters"),
            (how, _) => how.meaning().to_owned(),
        });
        let how: Vec<String> = how.collect();
        if how.is_empty() {
            format!("{field} in a form that deskferry can't compute")
        } else {
            format!("{field} {}", how.join(", "))
        }
    };
    match stores.len() {
        0 => "the help desk stores what it is sent, in all fields that were tried".to_owned(),
        _ => format!("the help desk stores {}", stores.iter().map(one).collect::<Vec<_>>().join("; ")),
    }
}

/// `registrationChannel:API,language:en`, as the sandbox's switch; `?` stands for values that differ.
fn fills_value(fills: &BTreeMap<String, Value>) -> String {
    let text = |value: &Value| match value {
        Value::Null => "?".to_owned(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    let each: Vec<String> = fills.iter().map(|(field, value)| format!("{field}:{}", text(value))).collect();
    none_if_empty(each.join(","))
}

fn fills_meaning(fills: &BTreeMap<String, Value>) -> String {
    match fills.len() {
        0 => "the help desk fills no field of a new customer".to_owned(),
        _ => "the help desk fills these fields of a new customer that lacks them".to_owned(),
    }
}

fn none_if_empty(text: String) -> String {
    if text.is_empty() { "none".to_owned() } else { text }
}

/// The time by which a new customer is shown everywhere, as `0ms` or `1500ms`.
fn lag_value(lag: &IndexLag) -> String {
    match (lag.hidden_ms, lag.search_ms.max(lag.list_ms)) {
        (0, _) => "0ms".to_owned(),
        (_, Some(most)) => format!("{most}ms"),
        (hidden, None) => format!("over {hidden}ms"),
    }
}

fn lag_meaning(lag: &IndexLag) -> String {
    let told = |time: Option<u64>, how: &str| {
        time.map_or_else(
            || format!("not {how} while the probe waited"),
            |time| format!("{how} after {time} ms at most"),
        )
    };
    format!(
        "a new customer is {}, and {}",
        told(lag.list_ms, "listed"),
        told(lag.search_ms, "found by a search")
    )
}

fn rate_value(headers: &BTreeMap<String, String>) -> String {
    let each: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    none_if_empty(each.join(", "))
}
