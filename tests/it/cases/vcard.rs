//! vCard files.

use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Ferry, Ran};

fn check(content: impl AsRef<[u8]>, flags: &str) -> Ran {
    Ferry::new().file("a.vcf", content).line("validate a.vcf -m vcard -o -").line(flags).run()
}

fn customers(ran: &Ran) -> Vec<Value> {
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_file_that_once_failed_is_read() {
    let ran =
        check(include_bytes!("../../fixtures/cases/contacts.vcf"), "").status(0).says("Reading a.vcf: vcard");
    let expected = [
        json!({"name": "Ann Lee", "email": "ann@example.org", "mobileNumber": "+442079460101"}),
        json!({"name": "Bob Ray", "email": "bob@example.org"}),
    ];
    assert_eq!(customers(&ran), expected, "{ran}");
}

#[test]
fn without_a_mapping_it_is_recognized() {
    let ferry = Ferry::new().file("a.vcf", include_bytes!("../../fixtures/cases/contacts.vcf"));
    let ran = ferry.line("validate a.vcf").run().status(2);
    assert!(ran.stderr.contains("deskferry validate a.vcf -m vcard\n"), "{ran}");
    let ran = ran.then().line("mapping suggest a.vcf").run().status(0);
    assert!(
        ran.stdout.contains("\"TEL mobile\"") && ran.stderr.contains("built-in mapping with -m vcard"),
        "{ran}"
    );
}

/// Every customer of the sample arrives, whatever program wrote the card.
#[test]
fn the_sample_arrives() {
    let ran = check(include_bytes!("../../../samples/vcard-contacts.vcf"), "").status(1);
    let all = customers(&ran);
    let of = |name: &str| {
        all.iter().find(|customer| customer["name"] == name).unwrap_or_else(|| panic!("{name}: {ran}"))
    };
    let juergen = of("Jürgen Müller");
    let expected = json!({"name": "Jürgen Müller", "birthDate": -347_760_000_000_i64, "email": "juergen.mueller@example.org",
        "phoneNumber": "+493023125014", "mobileNumber": "+491713920014", "faxNumber": "+493023125099", "company": "Müller & Söhne KG",
        "address": "Hauptstraße 1", "city": "Dresden", "province": "Sachsen", "postalNumber": "01067", "state": "DE",
        "memo": "zahlt am Monatsende\nliefert selbst"});
    assert_eq!(juergen, &expected, "{ran}");
    let ada = of("Ada Whitcombe");
    assert_eq!(
        (&ada["email"], &ada["mobileNumber"]),
        (&json!("ada.whitcombe@example.org"), &json!("+447400123456"))
    );
    assert_eq!(
        (&ada["province"], &ada["tags"]),
        (&json!("Greater London"), &json!(["Friends", "Press, radio"]))
    );
    assert_eq!(
        (&ada["birthDate"], &ada["memo"]),
        (&Value::Null, &json!("asks for Nora\nonly in the morning"))
    );
    assert_eq!(of("Eleni Papadaki")["address"], "Ermou 15, Athens");
    assert_eq!(of("Sam Okafor")["skypeAddress"], "sam.okafor");
    assert_eq!(of("José Núñez Ibarra")["mobileNumber"], "+34612345678");
    assert_eq!((ran.rejects().codes(), all.len()), (vec!["E201"], 7), "{ran}");
}

#[test]
fn a_card_without_its_end_loses_no_other_card() {
    let text = "BEGIN:VCARD\nFN:Ada\nEMAIL:ada@example.org\nBEGIN:VCARD\nFN:Bo\nEMAIL:bo@example.org\nEND:VCARD\n\
                BEGIN:VCARD\nFN:Cy\nEMAIL:cy@example.org\n";
    let ran = check(text, "").status(1);
    assert_eq!(customers(&ran), [json!({"name": "Bo", "email": "bo@example.org"})]);
    let rejects = ran.rejects();
    assert_eq!((rejects.codes(), rejects.column("_row")), (vec!["E008", "E008"], vec!["1", "3"]), "{ran}");
    assert!(rejects.cell(0, "_message").contains("END:VCARD is missing"));
}

#[test]
fn other_bytes_than_utf8_are_asked_about() {
    let text = b"BEGIN:VCARD\nVERSION:2.1\nFN:Jos\xe9\nEMAIL:jose@example.org\nEND:VCARD\n";
    let asked = check(text, "").status(2).says("not UTF-8").says("--encoding windows-1252").says("José");
    assert!(asked.stdout.is_empty(), "{asked}");
    assert_eq!(customers(&check(text, "--encoding windows-1252").status(0))[0]["name"], "José");
}

/// A declared encoding is not a question; an undeclared one far into the file is a reject.
#[test]
fn declared_and_late_bytes_of_another_encoding() {
    let declared =
        b"BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=windows-1252:Jos\xe9\nEMAIL:jose@example.org\nEND:VCARD\n";
    assert_eq!(customers(&check(declared, "").status(0))[0]["name"], "José");
    let filler =
        |at: usize| format!("BEGIN:VCARD\nVERSION:3.0\nFN:Ada Byron\nEMAIL:a{at}@example.org\nEND:VCARD\n");
    let text = b"BEGIN:VCARD\nVERSION:2.1\nFN:Jos\xe9\nEMAIL:jose@example.org\nEND:VCARD\n";
    let late = [(0..1500).map(filler).collect::<String>().as_bytes(), text].concat();
    let ran = check(late, "").status(1);
    assert_eq!((ran.rejects().codes(), ran.rejects().column("_row")), (vec!["E004"], vec!["1501"]), "{ran}");
    assert!(ran.rejects().cell(0, "REV").contains("FN:Jos\\xE9\n"), "{ran}");
}

#[rstest]
#[case("KIND:group\nMEMBER:urn:uuid:1\nMEMBER:urn:uuid:2\n")]
#[case(
    "X-ADDRESSBOOKSERVER-KIND:group\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:2\n"
)]
fn a_group_is_not_a_customer(#[case] lines: &str) {
    let text = format!(
        "BEGIN:VCARD\nVERSION:4.0\nFN:Friends\n{lines}END:VCARD\nBEGIN:VCARD\nVERSION:4.0\nFN:Bo\nEMAIL:b@x.org\nEND:VCARD\n"
    );
    let ran = check(text, "").status(1);
    assert_eq!(customers(&ran), [json!({"name": "Bo", "email": "b@x.org"})], "{ran}");
    assert!(ran.rejects().cell(0, "_message").contains("a group of 2 contacts"), "{ran}");
}

#[rstest]
#[case("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", "a calendar (iCalendar)")]
#[case("dn: cn=Ada,dc=example\ncn: Ada\nmail: ada@example.org\n", "an LDIF file")]
#[case("ID;PWXL;N;E\nC;Y1;X1;K\"Name\"\nE\n", "a SYLK spreadsheet")]
#[case("TABLE\n0,1\n\"EXCEL\"\nVECTORS\n", "a DIF spreadsheet")]
#[case("-- MySQL dump 10.13\nINSERT INTO users VALUES (1);\n", "an SQL dump")]
#[case("- name: Ada\n  email: ada@example.org\n", "YAML")]
fn other_formats_are_refused_by_name(#[case] text: &str, #[case] what: &str) {
    let ran = check(text, "").status(2);
    assert!(ran.stderr.contains(&format!("\"a.vcf\" is {what}")), "{ran}");
}

/// Everything on a card that is not imported is reported.
#[test]
fn properties_that_are_not_imported_are_reported() {
    let card = "BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=IBM850:Jos\u{1}\nEMAIL:a@example.org\nNOTE:call\nTime: 9h\nORG:One\nORG:Two\nX-CUSTOMER-NO:4711\nEND:VCARD\n";
    let mut bytes = card.as_bytes().to_vec();
    let place = bytes.iter().position(|byte| *byte == 1).unwrap();
    bytes[place] = 0x82;
    let ran = check(
        [&bytes[..], "\u{feff}BEGIN:VCARD\nFN:Bo\nEMAIL:b@example.org\nEND:VCARD\n".as_bytes()].concat(),
        "",
    );
    let ran = ran.status(0).says("W111");
    let names: Vec<_> = customers(&ran).iter().map(|customer| customer["name"].clone()).collect();
    assert_eq!(names, ["José", "Bo"], "{ran}");
}
