//! `mapping test`: the differences between a mapping's results and its tests.

use crate::command_line::{Ferry, Ran, SIMPLE};

fn test(tests: &str) -> Ran {
    Ferry::new().file("m.toml", format!("{SIMPLE}{tests}")).line("mapping test m.toml").run()
}

#[test]
fn every_difference_is_shown_with_what_was_expected() {
    let ran = test(
        "[custom_fields]\nsegment = { from = \"Segment\" }\n\
         [[tests]]\nrow = { Name = \"Ada\", Email = \"a@x.org\" }\nexpect = { name = \"Ada\" }\n\
         [[tests]]\nname = \"all is otherwise\"\n\
         row = { Name = \"Ada\\nB\", Email = \"a@\", Segment = \"Gold\" }\n\
         expect = { name = \"Eve\", email = \"a@x.org\", customFields = { segment = \"\" } }\n\
         issues = [\"e206\"]\n",
    );
    let ran = ran.status(1);
    let expected = "\
m.toml:13: test 2 (\"all is otherwise\") failed
  customFields.segment
    expected  no value
    got       \"Gold\"
  email
    expected  \"a@x.org\"
    got       no value
  name
    expected  \"Eve\"
    got       \"Ada\\nB\"
  issues
    expected  E206
    got       E201
    E201 email: nothing stands behind the @
m.toml: 1 of 2 tests passed
";
    let told = ran.stdout.lines().filter(|line| !line.starts_with("    E201")).collect::<Vec<_>>();
    let wanted = expected.lines().filter(|line| !line.starts_with("    E201")).collect::<Vec<_>>();
    assert_eq!(told, wanted, "{ran}");
    assert!(ran.stdout.contains("\n    E201 email: ") && ran.stderr.is_empty(), "{ran}");
}

#[test]
fn a_row_may_be_skipped_or_not() {
    let when = "[[when]]\nskip = \"row['Name'] == 'x'\"\nnote = \"no names\"\n";
    let ran =
        test(&format!("{when}[[tests]]\nrow = {{ Name = \"x\" }}\nexpect = {{ name = \"x\" }}\n")).status(1);
    assert!(
        ran.stdout.contains("  skip\n    expected  false\n    got       true: no names\nm.toml: 0"),
        "{ran}"
    );
    let ran = test("[[tests]]\nrow = { Name = \"x\" }\nskip = true\n").status(1);
    assert!(ran.stdout.contains("  skip\n    expected  true\n    got       false\n"), "{ran}");
}

#[test]
fn a_date_is_shown_in_the_form_of_the_expectation() {
    let born = |expect: &str| {
        let rule = "birthDate = { from = \"Born\" }\n";
        let tests = format!(
            "{rule}[[tests]]\nrow = {{ Born = \"1990-04-03\" }}\nexpect = {{ birthDate = {expect} }}\n"
        );
        test(&tests)
    };
    born("1990-04-03").status(0);
    let text = |ran: Ran| ran.status(1).stdout;
    assert!(text(born("1990-04-04")).contains("expected  1990-04-04\n    got       1990-04-03\n"));
    assert!(text(born("7")).contains("expected  7\n    got       639100800000\n"));
}

#[test]
fn several_mappings_at_once_and_shipped_ones() {
    let failing = format!("{SIMPLE}[[tests]]\nrow = {{ Name = \"Ada\" }}\nexpect = {{ name = \"Eve\" }}\n");
    let ferry = Ferry::new().file("bad.toml", failing).file("none.toml", SIMPLE);
    let ran = ferry.line("mapping test bad.toml none.toml hubspot").run().status(1);
    let shipped = deskferry::mapping::shipped("hubspot").unwrap().text.matches("[[tests]]").count();
    let shipped = format!("hubspot: {shipped} of {shipped} tests passed");
    for line in ["bad.toml: 0 of 1 test passed", "none.toml: no tests", &shipped] {
        assert!(ran.stdout.lines().any(|own| own == line), "{line}\n{ran}");
    }
    ran.then().line("mapping check bad.toml").run().status(0);
    let ran = ran
        .then()
        .file("broken.toml", "version = 1\n[fields]\nx = 1\n")
        .line("mapping test broken.toml")
        .run();
    ran.status(2).says("broken.toml:3:");
}

#[test]
fn an_impossible_expectation_is_a_mistake() {
    let told = |test: &str, place: &str, said: &str| {
        let mapping = format!("{SIMPLE}[[tests]]\n{test}\n");
        let ran = Ferry::new().file("m.toml", mapping).line("mapping check m.toml").run().status(2);
        ran.says(&format!("m.toml:{place}\n")).says(said);
    };
    told("row = { Name = \"Ada\" }\nexpect = { nmae = \"\" }", "10:12", "did you mean `name`?");
    told(
        "row = { Name = \"Ada\" }\nexpect = { segment = \"\" }",
        "10:12",
        "put custom fields under customFields",
    );
    told("row = { Name = \"Ada\" }\nexpect = { customFields = { x = \"\" } }", "10:27", "\"customFields.x\"");
    told(
        "row = { Name = [\"Ada\", \"Bo\"] }",
        "9:16",
        "a cell must be a text, a number, true, false or a date",
    );
    told("row = { \" \" = \"Ada\" }", "8:1", "has no name");
    told("expect = { name = \"Ada\" }", "8:1", "row");
}
