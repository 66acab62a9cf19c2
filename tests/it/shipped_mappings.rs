//! The built-in mappings with their samples: what arrives in the help desk, and which headers are recognized.

use deskferry::mapping::SHIPPED;
use deskferry::sandbox::UnknownNames;
use deskferry::suggest::recognized;
use rstest::rstest;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran, Table};
use crate::import::side_by_side;
use crate::samples::{sample, samples};

fn counts(ran: &Ran) -> [u64; 4] {
    ["inserted", "unchanged", "skipped", "rejected"].map(|name| ran.count(name))
}

/// A help desk that stores undocumented fields, like the one that the `deskferry` samples come from.
fn desk(mapping: &str) -> Desk {
    Desk::with(|options| {
        if mapping == "deskferry" {
            options.unknown = UnknownNames::Keep;
        }
    })
}

/// Each sample is planned, imported and imported again; the second import writes nothing.
/// The numbers are inserted, skipped and rejected rows, then rows with a warning.
#[rstest]
#[case("brevo-contacts.csv", [9, 0, 0], 2)]
#[case("desk-customers.csv", [9, 0, 0], 3)]
#[case("deskferry-customers.csv", [3, 0, 1], 2)]
#[case("deskferry-customers.jsonl", [3, 0, 1], 2)]
#[case("dynamics-contactos.csv", [4, 0, 0], 1)]
#[case("dynamics-contacts.csv", [9, 0, 0], 2)]
#[case("freshdesk-contacts.csv", [9, 0, 0], 3)]
#[case("generic-contacts.csv", [8, 0, 4], 1)]
#[case("generic-contacts.xlsx", [6, 0, 3], 0)]
#[case("google-contacts-2023.csv", [4, 0, 0], 1)]
#[case("google-contacts.csv", [10, 0, 0], 4)]
#[case("hubspot-contactos.csv", [4, 0, 0], 1)]
#[case("hubspot-contacts-fr.csv", [4, 0, 0], 1)]
#[case("hubspot-contacts.csv", [29, 0, 12], 3)]
#[case("intercom-users.csv", [8, 1, 0], 2)]
#[case("magento-customers-addresses.csv", [4, 1, 0], 0)]
#[case("magento-customers.csv", [7, 0, 0], 0)]
#[case("mailchimp-audience.csv", [7, 0, 0], 1)]
#[case("odoo-contacts.csv", [9, 1, 0], 3)]
#[case("odoo-contatti.csv", [5, 0, 0], 2)]
#[case("outlook-contacts.csv", [9, 0, 0], 1)]
#[case("outlook-contatti.csv", [4, 0, 0], 0)]
#[case("pipedrive-personnes.csv", [4, 0, 0], 1)]
#[case("pipedrive-persons.csv", [9, 0, 0], 3)]
#[case("salesforce-contacts.csv", [9, 0, 0], 2)]
#[case("salesforce-export.csv", [4, 1, 0], 1)]
#[case("shopify-customers.csv", [10, 0, 0], 2)]
#[case("stripe-customers.csv", [9, 0, 0], 3)]
#[case("suitecrm-contacts.csv", [9, 1, 0], 2)]
#[case("vcard-contacts.vcf", [7, 0, 1], 5)]
#[case("woocommerce-customers.csv", [8, 1, 0], 2)]
#[case("zammad-users.csv", [9, 1, 0], 2)]
#[case("zendesk-users.csv", [9, 1, 0], 3)]
#[case("zoho-contacts.csv", [9, 0, 0], 2)]
#[case("zoho-contatti.csv", [4, 0, 0], 1)]
fn each_sample_is_imported_once(#[case] name: &str, #[case] all: [u64; 3], #[case] warned: u64) {
    let [inserted, skipped, rejected] = all;
    let mapping = name.split('-').next().unwrap();
    let desk = desk(mapping);
    let status = i32::from(rejected > 0);
    let import = |ferry: Ferry, flags: &str| {
        ferry.args(["import", name, "-m", mapping]).line(flags).fast().sandbox(&desk).run().status(status)
    };
    let planned = import(Ferry::new().file(name, sample(name)), "--dry-run");
    assert_eq!((planned.count("planned_inserts"), desk.customers().len()), (inserted, 0), "{planned}");
    assert_eq!(planned.report_json()["counts"]["warned"], warned, "{planned}");
    let written = import(planned.then(), "");
    assert_eq!(counts(&written), [inserted, 0, skipped, rejected], "{written}");
    assert_eq!(desk.customers().len() as u64, inserted);
    let again = import(written.then(), "");
    assert_eq!(counts(&again), [0, inserted, skipped, rejected], "{again}");
}

#[test]
fn every_sample_is_imported_and_every_mapping_has_one() {
    let own = include_str!("shipped_mappings.rs");
    let all = samples();
    let missing: Vec<_> =
        all.iter().filter(|(_, name)| !own.contains(&format!("#[case(\"{name}\""))).collect();
    assert!(missing.is_empty(), "{missing:?}");
    for shipped in SHIPPED {
        assert!(all.iter().any(|(mapping, _)| mapping == shipped.name), "{} has no sample", shipped.name);
    }
}

/// A customer in the help desk after the import of a sample, without what the help desk adds.
fn arrived(name: &str, who: &str) -> Value {
    let mapping = name.split('-').next().unwrap();
    let desk = desk(mapping);
    let ferry = Ferry::new().file(name, sample(name));
    let ran = ferry.args(["import", name, "-m", mapping]).fast().sandbox(&desk).run();
    assert!(ran.status < 2, "{ran}");
    let mut customer = desk.customer("name", who);
    let fields = customer.as_object_mut().unwrap();
    fields.retain(|field, value| {
        !value.is_null() && !["id", "account", "ticketCount"].contains(&field.as_str())
    });
    customer
}

/// Giulia D'Amico as most samples have her, with this sample's differences.
fn giulia(more: Value) -> Value {
    let mut all = json!({
        "name": "Giulia D'Amico",
        "email": "giulia.damico@example.com",
        "phoneNumber": "+390655551234",
        "mobileNumber": "+393475550100",
        "company": "Bianchi, Neri & Figli S.r.l.",
        "address": "Via dei Fiori 8\nScala B",
        "city": "Roma",
        "province": "RM",
        "postalNumber": "00184",
        "state": "IT",
    });
    let Value::Object(more) = more else { panic!("an object") };
    for (field, value) in more {
        // Null means that this sample lacks the field.
        if value.is_null() {
            all.as_object_mut().unwrap().remove(&field)
        } else {
            all.as_object_mut().unwrap().insert(field, value)
        };
    }
    all
}

/// 28 February 1979.
const BORN: i64 = 289_008_000_000;

#[rstest]
#[case("brevo-contacts.csv", json!({"phoneNumber": null, "company": null, "address": null, "city": null, "province": null, "postalNumber": null, "state": null}))]
#[case("desk-customers.csv", json!({"company": null, "address": "Via dei Fiori 8, Scala B, Roma", "city": null, "province": null, "postalNumber": null, "state": null}))]
#[case("dynamics-contactos.csv", json!({"address": "Via dei Fiori 8"}))]
#[case("dynamics-contacts.csv", json!({"phoneNumber": null, "address": null, "city": null, "province": null, "postalNumber": null, "state": null}))]
#[case("freshdesk-contacts.csv", json!({"city": null, "province": null, "postalNumber": null, "state": null, "language": "it"}))]
#[case("google-contacts-2023.csv", json!({"mobileNumber": null, "province": null, "birthDate": BORN, "tags": ["Kunden"]}))]
#[case("google-contacts.csv", json!({"mobileNumber": null, "birthDate": BORN}))]
#[case("hubspot-contacts-fr.csv", json!({"mobileNumber": null, "province": null, "address": "Via dei Fiori 8, Scala B"}))]
#[case("hubspot-contacts.csv", json!({"phoneNumber": null, "mobileNumber": null, "address": "Via dei Fiori 8\nScala B, interno 4", "birthDate": BORN, "language": "it", "website": "https://bianchineri.example.com", "topClient": true}))]
#[case("intercom-users.csv", json!({"mobileNumber": null, "company": null, "address": null, "city": null, "province": null, "postalNumber": null, "state": null}))]
#[case("magento-customers-addresses.csv", json!({"mobileNumber": null, "birthDate": BORN}))]
#[case("magento-customers.csv", json!({"phoneNumber": null, "mobileNumber": null, "company": null, "address": null, "city": null, "province": null, "postalNumber": null, "state": null, "birthDate": BORN}))]
#[case("mailchimp-audience.csv", json!({"mobileNumber": null, "company": null, "address": null, "city": null, "province": null, "postalNumber": null, "state": null}))]
#[case("odoo-contacts.csv", json!({"address": "Via dei Fiori 8, Scala B", "province": "Roma"}))]
#[case("odoo-contatti.csv", json!({"address": "Via dei Fiori 8, Scala B", "website": "https://bianchineri.example.com", "province": null, "state": null, "tags": ["VIP", "Stampa"]}))]
#[case("outlook-contacts.csv", json!({"birthDate": BORN}))]
#[case("outlook-contatti.csv", json!({"address": "Via dei Fiori 8, Scala B", "birthDate": BORN, "tags": ["Clienti", "Roma"]}))]
#[case("pipedrive-personnes.csv", json!({"address": null, "city": null, "province": null, "postalNumber": null, "state": null}))]
#[case("pipedrive-persons.csv", json!({"company": null, "address": "Via dei Fiori 8, Scala B, 00184 Roma"}))]
#[case("salesforce-contacts.csv", json!({"mobileNumber": null, "birthDate": BORN}))]
#[case("salesforce-export.csv", json!({"company": null, "birthDate": BORN}))]
#[case("shopify-customers.csv", json!({"mobileNumber": null, "address": "Via dei Fiori 8, Scala B"}))]
#[case("stripe-customers.csv", json!({"mobileNumber": null, "company": null, "address": "Via dei Fiori 8, Scala B"}))]
#[case("suitecrm-contacts.csv", json!({"birthDate": BORN}))]
#[case("vcard-contacts.vcf", json!({"birthDate": BORN}))]
#[case("woocommerce-customers.csv", json!({"mobileNumber": null, "address": "Via dei Fiori 8, Scala B", "language": "it"}))]
#[case("zammad-users.csv", json!({"address": "Via dei Fiori 8, Scala B", "province": null, "topClient": false}))]
#[case("zendesk-users.csv", json!({"mobileNumber": null, "address": null, "city": null, "province": null, "postalNumber": null, "state": null}))]
#[case("zoho-contacts.csv", json!({"company": null, "birthDate": BORN}))]
#[case("zoho-contatti.csv", json!({"mobileNumber": null, "company": null, "address": null}))]
fn one_customer_has_every_field_of_her_row(#[case] name: &str, #[case] more: Value) {
    assert_eq!(arrived(name, "Giulia D'Amico"), giulia(more));
}

/// Single customers with unusual values: a missing e-mail address, or a phone number that can't be read.
#[rstest]
#[case("brevo-contacts.csv", "Sam Okafor", json!({"name": "Sam Okafor", "mobileNumber": "+447400123455"}))]
#[case("hubspot-contacts.csv", "Sam Okafor", json!({"name": "Sam Okafor", "phoneNumber": "+442079460155", "city": "London", "state": "GB"}))]
#[case("hubspot-contacts.csv", "Wei Chen", json!({"name": "Wei Chen", "email": "wei.chen@example.com", "phoneNumber": "6555 0101 / 02", "company": "Lantern Works", "address": "88 Lantern Road", "city": "Singapore", "postalNumber": "018956", "state": "SG", "birthDate": 744_768_000_000_i64, "language": "en"}))]
#[case("shopify-customers.csv", "Monsoon Data", json!({"name": "Monsoon Data", "company": "Monsoon Data", "email": "orders@example.net", "phoneNumber": "+914423456789", "address": "14 Temple View", "city": "Chennai", "postalNumber": "600001", "state": "IN"}))]
#[case("shopify-customers.csv", "Eleni Papadaki", json!({"name": "Eleni Papadaki", "email": "eleni.p@example.org", "phoneNumber": "ask at the desk", "address": "Ermou 15", "city": "Athens", "postalNumber": "105 63", "state": "GR"}))]
#[case("hubspot-contactos.csv", "José Núñez Ibarra", json!({"name": "José Núñez Ibarra", "email": "jose.nunez@example.net", "phoneNumber": "+34931234567", "city": "Barcelona", "state": "ES", "linkedinAccountUrl": "https://www.linkedin.com/in/jose-nunez-ibarra"}))]
#[case("google-contacts.csv", "José Núñez Ibarra", json!({"name": "José Núñez Ibarra", "email": "jose.nunez@example.net", "phoneNumber": "+34931234567", "company": "Talleres Ibarra", "memo": "paga en efectivo", "address": "Calle Mayor 3, 2º B", "city": "Barcelona", "province": "Cataluña", "postalNumber": "08002", "state": "ES", "birthDate": 596_851_200_000_i64}))]
#[case("mailchimp-audience.csv", "Ada Whitcombe", json!({"name": "Ada Whitcombe", "email": "ada.whitcombe@example.org", "phoneNumber": "+442079460101", "memo": "met at the fair", "tags": ["vip", "press, radio"]}))]
#[case("zendesk-users.csv", "Jürgen Müller", json!({"name": "Jürgen Müller", "email": "juergen.mueller@example.org", "phoneNumber": "030 23125 014", "company": "Müller & Söhne KG", "memo": "zahlt am Monatsende", "tags": ["wholesale", "berlin"]}))]
#[case("generic-contacts.csv", "Katrin Vogel", json!({"name": "Katrin Vogel", "email": "katrin.vogel@example.org", "city": "Ulm", "postalNumber": "89073", "state": "DE"}))]
#[case("deskferry-customers.csv", "Giulia Rossi", json!({"name": "Giulia Rossi", "birthDate": 639_093_600_000_i64, "email": "giulia.rossi@example.org", "phoneNumber": "+39 02 5550 123", "address": "Via Roma 1", "city": "Milano", "province": "MI", "state": "IT", "postalNumber": "00184", "registrationChannel": "STANDARD", "topClient": false, "memo": "=see the contract", "company": "Rossi & Figli", "language": "it", "tags": ["press, radio", "vip"], "customFields": {"segment": "Silver", "vatNumber": "IT01234567890"}}))]
fn unusual_customers_arrive_too(#[case] name: &str, #[case] who: &str, #[case] expected: Value) {
    assert_eq!(arrived(name, who), expected);
}

/// A row without an address is found again by name and number, even if the number is written differently.
#[test]
fn a_customer_without_an_address_is_found_by_name_and_number() {
    let desk = Desk::holding([json!({"name": "Sam Okafor", "phoneNumber": "+442079460155"})]);
    let csv = "First Name,Last Name,Email,Phone Number,Country/Region,Job Title\n\
               Sam,Okafor,sam.okafor@example.org,(020) 7946 0155,UK,\n\
               Sam,Okafor,,,UK,\n";
    let ran = Ferry::new().file("a.csv", csv).line("import a.csv -m hubspot").fast().sandbox(&desk).run();
    let ran = ran.status(1);
    assert_eq!((ran.count("updated"), ran.rejects().codes()), (1, vec!["E401"]), "{ran}");
    assert_eq!(desk.customer("name", "Sam Okafor")["email"], "sam.okafor@example.org");
}

/// The mapping with the suggested lines uncommented.
fn taken_up(text: &str) -> String {
    let offered = |line: &str| {
        let rest = line.strip_prefix("# ")?;
        let word = rest.split([' ', '=']).next()?;
        let name =
            word.trim_matches('"').chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '*');
        (rest == "[custom_fields]" || name && rest[word.len()..].starts_with(" = {")).then(|| rest.to_owned())
    };
    text.lines().map(|line| offered(line).unwrap_or_else(|| line.to_owned()) + "\n").collect()
}

/// The suggested lines make a valid mapping, and the same rows are imported.
#[test]
fn the_suggested_lines_are_valid() {
    side_by_side(&samples(), |(mapping, name)| {
        let plain = SHIPPED.iter().find(|shipped| shipped.name == *mapping).unwrap().text;
        let more = taken_up(plain);
        let offers = more.lines().any(|line| line == "[custom_fields]");
        assert!(offers && (more != plain || *mapping == "deskferry"), "{mapping} offers no custom field");
        let ferry = Ferry::new().file("plain.toml", plain).file("more.toml", more).file(name, sample(name));
        let plain = ferry.args(["validate", name, "-m", "plain.toml"]).run();
        let more = plain.then().args(["validate", name, "-m", "more.toml"]).run();
        assert!(plain.status < 2, "{plain}");
        let all = |ran: &Ran| ["pending", "skipped", "rejected"].map(|count| ran.count(count));
        assert_eq!(all(&plain), all(&more), "{name}\n{more}");
    });
}

/// The header of a CSV sample, with any delimiter and encoding.
fn header(name: &str) -> (char, Vec<String>) {
    let bytes = sample(name);
    let line: Vec<u8> = bytes.split(|byte| *byte == b'\n').next().unwrap().to_vec();
    let text = String::from_utf8(line)
        .unwrap_or_else(|error| error.into_bytes().iter().map(|byte| char::from(*byte)).collect());
    let separator = if text.contains(';') { ';' } else { ',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(separator as u8).from_reader(text.as_bytes());
    (separator, reader.headers().unwrap().iter().map(ToOwned::to_owned).collect())
}

fn csv_samples() -> impl Iterator<Item = (String, String)> {
    let csv = |name: &str| std::path::Path::new(name).extension().is_some_and(|ending| ending == "csv");
    samples().into_iter().filter(move |(mapping, name)| csv(name) && mapping != "generic")
}

#[test]
fn a_header_is_recognized_in_another_order_and_with_columns_of_the_accounts_own() {
    for (mapping, name) in csv_samples() {
        let (separator, mut names) = header(&name);
        names.reverse();
        names.insert(1, "Shoe size".to_owned());
        names.push("Favourite colour".to_owned());
        let line = names.join(&separator.to_string()) + "\n";
        let ran = Ferry::new().file("a.csv", line).line("import a.csv --sandbox").run().status(2);
        assert!(
            ran.stderr.contains(&format!("deskferry import a.csv --sandbox -m {mapping}\n")),
            "{name}: {ran}"
        );
        for other in SHIPPED.iter().filter(|other| other.name != mapping) {
            assert!(!ran.stderr.contains(&format!("`{}`", other.name)), "{name}: {ran}");
        }
    }
}

/// Without one of its columns a header is still recognized, with at most two exceptions. Every second column alone is
/// never taken for another program.
#[test]
fn a_header_is_recognized_with_columns_missing() {
    for (mapping, name) in csv_samples() {
        let (_, names) = header(&name);
        let found = |names: &[String]| recognized(names).map(|found| found.mapping);
        // Few columns of a short header are unique to one program, and recognition needs two.
        let mut lost = 0;
        for missing in 0..names.len() {
            let mut rest = names.clone();
            rest.remove(missing);
            match found(&rest) {
                Some(found) => assert_eq!(found, mapping, "{name} without {:?}", names[missing]),
                None => lost += 1,
            }
        }
        assert!(lost <= 2, "{name}: {lost} columns are needed");
        for start in [0, 1] {
            let half: Vec<String> = names.iter().skip(start).step_by(2).cloned().collect();
            let other = found(&half).filter(|other| *other != mapping);
            assert_eq!(other, None, "half of {name} is taken for another");
        }
    }
}

/// Numbers arrive as the workbook's formats show them: postcodes and phone numbers keep their zeros.
#[test]
fn numbers_of_a_workbook_keep_the_zeros_that_it_shows() {
    let desk = Desk::new();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Active Contacts").unwrap();
    let header = [
        "(Do Not Modify) Contact",
        "(Do Not Modify) Row Checksum",
        "(Do Not Modify) Modified On",
        "Full Name",
        "Email",
        "Business Phone",
        "Address 1: ZIP/Postal Code",
        "Address 1: Country/Region",
        "Birthday",
    ];
    sheet.write_row(0, 0, header).unwrap();
    sheet
        .write_row(1, 0, ["5f0a", "x==", "2024-03-11", "Giulia D'Amico", "giulia.damico@example.com"])
        .unwrap();
    let shown = |code: &str| Format::new().set_num_format(code);
    sheet.write_with_format(1, 5, 655_551_234.0, &shown("0000000000")).unwrap();
    sheet.write_with_format(1, 6, 123.0, &shown("00000")).unwrap();
    sheet.write(1, 7, "Italy").unwrap();
    let born = ExcelDateTime::from_ymd(1979, 2, 28).unwrap();
    sheet.write_with_format(1, 8, &born, &shown("dd/mm/yyyy")).unwrap();
    let ferry = Ferry::new().file("a.xlsx", book.save_to_buffer().unwrap());
    let ran = ferry.line("import a.xlsx -m dynamics").fast().sandbox(&desk).run().status(0);
    assert_eq!(ran.count("inserted"), 1);
    let customer = desk.customer("name", "Giulia D'Amico");
    assert_eq!(customer["postalNumber"], "00123");
    assert_eq!((&customer["phoneNumber"], &customer["birthDate"]), (&json!("+390655551234"), &json!(BORN)));
    let kept: Table = ran.results();
    assert_eq!((kept.cell(0, "Address 1: ZIP/Postal Code"), kept.cell(0, "_action")), ("00123", "insert"));
}
