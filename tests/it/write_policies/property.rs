//! Under every policy, no field is replaced or emptied that the plan did not show as such, what is only added to is
//! counted so, and a second run of the same import plans nothing.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{PLAIN, again, import};
use crate::command_line::{Desk, Ran};
use crate::seeded_property::holds_for;

/// The customers, one of which only the file has.
const CUSTOMERS: usize = 4;
const COLUMNS: [&str; 4] = ["city", "memo", "topClient", "customFields.segment"];

/// The values of the four columns; an empty text is no value.
type Values = [&'static str; 4];

#[derive(Debug, Clone)]
struct World {
    desk: Vec<Values>,
    file: Vec<Values>,
    default: &'static str,
    fields: [&'static str; 4],
    /// The memo is a template that reads the customer's own.
    current: bool,
}

/// Adds the row's memo to the customer's, once.
const TEMPLATE: &str = "{% if not (current.memo or '') | trim %}{{ row.Memo }}{% elif row.Memo in current.memo %}{{ current.memo }}\
                        {% else %}{{ current.memo }}; {{ row.Memo }}{% endif %}";

/// `blank` is a text that shows nothing.
fn values(blank: &'static str) -> impl Strategy<Value = Values> {
    let city = prop::sample::select(vec![blank, "", "Rome", "Turin"]);
    let memo = prop::sample::select(vec![blank, "", "one", "two", "one two", "two\nthree", "one\r\ntwo"]);
    let top = prop::sample::select(vec!["", "true", "false"]);
    let segment = prop::sample::select(vec![blank, "", "Gold", "Silver"]);
    (city, memo, top, segment).prop_map(|(city, memo, top, segment)| [city, memo, top, segment])
}

fn world() -> impl Strategy<Value = World> {
    let rows = |blank| prop::collection::vec(values(blank), CUSTOMERS);
    let default = prop::sample::select(vec!["always", "if_empty", "on_insert"]);
    let own = || prop::sample::select(vec!["", "always", "if_empty", "on_insert", "never"]);
    let memo = prop::sample::select(vec!["", "if_empty", "append", "append", "never"]);
    (rows(" "), rows(""), default, own(), memo, own(), own(), prop::bool::ANY).prop_map(
        |(desk, file, default, city, memo, top, segment, current)| World {
            desk,
            file,
            default,
            fields: [city, memo, top, segment],
            current: current && memo != "append",
        },
    )
}

impl World {
    fn policy(&self, column: usize) -> &'static str {
        if self.fields[column].is_empty() { self.default } else { self.fields[column] }
    }

    fn flags(&self) -> String {
        let own = COLUMNS.iter().zip(self.fields).filter(|(_, policy)| !policy.is_empty());
        let own: String = own.map(|(field, policy)| format!(" --write {field}={policy}")).collect();
        format!("--write {}{own}", self.default)
    }

    fn mapping(&self) -> String {
        let mapping = match self.policy(0) {
            "append" => PLAIN.replace(", on_empty = \"clear\"", ""),
            _ => PLAIN.to_owned(),
        };
        if !self.current {
            return mapping;
        }
        mapping.replace(
            "memo = { from = \"Memo\", optional = true }",
            &format!("memo = {{ template = \"{TEMPLATE}\" }}"),
        )
    }

    /// What customers without a value do not get, by field: the new one, and others.
    fn left_out(&self) -> BTreeMap<String, u64> {
        let mut left_out = BTreeMap::new();
        for (column, field) in COLUMNS.into_iter().enumerate() {
            let policy = self.policy(column);
            for (at, row) in self.file.iter().enumerate() {
                let is_new = at == 0;
                let keeps = policy == "never" || policy == "on_insert" && !is_new;
                let lacks = is_new || self.desk[at][column].trim().is_empty();
                if keeps && lacks && !row[column].trim().is_empty() {
                    *left_out.entry(field.to_owned()).or_default() += 1;
                }
            }
        }
        left_out
    }

    fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["Name", "Email", "City", "Memo", "Top", "Segment"]).unwrap();
        for (at, [city, memo, top, segment]) in self.file.iter().enumerate() {
            let (name, email) = (format!("Name {at}"), format!("{at}@example.org"));
            writer.write_record([&name, &email, *city, memo, top, segment]).unwrap();
        }
        String::from_utf8(writer.into_inner().unwrap()).unwrap()
    }

    fn customers(&self) -> Vec<Value> {
        let customer = |(at, [city, memo, top, segment]): (usize, &Values)| {
            let mut customer = json!({
                "id": format!("c{at}"), "name": format!("Name {at}"), "email": format!("{at}@example.org"),
                "city": city, "memo": memo, "customFields": {"segment": segment},
            });
            if !top.is_empty() {
                customer["topClient"] = json!(*top == "true");
            }
            customer
        };
        self.desk.iter().enumerate().skip(1).map(customer).collect()
    }
}

/// The text of a field; empty without a value.
fn text(customer: &Value, field: &str) -> String {
    let value = match field.strip_prefix("customFields.") {
        Some(custom) => &customer["customFields"][custom],
        None => &customer[field],
    };
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The changes of existing customers that the plan shows: customer and field, before and after.
fn shown(dry: &Ran) -> BTreeMap<(String, &'static str), (String, String)> {
    let plan = dry.text("plan.jsonl");
    let lines = plan.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut shown = BTreeMap::new();
    for line in lines.filter(|line| line["action"] == "update") {
        let id = line["customer"].as_str().unwrap();
        for field in COLUMNS {
            let named = match field.strip_prefix("customFields.") {
                Some(custom) => line["after"]["customFields"].get(custom).is_some(),
                None => line["after"].get(field).is_some(),
            };
            if named {
                let change = (text(&line["before"], field), text(&line["after"], field));
                shown.insert((id.to_owned(), field), change);
            }
        }
    }
    shown
}

/// What happens to a field, worked out here anew. All words of the texts differ, so one holds another if it contains it.
fn effect(old: &str, new: &str) -> Option<&'static str> {
    let unix = |text: &str| text.replace("\r\n", "\n");
    Some(match (old.trim(), new.trim()) {
        ("", "") => return None,
        _ if old == new => return None,
        ("", _) => "filled",
        (_, "") => "emptied",
        _ if unix(new).contains(&unix(old)) && unix(new).len() > unix(old).len() => "added_to",
        _ => "replaced",
    })
}

const EFFECTS: [&str; 4] = ["filled", "added_to", "replaced", "emptied"];

/// The counts of a report by field and effect, without zeros.
fn counted(ran: &Ran) -> BTreeMap<(String, &'static str), u64> {
    let report = ran.report_json();
    let fields = report["facts"]["changes"]["values"]["fields"].as_object().cloned().unwrap_or_default();
    let each = fields.iter().flat_map(|(field, counts)| {
        EFFECTS.map(|effect| ((field.clone(), effect), counts[effect].as_u64().unwrap()))
    });
    each.filter(|(_, count)| *count > 0).collect()
}

/// The values that are left out, by field.
fn left_out(ran: &Ran) -> BTreeMap<String, u64> {
    let fields = ran.report_json()["facts"]["changes"]["values"]["fields"].as_object().cloned();
    let each = fields.unwrap_or_default().into_iter();
    each.filter_map(|(field, counts)| Some((field, counts["left_out"].as_u64()?))).collect()
}

fn new_customer_gets_the_rest(world: &World, desk: &Desk) {
    let customer = desk.customer("email", "0@example.org");
    for (column, field) in COLUMNS.into_iter().enumerate() {
        let wanted = if world.policy(column) == "never" { "" } else { world.file[0][column] };
        let has = text(&customer, field).replace("\r\n", "\n");
        assert_eq!(has, wanted.replace("\r\n", "\n"), "{field} of the new customer");
    }
}

fn holds(world: &World) {
    let desk = Desk::holding(world.customers());
    let before: BTreeMap<String, Value> = by_id(&desk);
    let flags = world.flags();
    let dry =
        import(&desk, &world.mapping(), &world.csv(), &format!("{flags} --dry-run --plan-out plan.jsonl"));
    assert_eq!(dry.status, 0, "{dry}");
    assert_eq!(by_id(&desk), before, "a dry run writes nothing");
    let shown = shown(&dry);
    let ran = again(&dry, &desk, &flags).status(0);
    let after = by_id(&desk);
    let mut happened = BTreeMap::new();
    for (id, was) in &before {
        for (column, field) in COLUMNS.into_iter().enumerate() {
            let change = (text(was, field), text(&after[id], field));
            let (old, new) = &change;
            if let Some(effect) = effect(old, new) {
                *happened.entry((field.to_owned(), effect)).or_default() += 1;
                assert_eq!(shown.get(&(id.clone(), field)), Some(&change), "{id} {field}: {ran}");
            }
            match world.policy(column) {
                "if_empty" => assert!(old.trim().is_empty() || old == new, "{id} {field}: {ran}"),
                "on_insert" | "never" => assert_eq!(old, new, "{id} {field}: {ran}"),
                "append" => assert!(new.starts_with(old.trim()), "{id} {field}: {ran}"),
                _ => {}
            }
        }
    }
    for run in [&dry, &ran] {
        assert_eq!(left_out(run), world.left_out(), "{run}");
    }
    new_customer_gets_the_rest(world, &desk);
    assert_eq!(counted(&dry), happened, "the plan counts what happens: {dry}");
    assert_eq!(counted(&ran), happened, "the result counts what happened: {ran}");
    let changes =
        |ran: &Ran| ran.results().column("_changes").into_iter().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(changes(&dry), changes(&ran), "{dry}{ran}");
    let second = again(&ran, &desk, &format!("{flags} --dry-run")).status(0);
    let planned = ["planned_inserts", "planned_updates", "rejected"].map(|name| second.count(name));
    assert_eq!(planned, [0, 0, 0], "{second}");
}

fn by_id(desk: &Desk) -> BTreeMap<String, Value> {
    let id = |customer: Value| (customer["id"].as_str().unwrap().to_owned(), customer);
    desk.customers().into_iter().map(id).collect()
}

fn run(cases: u32, seed: u64) {
    holds_for(&world(), cases, seed, |world| holds(&world));
}

#[test]
fn nothing_is_overwritten_unseen() {
    run(6, 15);
}

#[test]
#[ignore = "takes minutes"]
fn nothing_is_overwritten_unseen_in_full() {
    (0..8).for_each(|seed| run(50, seed));
}
