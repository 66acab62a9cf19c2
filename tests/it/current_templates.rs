//! Templates that read `current`, the customer in the help desk.

use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran};
use crate::import::Running;

/// Adds the note to the memo unless it is there.
const STABLE: &str = "{% if row.Notes in current.memo %}{{ current.memo }}{% else %}{{ current.memo }}\\n{{ row.Notes }}{% endif %}";
/// Adds the note each time.
const GROWING: &str = "{{ current.memo }} | {{ row.Notes }}";
const CSV: &str = "Name,Email,Notes\nAda,ada@example.org,calls back\nBob,bob@example.org,moved\n";

fn mapping(memo: &str, more: &str) -> String {
    format!(
        "version = 1\n[match]\nkeys = [\"email\"]\n[fields]\nname = {{ from = \"Name\" }}\n\
         email = {{ from = \"Email\" }}\nmemo = {{ template = \"{memo}\" }}\n{more}"
    )
}

fn ada(memo: &str) -> Value {
    json!({"id": "7", "name": "Ada", "email": "ada@example.org", "memo": memo, "city": "Rome"})
}

fn files(mapping: &str, csv: &str) -> Ferry {
    Ferry::new().file("m.toml", mapping).file("a.csv", csv)
}

fn import(desk: &Desk, mapping: &str, csv: &str, flags: &str) -> Ran {
    files(mapping, csv).line("import a.csv -m m.toml").line(flags).fast().sandbox(desk).run()
}

fn memo(desk: &Desk, name: &str) -> Value {
    desk.customer("name", name)["memo"].clone()
}

#[test]
fn a_note_is_added_once_and_a_second_import_plans_nothing() {
    let desk = Desk::holding([ada("met in Rome")]);
    let ran = import(&desk, &mapping(STABLE, ""), CSV, "").status(0);
    assert_eq!((ran.count("inserted"), ran.count("updated")), (1, 1), "{ran}");
    assert_eq!((memo(&desk, "Ada"), memo(&desk, "Bob")), (json!("met in Rome\ncalls back"), json!("moved")));
    assert_eq!(desk.customer("name", "Ada")["city"], "Rome");
    let again = ran.then().line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(0);
    assert_eq!(again.count("unchanged"), 2, "{again}");
    // What the plan shows is undone like any other update.
    let folder = ran.run_json()["id"].as_str().unwrap().to_owned();
    again.then().line("undo").args([folder]).line("--yes").fast().sandbox(&desk).run().status(0);
    assert_eq!(memo(&desk, "Ada"), "met in Rome");
}

/// Every field that would change again is named, with its values.
#[test]
fn all_templates_that_grow_are_named() {
    let desk = Desk::holding([ada("met")]);
    let both = mapping(GROWING, "city = { template = \"{{ current.city }}+{{ row.Name }}\" }\n");
    let ran = import(&desk, &both, CSV, "").status(1);
    let message = ran.rejects().cell(0, "_message").to_owned();
    let parts = [
        "the templates of `city`, `memo` would change",
        "`memo` gives \"met | calls back\"",
        "`city` gives \"Rome+Ada\"",
    ];
    for part in parts {
        assert!(message.contains(part), "{part}: {message}");
    }
    assert_eq!(ran.rejects().cell(0, "_column"), "Name + Notes");
}

#[rstest]
#[case::of_an_update(true)]
#[case::of_an_insert(false)]
fn a_template_that_grows_is_refused(#[case] there: bool) {
    let desk = Desk::holding(there.then(|| ada("met")));
    let ran = import(&desk, &mapping(GROWING, ""), CSV, "").status(1);
    assert_eq!((ran.count("rejected"), ran.rejects().codes()), (2, vec!["E406", "E406"]), "{ran}");
    let message = ran.rejects().cell(0, "_message").to_owned();
    assert_eq!(ran.rejects().cell(0, "_column"), "Notes");
    let said = if there {
        "it gives \"met | calls back\", and with that in the help desk \"met | calls back | calls back\""
    } else {
        "it gives \"| calls back\", and with that in the help desk \"| calls back | calls back\""
    };
    assert!(message.contains(said) && message.contains("`memo`"), "{message}");
    assert_eq!(desk.customers().len(), usize::from(there));
}

/// A new customer has no id yet. With the next run it has one, so the memo would change.
#[test]
fn the_id_of_a_new_customer_is_not_known() {
    let desk = Desk::holding([ada("7")]);
    let ran = import(&desk, &mapping("{{ current.id }}", ""), CSV, "").status(1);
    assert_eq!((ran.count("unchanged"), ran.rejects().codes()), (1, vec!["E406"]), "{ran}");
}

/// The advice names the field and the column of the template that grows.
#[test]
fn the_advice_fits_the_field_of_the_template() {
    let desk = Desk::holding([ada("met")]);
    let rule =
        mapping(GROWING, "").replace("memo = ", "signature = ").replace("current.memo", "current.signature");
    let ran = import(&desk, &rule, CSV, "").status(1);
    let said = ran.rejects().cell(0, "_message").to_owned();
    assert!(said.contains("{% if row['Notes'] in current.signature %}{{ current.signature }}"), "{said}");
}

/// The list shows fewer fields than a customer.
#[test]
fn the_whole_customer_is_read() {
    let more =
        "[custom_fields]\nsegment = { template = \"{{ current.customFields.segment or row.Name }}\" }\n";
    let desk = Desk::with(|options| {
        options.start =
            vec![json!({"id": "7", "name": "Ada", "email": "ada@example.org", "memo": "calls back",
            "customFields": {"segment": "Gold"}})];
        options.custom_fields = Vec::new();
        options.thin_list = vec!["memo".to_owned(), "customFields".to_owned()];
    });
    let ran = import(&desk, &mapping(STABLE, more), CSV, "").status(0);
    assert_eq!((ran.count("inserted"), ran.count("unchanged")), (1, 1), "{ran}");
    assert_eq!(desk.customer("name", "Bob")["customFields"]["segment"], "Bob");
}

#[test]
fn each_source_has_its_own_columns() {
    let desk = Desk::holding([ada("met in Rome")]);
    let ferry = files(&mapping(STABLE, ""), "Notes,Email,Name\nmoved,bob@example.org,Bob\n");
    let ferry = ferry.file("b.csv", "Email,X,Notes,Name\nada@example.org,?,calls back,Ada\n");
    let ran = ferry.line("import a.csv b.csv -m m.toml").fast().sandbox(&desk).run().status(0);
    assert_eq!(
        (memo(&desk, "Ada"), memo(&desk, "Bob")),
        (json!("met in Rome\ncalls back"), json!("moved")),
        "{ran}"
    );
}

/// The options of the rule apply to the second result, and its issues replace the first ones.
#[rstest]
#[case("as = \"enum\", values = [\"x\", \"met\"]", "{{ current.memo or row.Notes }}", "calls back", "E")]
#[case("pattern = \"^[a-z ]*$\"", "{{ current.memo or row.Notes }}", "calls back", "E103")]
#[case("case = \"upper\"", "{{ current.memo or row.Notes }}", "calls back", "")]
#[case("default = \"none\"", "{% if not current %}{{ row.Notes }}{% endif %}", "calls back", "")]
fn the_options_of_the_rule_apply_to_the_second_result(
    #[case] options: &str,
    #[case] template: &str,
    #[case] note: &str,
    #[case] code: &str,
) {
    let desk = Desk::holding([ada("Met 1")]);
    let rule = mapping(template, "").replace("memo = { ", &format!("memo = {{ {options}, "));
    let csv = format!("Name,Email,Notes\nAda,ada@example.org,{note}\n");
    let ran = import(&desk, &rule, &csv, "");
    let codes = ran.rejects().rows.first().map(|_| ran.rejects().codes()[0].to_owned()).unwrap_or_default();
    assert!(if code.is_empty() { codes.is_empty() } else { codes.starts_with(code) }, "{codes} {ran}");
    if code.is_empty() {
        let wanted = if options.starts_with("case") { "MET 1" } else { "none" };
        assert_eq!(memo(&desk, "Ada"), wanted, "{ran}");
    }
}

#[test]
fn warnings_are_reported_once() {
    let desk = Desk::holding([ada("1")]);
    let rule = mapping("{{ current.memo or row.Notes }}", "")
        .replace("memo = { ", "memo = { pattern = \"^[0-9]*$\", on_invalid = \"empty\", ");
    let ran = import(&desk, &rule, CSV, "").status(0);
    assert_eq!((ran.count("unchanged"), ran.count("inserted")), (1, 1), "{ran}");
    let issues = ran.report_json()["issues"].clone();
    let told: Vec<_> =
        issues.as_array().unwrap().iter().map(|one| (one["code"].clone(), one["count"].clone())).collect();
    assert_eq!(told, [(json!("E103"), json!(1))], "only of the new customer: {issues}");
}

/// A policy that protects the field stops a template that grows.
#[test]
fn a_policy_stops_a_template_that_grows() {
    let desk = Desk::holding([ada("met")]);
    let ran = import(&desk, &mapping(GROWING, ""), CSV, "--write memo=if_empty").status(0);
    assert_eq!((memo(&desk, "Ada"), memo(&desk, "Bob")), (json!("met"), json!("| moved")), "{ran}");
    let again = ran.then().line("import a.csv -m m.toml --write memo=if_empty").fast().sandbox(&desk).run();
    assert_eq!((again.status, again.count("unchanged")), (0, 2), "{again}");
    let added = import(&desk, &mapping(GROWING, ""), CSV, "--write memo=append").status(1);
    assert_eq!(added.rejects().codes(), ["E406", "E406"], "{added}");
}

#[rstest]
#[case("memo = { template = \"{{ current.memmo }}\" }", "did you mean `memo`?")]
#[case("memo = { template = \"{{ current['memmo'][:3] }}\" }", "did you mean `memo`?")]
#[case("memo = { template = \"{{ current.account }}\" }", "can't read the credentials")]
#[case("memo = { template = \"{{ current.profilePhotoBlob }}\" }", "returns no photos")]
#[case("memo = { template = \"{{ current.city.name }}\" }", "is a text, which has no members")]
#[case("memo = { template = \"{{ curent.memo }}\" }", "did you mean `current`?")]
#[case("memo = { template = \"{{ current ~ 'x' }}\" }", "name the field")]
#[case("memo = { template = \"{% if current %}{{ current.memo | uper }}{% endif %}\" }", "uper")]
#[case("memo = { from = \"Notes\" }\n[[when]]\nskip = \"current.memo == 'x'\"", "can't be used in [[when]]")]
#[case(
    "memo = { from = \"Notes\" }\n[[when]]\nskip = \"row.Name in current.memo[:9]\"",
    "can't be used in [[when]]"
)]
#[case(
    "memo = { template = \"{{ current.memo }}\" }\n[[tests]]\nrow = { Name = \"x\" }\ncurrent = { memmo = \"\" }",
    "did you mean `memo`?"
)]
#[case(
    "memo = { from = \"Notes\" }\n[[tests]]\nrow = { Name = \"x\" }\ncurrent = { memo = \"\" }",
    "no template of this mapping reads `current`"
)]
fn a_mistake_is_shown_at_its_place(#[case] rule: &str, #[case] said: &str) {
    let text = mapping("", "").replace("memo = { template = \"\" }", rule);
    let ran = files(&text, CSV).line("validate a.csv -m m.toml").run().status(2).says(said);
    assert!(ran.stderr.contains("m.toml:"), "{ran}");
}

#[rstest]
#[case(mapping(STABLE, "").replace("[match]\nkeys = [\"email\"]\n", ""), "this mapping has no [match]")]
#[case(mapping(STABLE, "").replace("[\"email\"]", "[[\"email\"], [\"memo\"]]"), "part of the match key")]
#[case(mapping(STABLE, "").replace("[fields]", "on_duplicate = \"merge\"\n[fields]"), "merges rows")]
fn current_is_refused_where_it_can_not_be_right(#[case] text: String, #[case] said: &str) {
    let ran = files(&text, CSV).line("validate a.csv -m m.toml").run().status(2).says(said);
    assert!(ran.stderr.contains("m.toml:"), "{ran}");
}

#[test]
fn a_custom_field_that_the_account_lacks_is_refused() {
    let fields = "[{\"name\": \"segment\", \"type\": \"TEXT\"}]";
    let text = mapping("{{ current.customFields.segmant }}", "");
    let ferry = files(&text, CSV).file("f.json", fields);
    let ran = ferry.line("validate a.csv -m m.toml --fields f.json").run().status(2);
    ran.says("reads `current.customFields.segmant`").says("did you mean \"segment\"?").says("m.toml:7");
    let desk = Desk::with(|options| options.custom_fields = serde_json::from_str(fields).unwrap());
    import(&desk, &text, CSV, "").status(2).says("reads `current.customFields.segmant`");
    let right = text.replace("segmant", "segment");
    import(&desk, &right, CSV, "").status(0);
}

/// Someone else inserts a customer of the run before it goes on: the templates of its row are computed again.
#[test]
fn a_resumed_run_computes_the_templates_of_a_newcomer() {
    let desk = Desk::new();
    let ferry = files(&mapping(STABLE, ""), CSV).sandbox(&desk).line("import a.csv -m m.toml --rate 0");
    let then = ferry.then();
    assert_eq!(Running::start(ferry.env("DESKFERRY_FAIL_POINT", "plan-named")).end().status, -1);
    ["a.csv", "m.toml"].iter().for_each(|file| std::fs::remove_file(then.path().join(file)).unwrap());
    desk.put(json!({"name": "Ada", "email": "ada@example.org", "memo": "by hand"})).unwrap();
    let ran = then.line("resume latest").fast().sandbox(&desk).run().status(0);
    let ran = ran.says("1 of 2 pending inserts is already in the help desk: 1 to be updated");
    assert_eq!(
        (memo(&desk, "Ada"), memo(&desk, "Bob")),
        (json!("by hand\ncalls back"), json!("moved")),
        "{ran}"
    );
    let again = ran.then().file("a.csv", CSV).file("m.toml", mapping(STABLE, ""));
    let again = again.line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(0);
    assert_eq!(again.count("unchanged"), 2, "{again}");
}

/// A template that grows is refused as late as well.
#[test]
fn a_newcomer_is_not_changed_with_every_run() {
    let desk = Desk::new();
    let rule = mapping("{% if current %}{{ current.memo }} {% endif %}{{ row.Notes }}", "");
    let only_new = rule.replace(
        "{{ row.Notes }}",
        "{% if not current.memo or current.name == 'Ada' %}{{ row.Notes }}{% endif %}",
    );
    let only_new = only_new.replace("current.name == 'Ada'", "current.city");
    let ferry = files(&only_new, CSV).sandbox(&desk).line("import a.csv -m m.toml --rate 0");
    let then = ferry.then();
    assert_eq!(Running::start(ferry.env("DESKFERRY_FAIL_POINT", "plan-named")).end().status, -1);
    desk.put(json!({"name": "Ada", "email": "ada@example.org", "memo": "by hand", "city": "Rome"})).unwrap();
    let ran = then.line("resume latest").fast().sandbox(&desk).run().status(1);
    assert_eq!(ran.rejects().codes(), ["E406"], "{ran}");
    assert_eq!((memo(&desk, "Ada"), memo(&desk, "Bob")), (json!("by hand"), json!("moved")));
}

#[test]
fn a_plan_is_applied_as_it_was_shown() {
    let desk = Desk::holding([ada("met in Rome")]);
    let ran = import(&desk, &mapping(STABLE, ""), CSV, "--dry-run --plan-out plan.jsonl").status(0);
    assert!(ran.text("plan.jsonl").contains("met in Rome\\ncalls back"), "{ran}");
    let shown = ran.then().line("apply plan.jsonl --refresh").fast().sandbox(&desk).run();
    assert_eq!(shown.status, 0, "the same plan: {shown}");
    let applied = ran.then().line("apply plan.jsonl").fast().sandbox(&desk).run().status(0);
    assert_eq!(
        (memo(&desk, "Ada"), memo(&desk, "Bob")),
        (json!("met in Rome\ncalls back"), json!("moved")),
        "{applied}"
    );
    let again = ran.then().line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(0);
    assert_eq!(again.count("unchanged"), 2, "{again}");
}

#[test]
fn a_killed_run_is_planned_again() {
    let desk = Desk::holding([ada("met in Rome")]);
    for point in ["plan-read", "plan-matched"] {
        let ferry = files(&mapping(STABLE, ""), CSV).sandbox(&desk).line("import a.csv -m m.toml --rate 0");
        let then = ferry.then();
        assert_eq!(Running::start(ferry.env("DESKFERRY_FAIL_POINT", point)).end().status, -1);
        let ran = then.line("resume latest").fast().sandbox(&desk).run().status(0);
        assert_eq!(memo(&desk, "Ada"), "met in Rome\ncalls back", "{ran}");
    }
}

/// What the help desk itself changes is no reason to refuse a template.
#[test]
fn nothing_else_of_the_mapping_is_computed_again() {
    let desk = Desk::holding([ada("met in Rome")]);
    let plain = mapping("{{ row.Notes }}", "");
    let ran = import(&desk, &plain, CSV, "").status(0);
    assert_eq!((memo(&desk, "Ada"), ran.count("updated")), (json!("calls back"), 1), "{ran}");
    let journal = std::fs::read(ran.folder().join("journal.db")).unwrap();
    let holds = |text: &[u8]| journal.windows(text.len()).any(|window| window == text);
    assert!(holds(b"merged_carrier") && !holds(b"cell_kinds"), "a journal without tables for templates");
}
