//! JSON as APIs return it.

use rstest::rstest;
use serde_json::{Value, json};

use super::{case, customers};
use crate::command_line::{Ferry, Ran};

const MAPPING: &str = "\
version = 1
[match]
keys = [\"email\"]
[fields]
name = { from = \"name\" }
email = { from = \"email\" }
";

fn check(content: impl AsRef<[u8]>, flags: &str) -> Ran {
    let ferry = Ferry::new().file("a.json", content).file("m.toml", MAPPING);
    ferry.line("validate a.json -m m.toml -o -").line(flags).run()
}

fn ann_and_bob() -> [Value; 2] {
    [
        json!({"name": "Ann Lee", "email": "ann@example.org"}),
        json!({"name": "Bob Ray", "email": "bob@example.org"}),
    ]
}

#[rstest]
#[case("zendesk-users.json", "records in \"users\"")]
#[case("zendesk-users-pretty.json", "records in \"users\"")]
#[case("pretty-objects.jsonl", "jsonl, utf-8")]
fn files_that_once_failed_are_read(#[case] name: &str, #[case] said: &str) {
    let ran = check(case(name), "").status(0).says(said);
    assert_eq!(customers(&ran), ann_and_bob(), "{ran}");
}

const ANN: &str = r#"{"name":"Ann Lee","email":"ann@example.org"}"#;
const BOB: &str = r#"{"name":"Bob Ray","email":"bob@example.org"}"#;

/// UTF-16 with and without a byte order mark, and any stated encoding.
#[rstest]
#[case::object(ANN.to_owned() + "\n" + BOB)]
#[case::array(format!("[\n{ANN},\n{BOB}]\n"))]
#[case::answer(format!("{{\"users\":[{ANN},{BOB}],\"next\":null}}"))]
fn json_in_utf16(#[case] text: String) {
    let marked = format!("\u{feff}{text}");
    for text in [&text, &marked] {
        let (le, be): (Vec<u8>, Vec<u8>) = (
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        );
        for (name, bytes) in [("utf-16le", le), ("utf-16be", be)] {
            for flags in ["".to_owned(), format!("--encoding {name}")] {
                let ran = check(&bytes, &flags).status(0).says(&format!("jsonl, {name}"));
                assert_eq!(customers(&ran), ann_and_bob(), "{ran}");
            }
        }
    }
}

#[test]
fn json_in_a_stated_encoding() {
    let text = "{\"name\":\"José\",\"email\":\"a@x.org\"}\n{\"name\":\"\u{201e}Zoë\u{201c}\",\"email\":\"b@x.org\"}\n";
    let bytes = encoding_rs::WINDOWS_1252.encode(text).0;
    let ran = check(&bytes, "--encoding windows-1252").status(0).says("windows-1252 (set by you)");
    assert_eq!(customers(&ran)[0]["name"], "José", "{ran}");
    check(&bytes, "").status(2).says("not UTF-8").says("--encoding windows-1252").says("Zoë");
    let sound = |at| format!("{{\"name\":\"Zoë\",\"email\":\"c{at}@x.org\"}}\n");
    let sound: String = (0..3).map(sound).collect();
    let ran = check([sound.as_bytes(), &bytes].concat(), "").status(1);
    assert_eq!(ran.rejects().codes(), ["E004", "E004"], "{ran}");
    assert!(ran.rejects().cell(0, "email").contains("Jos\\xE9"), "{ran}");
    let chinese = "{\"name\":\"王小明北京市朝阳区王小明北京市朝阳区\",\"email\":\"a@x.org\"}";
    let bytes: Vec<u8> = chinese.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(customers(&check(bytes, "").status(0))[0]["name"], "王小明北京市朝阳区王小明北京市朝阳区");
}

/// phpMyAdmin's metadata before and around the rows of a table are not customers.
#[test]
fn an_export_of_phpmyadmin() {
    let table = |name: &str, rows: &str| {
        format!(
            "{{\"type\":\"table\",\"name\":\"{name}\",\"database\":\"shop\",\"data\":\n[\n{rows}\n]\n}}\n"
        )
    };
    let head = "[\n{\"type\":\"header\",\"version\":\"5.2.1\",\"comment\":\"Export to JSON plugin for PHPMyAdmin\"},\n\
                {\"type\":\"database\",\"name\":\"shop\"},\n";
    let rows = format!("{ANN},\n{BOB}");
    for flags in ["", "--records data"] {
        let ran = check(format!("{head}{}\n]\n", table("customers", &rows)), flags).status(0);
        assert_eq!(customers(&ran), ann_and_bob(), "{ran}");
        let with_empty = format!("{head}{},\n{}\n]\n", table("log", ""), table("customers", &rows));
        assert_eq!(customers(&check(with_empty, flags).status(0)), ann_and_bob());
        let two =
            format!("{head}{},\n{}\n]\n", table("customers", &rows), table("orders", "{\"name\":\"x\"}"));
        let ran = check(two, flags).status(2).says("several tables (\"customers\", \"orders\")");
        assert!(customers(&ran).is_empty(), "{ran}");
    }
    check(format!("{head}{}\n]\n", table("customers", "")), "").status(2).says("no rows");
}

/// Pages in an array, as `jq -s` writes them: all of their customers or a question, never a page as a customer.
#[test]
fn an_array_of_pages() {
    let pages = format!("[{{\"users\":[{ANN}],\"next_page\":2}},{{\"users\":[{BOB}],\"next_page\":null}}]");
    let ran = check(pages, "").status(0).says("records in \"users\"");
    assert_eq!(customers(&ran), ann_and_bob(), "{ran}");
    for (text, told) in [
        (format!("[{{\"total\":2,\"next_page\":2}},{{\"users\":[{BOB}]}}]"), "without a list of customers"),
        (format!("[{{\"id\":5,\"users\":[{ANN}]}},{{\"users\":[{BOB}]}}]"), "--records users"),
        (format!("[{{\"id\":5}},{{\"data\":[{BOB}],\"page\":2}}]"), "--records data"),
        (
            format!("[{{\"users\":[{ANN}]}},{{\"error\":\"rate limit\"}}]"),
            "no list at \"users\" in response 2",
        ),
        (format!("[{{\"users\":[{ANN}],\"groups\":[{{\"id\":1}}]}}]"), "--records users or --records groups"),
    ] {
        let ran = check(text, "").status(2).says(told);
        assert!(customers(&ran).is_empty(), "{ran}");
    }
    let own = format!("[{},{BOB}]", ANN.replace('}', ",\"orders\":[{\"id\":1}],\"accounts\":[{\"id\":2}]}"));
    assert_eq!(customers(&check(own, "").status(0)), ann_and_bob());
}

/// A response that reports an error is never accepted, even if it has customers.
#[rstest]
#[case(format!("{{\"data\":{{\"users\":[{ANN}]}},\"errors\":[{{\"message\":\"timeout\"}}]}}"), "errors", "data.users")]
#[case(format!("{{\"users\":[{ANN}]}}\n{{\"users\":[{BOB}],\"error\":\"partial result\"}}"), "partial result", "users")]
#[case(format!("{{\"success\":false,\"data\":[{ANN}]}}"), "success", "data")]
fn an_error_next_to_customers_is_refused(#[case] text: String, #[case] told: &str, #[case] list: &str) {
    let ran = check(&text, "").status(2).says("has an API response with customers and an error").says(told);
    assert!(customers(&ran).is_empty(), "{ran}");
    let ran = check(&text, &format!("--records {list}")).status(0);
    assert!(!customers(&ran).is_empty(), "{ran}");
}

#[rstest]
#[case("callback([{\"name\":\"Ada\"}]);", "JSONP")]
#[case("/**/ jQuery_12.cb( {\"users\": [] })", "JSONP")]
#[case("[[\"name\",\"email\"],[\"Ada\",\"a@x.org\"]]", "elements are lists")]
#[case("[\n [{\"name\":\"Ada\"}], [{\"name\":\"Bo\"}] ]", "jq add")]
#[case(")]}',\n{\"users\":[]}", "keeps browsers from running it")]
#[case("{\"users\":[],\"users\":[]}", "\"users\" twice")]
fn almost_json_is_reported(#[case] text: &str, #[case] told: &str) {
    check(text, "").status(2).says(told);
}

/// For a broken record, the rejects file has all that is known.
#[test]
fn the_rejects_file_has_the_text_of_a_broken_record() {
    let broken = "{\"name\":\"Eve\",\"email\":\"e@example.org\"";
    let ran = check(format!("{ANN}\n{broken}\n{BOB}\n"), "").status(1);
    let rejects = ran.rejects();
    assert_eq!((rejects.codes(), rejects.column("_row")), (vec!["E008"], vec!["2"]), "{ran}");
    assert_eq!(rejects.column("email"), [broken]);
    let long = format!("{ANN}\n{{\"name\":\"{}\",}}\n", "é".repeat(5000));
    let cell = check(long, "").status(1).rejects().cell(0, "email").to_owned();
    assert!(cell.ends_with("é… (the first 4000 of 5012 characters)"), "{cell}");
}

/// API responses, one page or several, in any form in which they were saved.
#[rstest]
#[case::data(format!("{{\"data\":[{ANN},{BOB}]}}"), "data")]
#[case::nested(format!("{{\"customer\":{{\"totalRecords\":2,\"records\":[{ANN},{BOB}]}}}}"), "customer.records")]
#[case::pages(format!("{{\"users\":[{ANN}],\"next_page\":2}}\n{{\"users\":[{BOB}],\"next_page\":null}}\n"), "users")]
#[case::pages_on_one_line(format!("{{\"users\":[{ANN}],\"next_page\":2}}{{\"users\":[{BOB}]}}"), "users")]
#[case::an_empty_page(format!("{{\"users\":[{ANN},{BOB}],\"next\":\"x\"}}\n{{\"users\":[],\"next\":null}}\n"), "users")]
#[case::lists_of_its_own(format!("{{\"users\":[{ANN},{BOB}],\"links\":[{{\"rel\":\"next\"}}],\"errors\":[]}}"), "users")]
fn api_responses_in_many_forms_are_read(#[case] text: String, #[case] list: &str) {
    let ran = check(&text, "").status(0).says(&format!("records in {list:?}"));
    assert_eq!(customers(&ran), ann_and_bob(), "{ran}");
    let ran = check(&text, &format!("--records {list}")).status(0).says("(set by you)");
    assert_eq!(customers(&ran), ann_and_bob(), "{ran}");
}

#[rstest]
#[case::arrays(format!("[{ANN}]\n[{BOB}]"), "")]
#[case::one_line(format!("{ANN}{BOB}"), "")]
#[case::array_of_answers(format!("[{{\"users\":[{ANN}]}},{{\"users\":[{BOB}]}}]"), "--records users")]
#[case::indented(format!("\u{feff}  {{\n    \"name\": \"Ann Lee\",\n \"email\": \"ann@example.org\", \"tags\": []\n  }}\n  {BOB}"), "")]
fn records_without_a_surrounding_object_are_read(#[case] text: String, #[case] flags: &str) {
    let ran = check(&text, flags).status(0);
    assert_eq!(customers(&ran), ann_and_bob(), "{ran}");
}

/// A customer that contains lists stays one customer.
#[test]
fn a_list_inside_a_customer_is_not_a_list_of_customers() {
    let text =
        r#"{"id":1,"name":"Ada","email":"a@example.org","addresses":[{"name":"home"}],"orders":[{"id":7}]}"#;
    let ran = check(text, "").status(0);
    assert_eq!(customers(&ran), [json!({"name": "Ada", "email": "a@example.org"})]);
}

#[rstest]
#[case::several(format!("{{\"users\":[{ANN}],\"organizations\":[{{\"id\":5}}]}}"), &["several lists of objects", "--records users or --records organizations"])]
#[case::unsure(r#"{"kunde":"Ada","adressen":[{"name":"x"}]}"#.to_owned(), &["may be customers with lists of their own", "--records . (each object is a customer), or --records adressen"])]
#[case::error(r#"{"error":"invalid_token","error_description":"expired"}"#.to_owned(), &["an API's response to a failed request", "invalid_token"])]
#[case::named_error(r#"{"name":"NotAuthenticated","message":"No auth token","code":401,"className":"x"}"#.to_owned(), &["an API's response to a failed request", "No auth token"])]
#[case::error_in_a_list(r#"[{"name":"Unauthorized","message":"Invalid credentials.","code":0,"status":401}]"#.to_owned(), &["an API's response to a failed request", "Invalid credentials."])]
#[case::null("{\"users\":null,\"count\":0}".to_owned(), &["\"users\" is null"])]
#[case::meta("{\"count\":0,\"next\":null}".to_owned(), &["without a list of customers", "\"count\", \"next\""])]
#[case::a_later_error(format!("{{\"users\":[{ANN}]}}\n{{\"error\":\"rate limit\"}}"), &["no list at \"users\" in response 2", "after record 1"])]
#[case::cut(format!("{{\"users\":[{ANN},{{\"name\":"), &["that ends too early, after record 1 of \"users\""])]
#[case::empty("{\"users\":[]}".to_owned(), &["is empty"])]
fn uncertain_json_is_refused(#[case] text: String, #[case] told: &[&str]) {
    let ran = check(&text, "").status(2);
    assert!(told.iter().all(|part| ran.stderr.contains(part)), "{ran}");
    assert!(customers(&ran).is_empty() && ran.folders().is_empty(), "{ran}");
}

#[test]
fn the_user_can_state_the_list_of_records() {
    let several = format!("{{\"users\":[{ANN},{BOB}],\"organizations\":[{{\"name\":\"x\"}}]}}");
    let ran = check(&several, "--records users").status(0).says("records in \"users\" (set by you)");
    assert_eq!(customers(&ran), ann_and_bob());
    check(&several, "--records people")
        .status(2)
        .says("no list at \"people\"; use one of its lists: --records users");
    let customer = r#"{"name":"Ann Lee","email":"ann@example.org","customers":[{"name":"x"}]}"#;
    check(customer, "").status(2).says("--records .");
    assert_eq!(customers(&check(customer, "--records .").status(0)), [ann_and_bob()[0].clone()]);
    let mapping = format!("{MAPPING}[source]\nrecords = \"users\"\n");
    let ferry = Ferry::new().file("a.json", &several).file("m.toml", mapping);
    let ran = ferry.line("validate a.json -m m.toml -o -").run().status(0);
    assert_eq!(customers(&ran), ann_and_bob());
}

/// A broken object is rejected alone; the others are imported, and the reject says where it was.
#[rstest]
#[case::open_text("{\n \"name\": \"Eve,\n \"email\": \"e@example.org\"\n}\n")]
#[case::no_brace("{\n \"name\": \"Eve\",\n \"tags\": [\"a\"\n")]
#[case::a_comma_too_many("{\n \"name\": \"Eve\",\n}\n")]
fn a_broken_object_over_several_lines(#[case] broken: &str) {
    let pretty =
        |text: &str| serde_json::to_string_pretty(&serde_json::from_str::<Value>(text).unwrap()).unwrap();
    let text = format!("{}\n{broken}{}\n", pretty(ANN), pretty(BOB));
    let ran = check(text, "").status(1);
    assert_eq!(customers(&ran), ann_and_bob(), "{ran}");
    assert_eq!((ran.rejects().codes(), ran.rejects().column("_row")), (vec!["E008"], vec!["2"]), "{ran}");
}

#[test]
fn a_broken_record_of_an_answer() {
    let text = format!("{{\"users\": [\n  {ANN},\n  {{\"name\": \"Eve,\n   \"email\": 1}},\n  {BOB}\n]}}");
    let ran = check(text, "").status(1);
    assert_eq!(customers(&ran), ann_and_bob(), "{ran}");
}

/// A response is read in pieces; where a piece ends does not matter.
#[test]
fn a_long_answer() {
    let user = |number: usize| {
        let filler = "y[{\\\"".repeat(number % 40);
        format!("{{\"name\":\"Ada\",\"email\":\"a{number}@example.org\",\"x\":\"{filler}\"}}")
    };
    let users: Vec<String> = (0..8000).map(user).collect();
    let text = format!("{{\"count\":8000,\"users\":[{}]}}", users.join(","));
    let ran = check(text, "").status(0);
    assert_eq!(ran.count("pending"), 8000);
    assert_eq!(customers(&ran)[7999], json!({"name": "Ada", "email": "a7999@example.org"}));
}

/// An object inside a customer is not a customer, whatever the lines before it look like.
#[test]
fn an_object_over_several_lines_among_lines() {
    let text = format!(
        "{ANN}\n{{\n  \"name\":\"Bob Ray\",\n  \"email\":\"bob@example.org\",\n  \"children\":[\n    {{\"name\":\"Tim\"}}\n  ]\n}}\n"
    );
    let ran = check(text, "").status(0);
    assert_eq!(customers(&ran), ann_and_bob(), "{ran}");
}

#[test]
fn one_page_of_several_is_reported() {
    let text = format!("{{\"users\":[{ANN},{BOB}],\"next_page\":\"https://example.org/2\"}}");
    let ran = check(text, "").status(0).says("W022").says("the file is one page of several");
    assert_eq!(customers(&ran), ann_and_bob(), "{ran}");
    let text = format!("{{\"users\":[{ANN}],\"next_page\":2}}{{\"users\":[{BOB}],\"next_page\":null}}");
    assert!(!check(text, "").status(0).stderr.contains("W022"));
}

/// Without commas every customer is read; if none can be read, the message does not call the file empty.
#[test]
fn an_array_that_lacks_commas() {
    let ran = check(format!("[{ANN}\n{BOB}]"), "").status(0);
    assert_eq!(customers(&ran), ann_and_bob(), "{ran}");
    let ferry = Ferry::new().file("a.json", "[{\"name\" 1},{\"name\" 2}]").file(
        "m.toml",
        "version = 1\n[fields]\nname = { from = \"name\", optional = true, default = \"x\" }\n",
    );
    let ran = ferry.line("validate a.json -m m.toml -o -").run().status(1);
    assert!(!ran.stderr.contains("empty"), "{ran}");
}

#[test]
fn a_list_of_texts_with_commas_is_not_torn() {
    let mapping = format!("{MAPPING}tags = {{ from = \"tags\" }}\n");
    let text = r#"{"name":"A","email":"a@example.org","tags":["Rossi, Mario","vip"]}"#;
    let ran = Ferry::new()
        .file("a.json", text)
        .file("m.toml", mapping)
        .line("validate a.json -m m.toml -o -")
        .run();
    assert_eq!(customers(&ran.status(0))[0]["tags"], json!(["Rossi, Mario", "vip"]));
}

/// One object that contains a whole table is not a customer.
#[rstest]
#[case(
    r#"{"name":{"0":"Ann Lee","1":"Bo Ray"},"email":{"0":"a@x.org","1":"b@x.org"}}"#,
    "orient=\"records\""
)]
#[case(
    r#"{"17":{"name":"Ann","email":"a@x.org"},"18":{"name":"Bo","email":"b@x.org"}}"#,
    "under their ids (\"17\", ...)"
)]
fn a_table_in_one_object(#[case] content: &str, #[case] said: &str) {
    check(content, "").status(2).says(said);
    let ferry = Ferry::new().file("a.json", content).line("mapping suggest a.json");
    ferry.run().status(2).says(said);
}
