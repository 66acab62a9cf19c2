//! Splitting of texts.

use rstest::rstest;

use super::*;

/// The records with their lines, `!` before broken ones, and how the text ended.
fn cut(path: &str, text: &str) -> (Vec<String>, &'static str) {
    let path = path.split('.').filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect();
    let mut cutter = RecordSplitter::new(path);
    let mut records = Vec::new();
    let mut record = Vec::new();
    let mut line = 0;
    for byte in text.bytes() {
        let step = cutter.take(byte);
        let mut give = |record: &mut Vec<u8>, mark: &str| {
            if !record.is_empty() {
                let text = String::from_utf8(std::mem::take(record)).unwrap();
                records.push(format!("{line}{mark}{}", text.trim_end().replace('\n', "/")));
            }
        };
        match step {
            SplitStep::Between => {}
            SplitStep::Inside => record.push(byte),
            SplitStep::Last => {
                record.push(byte);
                give(&mut record, " ");
            }
            SplitStep::Ended | SplitStep::Closed => give(&mut record, " "),
            SplitStep::Next => {
                give(&mut record, " ");
                record.push(byte);
            }
            SplitStep::Broken => give(&mut record, "!"),
            SplitStep::Again => {
                give(&mut record, "!");
                record.push(byte);
            }
            SplitStep::Stray => return (records, "stray"),
            SplitStep::Missing => return (records, "missing"),
        }
        line = cutter.begin().line;
    }
    (records, if cutter.is_open() || !record.is_empty() { "open" } else { "whole" })
}

#[rstest]
#[case::objects("", "{\n \"a\":1}\n{\n\"a\":2\n}", &["1 {/ \"a\":1}", "3 {/\"a\":2/}"], "whole")]
#[case::one_line("", "{\"a\":1}{\"a\":\"}\"} {}", &["1 {\"a\":1}", "1 {\"a\":\"}\"}", "1 {}"], "whole")]
#[case::arrays("", "[{\"a\":1}, 2]\n[{\"b\":[1]}]", &["1 {\"a\":1}", "1 2", "2 {\"b\":[1]}"], "whole")]
#[case::array_in_a_member("users", "{\"n\":[{}],\"users\":[{\"users\":[1]},{\"b\":2}],\"x\":{\"users\":[3]}}", &["1 {\"users\":[1]}", "1 {\"b\":2}"], "whole")]
#[case::array_in_a_nested_member("d.r", "{\"r\":[0],\"d\":{\"r\":[{}]}}", &["1 {}"], "whole")]
#[case::several_answers("u", "{\"u\":[1]}{\"u\":[]}\n{\"\\u0075\":[2]}", &["1 1", "2 2"], "whole")]
#[case::array_of_answers("u", "[{\"u\":[1]},{\"u\":[2]}]", &["1 1", "1 2"], "whole")]
#[case::missing("u", "{\"u\":[1]}{\"error\":\"u\"}", &["1 1"], "missing")]
#[case::null("u", "{\"u\":null}", &[], "missing")]
#[case::truncated_answer("u", "{\"u\":[{\"a\":1},{\"a\"", &["1 {\"a\":1}"], "open")]
#[case::text_after_the_array("", "[1] x", &["1 1"], "stray")]
#[case::bracket_between("", "{\"a\":1}[\n{\"a\":2}", &["1 {\"a\":1}", "1![", "2 {\"a\":2}"], "whole")]
#[case::quote_between("", "{\"a\":1}\"\n{\"a\":2}", &["1 {\"a\":1}", "1!\"", "2 {\"a\":2}"], "whole")]
#[case::text_between("", "{\"a\":1}\noops\n{\"a\":2}", &["1 {\"a\":1}", "2!oops", "3 {\"a\":2}"], "whole")]
#[case::unclosed_string("", "{\n\"a\":\"x\n}\n{\n\"a\":2\n}", &["1!{/\"a\":\"x", "4 {/\"a\":2/}"], "whole")]
#[case::missing_brace("", "{\n\"a\":1\n{\n\"a\":2\n}", &["1!{/\"a\":1", "3 {/\"a\":2/}"], "whole")]
#[case::cut_in_an_array("", "{\n \"a\":[1,\n{\n \"a\":2\n}", &["1!{/ \"a\":[1,", "3 {/ \"a\":2/}"], "whole")]
#[case::an_array_at_the_margin("", "{\n\"a\":[\n{\n}\n]\n}\n{}", &["1 {/\"a\":[/{/}/]/}", "7 {}"], "whole")]
#[case::an_array_after_an_object("", "{\n}\n[\n{\n}", &["1 {/}", "3![", "4 {/}"], "whole")]
#[case::nested_at_the_margin("", "{\n\"a\":\n{\n}\n}\n{}", &["1 {/\"a\":/{/}/}", "6 {}"], "whole")]
#[case::no_commas("", "[{\"a\":1}\n{\"a\":2}{}]", &["1 {\"a\":1}", "2 {\"a\":2}", "2 {}"], "whole")]
#[case::no_commas_on_lines("", "[\n {\"a\":[{}]}\n {\n}\n]", &["2 {\"a\":[{}]}", "3 {/}"], "whole")]
#[case::the_next_object_is_less_indented("", "  {\n  \"a\":\"x\n{\"b\":1}", &["1!{/  \"a\":\"x", "3 {\"b\":1}"], "whole")]
#[case::broken_in_an_array("u", "{\"u\":[\n  {\"a\":\"x\n  },\n  {\"a\":2}\n]}", &["2!{\"a\":\"x", "4 {\"a\":2}"], "whole")]
#[case::the_last_is_broken("u", "{\"u\":[\n  {\"a\":\"x\n  }\n]}", &["2!{\"a\":\"x"], "whole")]
fn records_are_split(#[case] path: &str, #[case] text: &str, #[case] expected: &[&str], #[case] end: &str) {
    assert_eq!(cut(path, text), (expected.iter().map(ToString::to_string).collect(), end));
}
