//! The report as JUnit XML and as plain text.

use quick_xml::Reader;
use quick_xml::events::Event;
use unicode_width::UnicodeWidthStr;

use super::{BEFORE, validated};
use crate::command_line::{Ferry, SIMPLE};

/// An element: its name, its attributes.
type Element = (String, Vec<(String, String)>);

/// The elements of a text, which must be well-formed.
fn elements(xml: &str) -> Vec<Element> {
    let (mut reader, mut found, mut depth) = (Reader::from_str(xml), Vec::new(), 0);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                depth += 1;
                let attribute = |one: quick_xml::events::attributes::Attribute| {
                    let value =
                        one.normalized_value(quick_xml::XmlVersion::Explicit1_0).unwrap().into_owned();
                    (one.key.as_ref().to_owned(), value)
                };
                let name = tag.name().as_ref().to_owned();
                found.push((name, tag.attributes().map(|one| attribute(one.unwrap())).collect()));
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{xml}");
    found
}

#[test]
fn junit_has_a_case_for_each_code_and_column() {
    let odd = "Name,Email\n\u{202e}<b>&\u{1} \"q\",not an address ]]>\nAda,\n日本,日本(at)example.org\n";
    for (csv, status, failures) in
        [(BEFORE, 1, "E201"), (odd, 1, "E201 E401"), ("Name,Email\nAda,a@x.org\n", 0, "")]
    {
        let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", csv);
        let ran = ferry.line("validate a.csv -m m.toml").run().status(status);
        let missing = ran.then().line("report latest -o none/r.xml").run().status(2);
        assert!(missing.stderr.contains("can't write none/r.xml"), "{missing}");
        let xml = ran.then().line("report latest -o r.xml").run().status(0).text("r.xml");
        let found = elements(&xml);
        let value = |element: &Element, name: &str| {
            let attribute = element.1.iter().find(|(key, _)| key == name);
            attribute.unwrap_or_else(|| panic!("no {name}: {xml}")).1.clone()
        };
        let of = |name: &str| found.iter().filter(|element| element.0 == name).collect::<Vec<_>>();
        let (cases, failed) = (of("testcase"), of("failure"));
        for suite in [&found[0], &found[1]] {
            assert_eq!(value(suite, "tests"), cases.len().to_string(), "{xml}");
            assert_eq!(value(suite, "failures"), failed.len().to_string(), "{xml}");
        }
        assert_eq!((found[0].0.as_str(), found[1].0.as_str()), ("testsuites", "testsuite"));
        let types: Vec<String> = failed.iter().map(|element| value(element, "type")).collect();
        assert_eq!(types.join(" "), failures, "{xml}");
        let mut names: Vec<_> =
            cases.iter().map(|case| (value(case, "classname"), value(case, "name"))).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), cases.len(), "each has a name of its own: {xml}");
        assert!(!xml.contains("]]>") && !xml.contains('\u{1}'), "{xml}");
    }
}

#[test]
fn text_keeps_to_eighty_columns_whatever_it_holds() {
    let column = "電子メールアドレス".repeat(6);
    let mapping = SIMPLE.replace("\"Email\"", &format!("{column:?}"));
    let csv = format!("Name,{column}\n日本語の名前,日本語のアドレス\n\u{1b}[31mred,x\u{202e}y\n");
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", csv);
    let ran = ferry.line("validate a.csv -m m.toml").run().status(1);
    let text = ran.then().line("report latest --format text").run().status(0).stdout;
    assert!(text.contains("E201") && text.contains('電'), "{text}");
    for line in text.lines().chain(ran.stderr.lines()).filter(|line| !line.contains("deskferry-runs/")) {
        assert!(line.width() <= 80, "{} columns: {line}", line.width());
        assert!(!line.contains('\u{1b}') && !line.contains('\u{202e}'), "{line:?}");
    }
    let again = validated(BEFORE);
    let text = again.then().line("report latest -o r.txt").run().status(0).text("r.txt");
    assert!(text.starts_with("2 of 4 rows are rejected because of errors; 2 can be imported."), "{text}");
}
