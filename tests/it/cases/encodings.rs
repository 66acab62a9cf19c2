//! Files that are neither UTF-8 nor windows-1252, and text that was damaged before it arrived.

use rstest::rstest;
use serde_json::{Value, json};

use super::case;
use crate::command_line::{Desk, Ferry, Ran};

const MAPPING: &str = "\
version = 1
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\" }
city = { from = \"City\", optional = true }
state = { from = \"Country\", optional = true }
";

fn check(content: impl AsRef<[u8]>, flags: &str) -> Ran {
    let ferry = Ferry::new().file("a.csv", content).file("m.toml", MAPPING);
    ferry.line("validate a.csv -m m.toml -o -").line(flags).run()
}

fn column(ran: &Ran, field: &str) -> Vec<String> {
    let customers = ran.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    customers.map(|customer| customer[field].as_str().unwrap_or_default().to_owned()).collect()
}

/// The codes of all issues in the report, with their numbers.
fn codes(ran: &Ran) -> Vec<(String, u64)> {
    let report = ran.report_json();
    let groups = report["issues"].as_array().unwrap().iter();
    let mut codes: Vec<(String, u64)> = Vec::new();
    for group in groups {
        codes.push((group["code"].as_str().unwrap().to_owned(), group["count"].as_u64().unwrap()));
    }
    codes.sort();
    codes
}

/// The report's advice on the first sample of each kind of issue.
fn hints(ran: &Ran) -> String {
    let report = ran.report_json();
    let issues = report["issues"].as_array().unwrap().iter();
    issues.map(|issue| issue["samples"][0]["hint"].as_str().unwrap_or_default().to_owned() + "\n").collect()
}

#[rstest]
#[case("cp850.csv", "--encoding cp850", &["José Núñez", "Zoë Lefèvre", "Jörg Kähler"])]
#[case("mac-roman.csv", "--encoding macintosh", &["José Núñez", "Zoë Lefèvre", "Jürgen Müller"])]
fn a_file_in_another_code_page_is_a_question(#[case] file: &str, #[case] flag: &str, #[case] names: &[&str]) {
    let asked = check(case(file), "").status(2).says("its encoding is uncertain");
    assert!(asked.stdout.is_empty() && asked.folders().is_empty(), "{asked}");
    let first = asked.stderr.lines().find(|line| line.contains("--encoding")).unwrap();
    assert!(first.trim().starts_with(flag) && first.contains(&format!("{:?}", names[0])), "{asked}");
    let ran = check(case(file), flag).status(0);
    assert_eq!(column(&ran, "name"), names);
}

#[rstest]
#[case("gbk-300.csv", "--encoding gbk", "刘芳磊")]
#[case("euc-jp-300.csv", "--encoding euc-jp", "中村太郎")]
fn a_file_of_east_asia_is_a_question(#[case] file: &str, #[case] flag: &str, #[case] name: &str) {
    let asked = check(case(file), "").status(2);
    let first = asked.stderr.lines().find(|line| line.contains("--encoding")).unwrap();
    assert!(first.trim().starts_with(flag) && first.contains(name), "{asked}");
    let ran = check(case(file), flag).status(0);
    assert_eq!((column(&ran, "name").len(), column(&ran, "name")[0].as_str()), (300, name));
}

#[test]
fn nothing_is_sent_before_the_question_is_answered() {
    let desk = Desk::new();
    let text = format!("Name,Email\n{}José,j@x.org\n", "Ada,a@x.org\n".repeat(40_000));
    let bytes: Vec<u8> = text.chars().map(|letter| if letter == 'é' { 0x82 } else { letter as u8 }).collect();
    let ferry = Ferry::new().file("a.csv", bytes).file("m.toml", MAPPING).sandbox(&desk);
    let ran = ferry.line("import a.csv -m m.toml").fast().run().status(2);
    assert!(ran.stderr.contains("--encoding cp850") && ran.stderr.contains("\"José\""), "{ran}");
    assert!(desk.customers().is_empty());
}

/// The first letters are the same in both encodings; a later one shows which it is.
#[test]
fn a_letter_that_comes_late_may_show_another_encoding() {
    let rows = "José,j@x.org\n".repeat(20_000);
    let text = format!("Name,Email\n{rows}Wałęsa,w@x.org\nWiśniewski,v@x.org\n");
    let bytes = encoding_rs::WINDOWS_1250.encode(&text).0;
    let asked = check(&bytes, "").status(2);
    let first = asked.stderr.lines().find(|line| line.contains("--encoding")).unwrap();
    assert!(first.contains("windows-1250") && first.contains("Wałęsa"), "{asked}");
}

#[rstest]
#[case("ibm850")]
#[case("CP-437")]
#[case("cp852")]
#[case("mac-roman")]
#[case("MacRoman")]
#[case("gb18030")]
#[case("big5")]
#[case("cp932")]
fn encodings_are_known_by_name(#[case] name: &str) {
    check("Name,Email\nAda,a@x.org\n", &format!("--encoding {name}")).status(0);
    let mapping = format!("{MAPPING}[source]\nencoding = {name:?}\n");
    let ferry = Ferry::new().file("a.csv", "Name,Email\nAda,a@x.org\n").file("m.toml", mapping);
    ferry.line("validate a.csv -m m.toml").run().status(0);
}

#[test]
fn text_encoded_twice_is_reported_and_repaired() {
    let ran = check(case("double-utf8.csv"), "").status(0);
    assert_eq!(column(&ran, "name"), ["JosÃ© NÃºÃ±ez", "JÃ¼rgen MÃ¼ller"], "{ran}");
    assert_eq!(codes(&ran), [("W013".to_owned(), 4)]);
    assert!(hints(&ran).contains("repair = [\"double-utf8\"]"), "{}", hints(&ran));
    let ferry = Ferry::new().file("a.csv", case("double-utf8.csv"));
    let mapping = format!("{MAPPING}[source]\nrepair = [\"double-utf8\"]\n");
    let mended = ferry.file("m.toml", mapping).line("validate a.csv -m m.toml -o -").run().status(0);
    assert_eq!(column(&mended, "name"), ["José Núñez", "Jürgen Müller"]);
    assert_eq!(column(&mended, "city"), ["Málaga", "Köln"]);
    assert_eq!(codes(&mended), []);
}

#[test]
fn lost_letters_and_entities_are_reported() {
    let ran = check(case("replacement-chars.csv"), "").status(0);
    assert_eq!(codes(&ran), [("W014".to_owned(), 2)]);
    let ran = check("Name,Email,Other\nR&amp;D,a@x.org,&eacute;\n", "").status(0);
    assert!(hints(&ran).contains("repair = [\"entities\"]"), "{}", hints(&ran));
    assert_eq!(codes(&ran), [("W015".to_owned(), 1)], "columns that no field takes are not told");
}

#[test]
fn byte_order_marks_and_the_dos_end_mark_are_not_text() {
    let ran = check(case("bom-inside.csv"), "").status(0);
    assert_eq!(column(&ran, "name"), ["Ann", "Bob"]);
    let ran = check(case("ctrlz.csv"), "").status(0);
    assert_eq!((column(&ran, "name"), ran.count("rows")), (vec!["Ann".to_owned(), "Bob".to_owned()], 2));
    let two = check("\u{feff}\u{feff}Name,Email\nAnn,\u{feff}ann@example.org\n", "").status(0);
    assert_eq!(column(&two, "email"), ["ann@example.org"]);
    let text = "\u{feff}\u{feff}Name,Email\r\nAnn,a@x.org\r\n\u{feff}Bob,b@x.org\r\n\u{1a}";
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let ran = check(wide, "").status(0);
    assert_eq!((column(&ran, "name"), ran.count("rows")), (vec!["Ann".to_owned(), "Bob".to_owned()], 2));
}

#[test]
fn json_lines_may_have_marks_too() {
    let lines = "\u{feff}\u{feff}{\"Name\":\"Ann\",\"Email\":\"a@x.org\"}\n\u{feff}{\"Name\":\"\u{feff}Bob\",\"Email\":\"b@x.org\"}\n\u{1a}";
    let ran = check(lines, "").status(0);
    let expected = [json!({"name": "Ann", "email": "a@x.org"}), json!({"name": "Bob", "email": "b@x.org"})];
    let customers: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(customers, expected);
}

fn latin(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

/// Rows of two programs in one file: deskferry asks, even if only a few rows differ.
#[rstest]
#[case::few(1, 1)]
#[case::five_among_thousands(1000, 5)]
fn some_rows_in_another_code_page_are_a_question(#[case] many: usize, #[case] few: usize) {
    let rows = |at| format!("André{at},a{at}@x.org\nHélène{at},h{at}@x.org\nMüller{at},m{at}@x.org\n");
    let mut bytes = latin(&("Name,Email\n".to_owned() + &(0..many).map(rows).collect::<String>()));
    for name in [&b"Jos\x82"[..], b"M\xa1rquez", b"Bj\x94rn", b"Ren\x82e", b"H\x82l\x8ane"].iter().take(few) {
        bytes.extend([name, &b",x@x.org\n"[..]].concat());
    }
    let asked =
        check(&bytes, "").status(2).says("rows in two encodings").says("--encoding cp850").says("\"José\"");
    assert!(asked.stdout.is_empty() && asked.folders().is_empty(), "{asked}");
}

/// One word among thousands is a warning, not a question.
#[test]
fn one_word_in_another_code_page_is_a_warning() {
    let rows = |at| format!("André{at},a{at}@x.org\nHélène{at},h{at}@x.org\n");
    let mut bytes = latin(&("Name,Email\n".to_owned() + &(0..1000).map(rows).collect::<String>()));
    bytes.extend(b"Jos\x82,x@x.org\n");
    let ran = check(&bytes, "").status(0).says("W021");
    assert_eq!(codes(&ran), [("W021".to_owned(), 1)]);
}

#[rstest]
#[case(1)]
#[case(3)]
fn utf8_rows_among_others_are_a_question(#[case] many: usize) {
    let mut bytes = b"Name,Email\n".to_vec();
    bytes.extend("José,a@x.org\n".as_bytes());
    let rows = |at| format!("Muñoz{at},m{at}@x.org\nRodríguez{at},r{at}@x.org\nLeón{at},l{at}@x.org\n");
    bytes.extend(latin(&(0..many).map(rows).collect::<String>()));
    let asked = check(&bytes, "").status(2).says("rows in two encodings");
    assert!(
        asked.stderr.contains("--encoding windows-1252") && asked.stderr.contains("--encoding utf-8"),
        "{asked}"
    );
}

#[rstest]
#[case(0)]
#[case(300_000)]
fn iso_2022_jp_is_a_question(#[case] before: usize) {
    let text = format!(
        "Name,Email\n{}高橋,t@x.org\n",
        (0..before / 15).map(|at| format!("Ada,a{at}@x.org\n")).collect::<String>()
    );
    let bytes = encoding_rs::ISO_2022_JP.encode(&text).0.into_owned();
    let asked = check(&bytes, "").status(2).says("--encoding iso-2022-jp").says("高橋");
    assert!(!asked.stderr.contains("all rows are valid"), "{asked}");
    let ran = check(&bytes, "--encoding iso-2022-jp").status(0);
    assert_eq!(column(&ran, "name").last().map(String::as_str), Some("高橋"));
}

#[test]
fn chinese_utf16_without_a_byte_order_mark_is_a_question() {
    let text = "姓名,邮件,城市\r\n王小明,,北京市朝阳区\r\n李娜,,上海市浦东新区\r\n".repeat(3);
    for (name, bytes) in [
        ("utf-16le", text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
        ("utf-16be", text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ] {
        check(&bytes, "").status(2).says(&format!("--encoding {name}")).says("\"姓名\"");
        let mapping = "version = 1\n[fields]\nname = { from = \"姓名\" }\n";
        let ferry = Ferry::new().file("a.csv", &bytes).file("m.toml", mapping);
        let ran = ferry.line("validate a.csv -m m.toml --encoding").args([name]).run();
        assert!(!ran.stderr.contains("binary"), "{ran}");
    }
}

#[rstest]
#[case(&[0x1a; 20])]
#[case(&[0x1a; 1])]
#[case(&[0; 100])]
#[case(b"\x1a\0\0\0")]
fn padding_at_the_end_of_the_file_is_not_text(#[case] fill: &[u8]) {
    let ran = check([b"Name,Email\nAnn,a@x.org\n", fill].concat(), "").status(0);
    assert_eq!((column(&ran, "name"), ran.count("rows")), (vec!["Ann".to_owned()], 1));
}

#[test]
fn a_dos_end_mark_between_two_files_is_not_text() {
    let ran = check("Name,Email\r\nAnn,a@x.org\r\n\u{1a}Bob,b@x.org\r\n\u{1a}", "").status(0);
    assert_eq!(column(&ran, "name"), ["Ann", "Bob"]);
}

/// A row is judged the same wherever it is in the file.
#[test]
fn a_word_on_the_edge_of_a_piece_is_judged_as_a_whole() {
    for behind in 0..8 {
        let edge = 256 * 1024 - behind;
        let mut text = "Name,Email\nJosé,j@x.org\n".to_owned();
        let length = |text: &str| text.chars().count();
        let mut at = 0;
        while length(&text) + 60 < edge && at < 20_000 {
            let rows: String = (0..200).map(|row| format!("Ada,a{at}-{row}@x.org\n")).collect();
            let rows =
                if length(&text) + rows.len() + 60 < edge { rows } else { format!("Ada,b{at}@x.org\n") };
            text += &rows;
            at += 1;
        }
        let missing = edge - length(&text) - ",z@x.org\n".len();
        text += &format!("{},z@x.org\nÅngström,q@x.org\n", "x".repeat(missing));
        check(latin(&text), "").status(0).says("windows-1252");
    }
}

#[test]
fn double_utf8_with_control_characters_is_repaired() {
    let twice = |text: &str| text.bytes().map(char::from).collect::<String>();
    for times in 1..=3 {
        let mut name = "JOSÉ PEÑA".to_owned();
        (0..times).for_each(|_| name = twice(&name));
        let text = format!("Name,Email\n{name},a@x.org\n");
        let ran = check(&text, "").status(0);
        assert!(codes(&ran).iter().any(|(code, _)| code == "W013"), "{times}: {:?}", codes(&ran));
        let mapping = format!("{MAPPING}[source]\nrepair = [\"double-utf8\"]\n");
        let ferry = Ferry::new().file("a.csv", text).file("m.toml", mapping);
        let mended = ferry.line("validate a.csv -m m.toml -o -").run().status(0);
        assert_eq!(column(&mended, "name"), ["JOSÉ PEÑA"], "{times}");
    }
}

#[test]
fn the_question_shows_thai_letters() {
    let bytes =
        encoding_rs::WINDOWS_874.encode("Name,Email\nกรุงเทพ,a@x.org\nสมชาย,b@x.org\nเชียงใหม่,c@x.org\n").0;
    check(&bytes, "").status(2).says("\"กรุงเทพ\"").says("encoding = \"windows-874\" under [source]");
}

#[rstest]
#[case("ORCID,Name,Email\n1,Ada,a@x.org\n")]
#[case("BZh,Name,Email\n1,Ada,a@x.org\n")]
#[case("<title>,Name,Email\n1,Ada,a@x.org\n")]
fn the_first_letters_of_a_header_are_not_a_format(#[case] text: &str) {
    assert_eq!(column(&check(text, "").status(0), "name"), ["Ada"]);
}

/// Valid UTF-8 is read as UTF-8, even if it has only a few unusual letters.
#[rstest]
#[case("Oʻahu")]
#[case("ə")]
#[case("Հայկ")]
#[case("Α\u{301}ννα")]
#[case("Jose\u{301}")]
#[case("ʤ")]
#[case("דָּוִד")]
#[case("გია")]
#[case("😀")]
#[case("ﬁne")]
fn few_letters_of_any_language_are_utf8(#[case] name: &str) {
    let ran = check(format!("Name,Email\n{name},a@x.org\n"), "").status(0);
    assert_eq!(column(&ran, "name"), [name], "{ran}");
}

/// Two Chinese characters in GBK may be valid UTF-8; the question then must not say "not UTF-8".
#[test]
fn what_looks_like_utf8_by_chance_is_a_question() {
    let asked = check(b"Name,Email\n\xc5\xb7\xc7\xbf,a@x.org\n", "")
        .status(2)
        .says("may be UTF-8 or in another encoding");
    assert!(asked.stderr.contains("\"欧强\"") && asked.stderr.contains("--encoding utf-8 "), "{asked}");
    assert!(!asked.stderr.contains("not UTF-8"), "{asked}");
}

/// The samples in the question differ between the encodings, even if most rows do not.
#[test]
fn the_question_shows_cells_that_tell_the_encodings_apart() {
    let text = "Name,Email\n".to_owned()
        + &"José,j@x.org\nÁdám,a@x.org\nÖdön,o@x.org\n".repeat(30)
        + "Šárka,s@x.org\n";
    let bytes = encoding_rs::ISO_8859_2.encode(&text).0;
    let asked = check(&bytes, "").status(2);
    let lines: Vec<&str> = asked.stderr.lines().filter(|line| line.contains("--encoding ")).collect();
    let cells = |line: &str| line.split_once('"').map(|(_, cells)| cells.to_owned());
    let different: std::collections::BTreeSet<_> = lines.iter().map(|line| cells(line)).collect();
    assert!(different.len() == lines.len() && lines.len() > 1, "{asked}");
}
