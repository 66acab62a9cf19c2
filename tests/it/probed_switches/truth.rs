//! What a probe has to find out under given switches, aspect by aspect.

use std::collections::{BTreeMap, BTreeSet};

use super::table::BEHAVIOR;

/// Switches with their values; those that are missing have their defaults.
#[derive(Debug, Clone, Default)]
pub struct Settings(pub BTreeMap<&'static str, &'static str>);

impl Settings {
    pub fn get(&self, name: &str) -> &'static str {
        let usual = || BEHAVIOR.iter().find(|switch| switch.0 == name).unwrap().1[0];
        self.0.get(name).copied().unwrap_or_else(usual)
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.get(name) == value
    }
}

/// What may be said of an aspect.
#[derive(Debug)]
pub struct Right {
    pub values: Vec<String>,
    /// Why it may also be unknown.
    pub unknown: Option<&'static str>,
}

impl Right {
    fn is(value: &str) -> Self {
        Self { values: vec![value.to_owned()], unknown: None }
    }

    /// It may be unknown for the first of these reasons that holds.
    fn unless<const N: usize>(self, reasons: [(bool, &'static str); N]) -> Self {
        let reason = reasons.into_iter().find(|(holds, _)| *holds).map(|(_, reason)| reason);
        Self { unknown: self.unknown.or(reason), ..self }
    }

    fn or(mut self, holds: bool, value: &str) -> Self {
        if holds {
            self.values.push(value.to_owned());
        }
        self
    }

    /// True if an aspect with this value, or none, is right.
    pub fn allows(&self, said: Option<&str>) -> bool {
        said.map_or(self.unknown.is_some(), |said| self.values.iter().any(|value| value == said))
    }
}

const IGNORED: &str = "a search shows everybody";
const BLIND: &str = "a search does not find the values with which it is tried";
const NO_TOTALS: &str = "the list counts nothing";
const FEW: &str = "two customers do not show it";

/// What a probe has to say of each aspect in an account with this number of other customers.
pub fn truth(of: &Settings, others: usize) -> Vec<(&'static str, Right)> {
    let mut all = writes(of);
    all.extend(searches(of));
    all.extend(lists(of, others));
    for name in ["company", "id", "empty", "missing", "old-tokens"] {
        all.push((name, Right::is(of.get(name))));
    }
    all.push(("wrong-token", Right::is("401")));
    all.push(("token-life", Right::is(if of.is("token-life", "3600s") { "3600" } else { "1398616" })));
    all.push(("rate-headers", Right::is("none")));
    all
}

fn writes(of: &Settings) -> Vec<(&'static str, Right)> {
    let refused = of.is("unknown-custom", "refuse");
    let twice = of.is("duplicate-email", "refuse");
    let mut all: Vec<(&'static str, Right)> =
        ["put", "unknown", "unknown-custom", "stores", "fills", "photo", "create-status", "delete-type"]
            .into_iter()
            .map(|name| (name, Right::is(of.get(name))))
            .collect();
    all.push((
        "put-custom",
        Right::is(of.get("put-custom")).unless([(refused, "no custom field can be written")]),
    ));
    all.push(("put null", Right::is("empties")));
    all.push(("put \"\"", Right::is("empties")));
    let answered = !twice && !of.is("dedup", "off");
    all.push((
        "duplicate-email",
        match answered {
            true => {
                Right { values: Vec::new(), unknown: Some("the insert was taken for the first customer") }
            }
            false => Right::is(of.get("duplicate-email")),
        },
    ));
    all.push(("dedup", Right::is(of.get("dedup")).unless([(twice, "a second customer is refused")])));
    all
}

fn searches(of: &Settings) -> Vec<(&'static str, Right)> {
    let mode = of.get("search");
    let ignored = mode == "ignored";
    let blind = !ignored && !of.get("search-blind").is_empty();
    let refused = of.is("unknown-custom", "refuse");
    let no_search = [(ignored, IGNORED), (blind, BLIND)];
    // Addresses and ids of the probe have ASCII letters only, phone numbers none at all.
    let field = |is: &str| Right::is(is).or(blind, "nothing").unless([(blind, BLIND)]);
    let ascii = mode == "ascii";
    let phone = if matches!(mode, "exact" | "case" | "ascii") { "whole" } else { mode };
    let signs = if of.get("search-blind").is_empty() || ignored { "none" } else { of.get("search-blind") };
    vec![
        ("search name", field(mode).or(ascii && of.get("stores").contains("cut:name"), "exact")),
        ("search email", field(mode).or(ascii, "exact")),
        ("search phoneNumber", field(phone)),
        ("search mobileNumber", field(phone)),
        (
            "search customFields.*",
            field(mode).or(ascii, "exact").unless([(refused, "no custom field can be written")]),
        ),
        ("search-trims", Right::is("no").unless(no_search)),
        (
            "search-blind",
            Right::is(signs)
                .unless([(ignored, IGNORED), (of.get("stores").contains("cut:memo"), "signs are cut off")]),
        ),
        ("search-like", Right::is(of.get("search-like")).or(blind, "no").unless(no_search)),
        ("search-cut", Right::is(of.get("search-cut")).unless([(true, FEW)])),
        ("search-repeats", Right::is(of.get("search-repeats")).unless([(true, FEW)])),
        ("several", Right::is(of.get("several")).unless(no_search)),
        ("unknown-search", Right::is(of.get("unknown-search"))),
    ]
}

fn lists(of: &Settings, others: usize) -> Vec<(&'static str, Right)> {
    let no_totals = (of.is("totals", "none"), NO_TOTALS);
    let few = (others == 0, FEW);
    let page: usize = of.get("page-size").parse().unwrap();
    // With pages of one customer, half a page is a page.
    let short = if page == 1 { "no" } else { of.get("short-pages") };
    let one_page = (page > others / 2, "the list has too few pages");
    vec![
        ("page-size", Right::is(of.get("page-size")).unless([no_totals])),
        ("totals", Right::is(of.get("totals"))),
        ("order", Right::is(of.get("order")).unless([no_totals, few])),
        ("past-end", Right::is(of.get("past-end"))),
        ("short-pages", Right::is(short).unless([no_totals, few, one_page])),
    ]
}

/// The parts of a list of changes or fills, in any order.
pub fn parts(text: &str) -> BTreeSet<&str> {
    text.split(',').collect()
}
