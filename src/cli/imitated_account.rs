//! The account that a sandbox imitates: what a probe has found out, as switches of the sandbox. The sandbox itself knows
//! nothing of the probe.

use deskferry::account::ImitatedAccount;
use deskferry::api::PhotoEncoding;
use deskferry::behavior::{AccountBehavior, AspectLine, SearchMatch};
use deskferry::config::Config;
use deskferry::customer::FIELDS;
use deskferry::sandbox::{CUT_LENGTH, FIXED_BEHAVIOR, SandboxOptions};

use super::command_error::CommandError;
use super::console;

/// The switch that says whether a sandbox behaves as the configured account.
const SWITCH: &str = "behavior";

/// True for `behavior=...`, which is no switch of the sandbox itself.
pub(crate) fn is_behavior_switch(switch: &str) -> bool {
    switch.split_once('=').is_some_and(|(name, _)| name.trim() == SWITCH)
}

/// The account that the sandbox of these switches imitates: the configured one, if a probe has looked at it and no switch
/// turns that off.
pub(crate) fn wanted_by(
    switches: &[String],
    config: &Config,
) -> Result<Option<ImitatedAccount>, CommandError> {
    let asked = switches.iter().rfind(|switch| is_behavior_switch(switch));
    match asked.and_then(|switch| switch.split_once('=')).map(|(_, value)| value.trim()) {
        None => {
            let fault = config.unusable_behavior();
            fault.iter().for_each(|fault| {
                console::warn(&format!("the sandbox does not behave as your account: {fault}"));
            });
            Ok(of_account(config))
        }
        Some("default") => Ok(None),
        Some("account") => of_account(config).map(Some).ok_or_else(nothing_known),
        Some(other) => Err(CommandError::usage(format!(
            "the switch {SWITCH} can't be {other:?}; allowed: account, default"
        ))),
    }
}

/// The error if an account is to be imitated of which nothing is known.
pub(crate) fn nothing_known() -> CommandError {
    CommandError::usage(
        "it is not known how the account behaves: run `deskferry doctor --probe` once (`deskferry doctor` says what \
         is known)",
    )
}

/// The configured account, if it is known how it behaves. Needs its address and client id, and no credential.
pub(crate) fn of_account(config: &Config) -> Option<ImitatedAccount> {
    let behavior = config.behavior.as_ref()?;
    let mut imitated = ImitatedAccount {
        base_url: config.known_as()?.base_url,
        probed_at: behavior.probed_at.clone(),
        switches: Vec::new(),
        left_out: Vec::new(),
    };
    add_lines(&mut imitated, &behavior.lines());
    add_search(&mut imitated, behavior);
    add_stores(&mut imitated, behavior);
    add_fills(&mut imitated, behavior);
    Some(imitated)
}

/// The aspects that are switches of the sandbox under the same name and with the same values.
const SAME: [&str; 27] = [
    "put",
    "put-custom",
    "unknown",
    "unknown-custom",
    "duplicate-email",
    "dedup",
    "photo",
    "create-status",
    "delete-type",
    "search-blind",
    "search-like",
    "search-cut",
    "search-repeats",
    "several",
    "unknown-search",
    "index-lag",
    "page-size",
    "totals",
    "order",
    "past-end",
    "short-pages",
    "company",
    "id",
    "empty",
    "missing",
    "old-tokens",
    "token-life",
];

fn add_lines(imitated: &mut ImitatedAccount, lines: &[AspectLine]) {
    for line in lines {
        let (name, Some(value)) = (line.aspect.as_str(), &line.value) else { continue };
        if FIXED_BEHAVIOR.iter().any(|(fixed, usual)| *fixed == name && usual != value) {
            imitated.left_out.push(format!("{name}: {value}"));
        }
        if SAME.contains(&name) && !(name == "search-blind" && value == "none") {
            add(imitated, name, value);
        }
    }
}

/// Adds a switch, unless the sandbox behaves so anyway. Notes a value that it does not have.
fn add(imitated: &mut ImitatedAccount, name: &str, value: &str) {
    let usual = SandboxOptions::default();
    let mut options = usual.clone();
    match options.set(name, value) {
        Ok(()) if options == usual => {}
        Ok(()) => imitated.switches.push(format!("{name}={value}")),
        Err(_) => imitated.left_out.push(format!("{name}: {value}")),
    }
}

/// The sandbox searches all fields alike. Values without letters show nothing about case, and addresses nothing about
/// letters beyond a to z.
fn add_search(imitated: &mut ImitatedAccount, behavior: &AccountBehavior) {
    let fields = || behavior.search.iter().filter_map(|(field, how)| Some((field.as_str(), how.get()?)));
    let fits = |mode: &&&str| fields().all(|(field, how)| suits(mode, field, how));
    match MODES.iter().find(fits) {
        Some(mode) => add(imitated, "search", mode),
        None => {
            let each =
                fields().map(|(field, how)| format!("{field} {}", deskferry::behavior::Aspect::name(how)));
            imitated.left_out.push(format!("search: {}", each.collect::<Vec<_>>().join(", ")));
        }
    }
}

const MODES: [&str; 5] = ["exact", "ascii", "case", "substring", "ignored"];

fn suits(mode: &str, field: &str, found: SearchMatch) -> bool {
    match found {
        SearchMatch::Exact => mode == "exact" || mode == "ascii" && field == "email",
        SearchMatch::Whole => matches!(mode, "exact" | "ascii" | "case"),
        SearchMatch::Case => mode == "case",
        SearchMatch::Ascii => mode == "ascii",
        SearchMatch::Substring => mode == "substring",
        SearchMatch::Ignored => mode == "ignored",
        SearchMatch::Nothing => false,
    }
}

/// Each change of a field that the sandbox can make.
fn add_stores(imitated: &mut ImitatedAccount, behavior: &AccountBehavior) {
    let mut able = Vec::new();
    for (field, form) in behavior.stores.known().into_iter().flatten() {
        let cut_elsewhere = form.length.is_some_and(|length| length != CUT_LENGTH as u64);
        if form.changes.is_empty() || cut_elsewhere {
            imitated.left_out.push(format!("the form in which {field} is stored"));
            continue;
        }
        able.extend(
            form.changes.iter().map(|how| format!("{}:{field}", deskferry::behavior::Aspect::name(*how))),
        );
    }
    if !able.is_empty() {
        add(imitated, "stores", &able.join(","));
    }
}

/// The text form in which the sandbox of an imitated account takes photos, if it is not the usual one. The probe that it
/// comes from may be an earlier one than the configured account's.
pub(crate) fn photo_form(imitated: &ImitatedAccount) -> Option<PhotoEncoding> {
    imitated.switches.iter().any(|switch| switch == "photo=base64").then_some(PhotoEncoding::Base64)
}

/// Each field that the sandbox can fill: with a text, the same for every customer.
fn add_fills(imitated: &mut ImitatedAccount, behavior: &AccountBehavior) {
    let mut able = Vec::new();
    for (field, value) in behavior.fills.known().into_iter().flatten() {
        let is_field = FIELDS.iter().any(|known| known.name == field);
        match value.as_str().filter(|text| is_field && !text.contains(',') && text.trim() == *text) {
            Some(text) => able.push(format!("{field}:{text}")),
            None => imitated.left_out.push(format!("the value with which {field} is filled")),
        }
    }
    if !able.is_empty() {
        add(imitated, "fills", &able.join(","));
    }
}
