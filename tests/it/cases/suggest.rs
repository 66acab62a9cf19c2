//! `mapping suggest` on unusual files: it suggests no rule that the values do not support.

use rstest::rstest;

use crate::command_line::{Ferry, Ran};

pub(super) fn suggested(csv: &str) -> Ran {
    Ferry::new().file("a.csv", csv).line("mapping suggest a.csv -o my.toml").run()
}

pub(super) fn has_line(text: &str, line: &str) -> bool {
    text.lines().any(|own| own == line)
}

/// No field is sure if its values clearly do not fit it.
#[rstest]
#[case("Phone", "phoneNumber", &["Yes", "No"])]
#[case("Phone", "phoneNumber", &["TIM", "Vodafone"])]
#[case("Mobile", "mobileNumber", &["D000012", "D000013"])]
#[case("Fax", "faxNumber", &["2024-01-02", "2024-01-03"])]
#[case("Company", "company", &["S01", "S02"])]
#[case("Firma", "company", &["firma1.png", "logo.png"])]
#[case("City", "city", &["Yes", "No"])]
#[case("Address", "address", &["https://x.example", "https://y.example"])]
#[case("Address 2", "address", &["Yes", "No"])]
#[case("Zip", "postalNumber", &["Roma", "Milano"])]
#[case("State", "province", &["Active", "Inactive"])]
#[case("Website", "website", &["Yes", "No"])]
#[case("Language", "language", &["Yes", "No"])]
#[case("VIP", "topClient", &["Rossi", "Bianchi"])]
#[case("Vorname", "name", &["Ja", "Nein"])]
#[case("Skype", "skypeAddress", &["Yes", "No"])]
fn values_of_another_kind_are_not_mapped(#[case] column: &str, #[case] field: &str, #[case] values: &[&str]) {
    let text = suggested(&format!("Nominativo;{column}\nAda Rossi;{}\nBo Neri;{}\n", values[0], values[1]))
        .status(0)
        .text("my.toml");
    assert!(text.contains("\nname = { from = \"Nominativo\", required = true }\n"), "{text}");
    assert!(field == "name" || !text.contains(&format!("\n{field} = ")), "{text}");
}

/// Most people write a web address without its scheme.
#[test]
fn bare_web_addresses_get_a_scheme() {
    let ran = suggested("Name,Website\nAda,www.ada.example\nBo,https://bo.example/\n").status(0);
    assert!(has_line(&ran.text("my.toml"), "website = { from = \"Website\", scheme = \"https\" }"), "{ran}");
    let ran = ran.then().line("validate a.csv -m my.toml -o -").run().status(0);
    assert!(ran.stdout.contains("\"https://www.ada.example\""), "{ran}");
}

/// An agent, an assistant or a relative is not the customer, and never the key.
#[rstest]
fn columns_about_someone_else_are_not_keys(
    #[values(
        "Owner Email",
        "Email agente",
        "Account manager email",
        "Created by email",
        "Vendedor email",
        "Betreuer E-Mail",
        "E-mail du commercial",
        "Emergency phone",
        "Telefono emergenza",
        "Asst. Phone",
        "Notfallnummer",
        "Mother's phone"
    )]
    column: &str,
) {
    let is_mail = column.to_lowercase().contains("mail");
    let values = if is_mail { ["a@x.org", "b@x.org"] } else { ["020 7946 0101", "020 7946 0102"] };
    let csv = format!("Contact Name;{column}\nAda Byron;{}\nBob Ray;{}\n", values[0], values[1]);
    let text = suggested(&csv).status(0).text("my.toml");
    assert!(!text.contains("\nemail =") && !text.contains("\nphoneNumber ="), "{text}");
    assert!(has_line(&text, "keys = [\"name\"]") && text.contains("about another person"), "{text}");
}

#[test]
fn the_same_address_in_all_rows_is_not_a_key() {
    let rows = |mail: fn(usize) -> usize| {
        (0..9).map(|row| format!("Ada {row};u{}@x.org;020 7946 010{row}\n", mail(row))).collect::<String>()
    };
    let ran = suggested(&format!("Name;Email;Phone\n{}", rows(|_| 1))).status(0).says("1 to review");
    let text = ran.text("my.toml");
    assert!(
        text.contains(
            "# UNSURE (column name; 9 of 9 values are e-mail addresses; the same value in all 9 rows"
        ),
        "{text}"
    );
    assert!(
        has_line(&text, "keys = [\"name\", \"phoneNumber\"]") && has_line(&text, "# keys = [\"email\"]"),
        "{text}"
    );
    ran.then().line("mapping check my.toml").run().status(0);
    let text = suggested(&format!("Name;Email;Phone\n{}", rows(|row| row % 8))).status(0).text("my.toml");
    assert!(has_line(&text, "keys = [\"email\"]") && !text.contains("# UNSURE"), "{text}");
}

#[rstest]
fn numbers_of_people_are_known_in_each_country(
    #[values(
        "NI number",
        "National Insurance",
        "Codice fiscale",
        "DNI",
        "NIF",
        "SSN",
        "Steuer-ID",
        "NINO",
        "Tax code"
    )]
    column: &str,
) {
    let ran = suggested(&format!("Name;{column}\nAda Byron;QQ123456C\n")).status(0);
    assert!(!ran.text("my.toml").contains("QQ123456C"), "{ran}");
    ran.says("1 column mapped; 1 column left out as sensitive (passwords, cards or personal numbers): mapped only if you write a rule");
}

#[test]
fn an_empty_mapping_says_what_is_missing_and_where() {
    let ran = suggested("Foo,Bar\n1,2\n")
        .status(1)
        .says("2 columns unmapped; 1 to review (REVIEW and UNSURE in my.toml)\n");
    let ran = ran.says("In my.toml, remove the # from one of the lines \"# name = ...\" under [fields]");
    let line = ran.text("my.toml").lines().position(|line| line.starts_with("# name = ")).unwrap() + 1;
    let ran = ran
        .then()
        .line("mapping check my.toml")
        .run()
        .status(2)
        .says("`name`, which every new customer needs, is not mapped");
    ran.says(&format!("my.toml:{line}:1"))
        .says("remove the # from one of the lines \"# name = ...\" under [fields]");
    let ran =
        Ferry::new().file("e.toml", "version = 1\n[fields]\n").line("mapping check e.toml").run().status(2);
    ran.says("e.toml:2:1").says("write name = { from = \"...\" } under [fields]");
}

#[rstest]
#[case("Nome,Data nasc.\nAda,1990-04-03\n")]
#[case("Nombre,Fecha nac.\nAda,25/12/1985\n")]
#[case("Nom,Date naiss.\nAda,25/12/1985\n")]
#[case("Vorname,Geb.-Dat.\nAda,25.12.1985\n")]
fn birthdays_are_known_by_short_names(#[case] csv: &str) {
    let text = suggested(csv).status(0).text("my.toml");
    assert!(text.contains("\nbirthDate = {"), "{text}");
}

/// What people owe and their identity numbers stay secret, even next to a company number.
#[test]
fn numbers_of_people_stay_secret() {
    let text = suggested(
        "Name;Codice fiscale;P.IVA/C.F.;SSN;Steuernummer;IBAN\n\
         Ada;RSSMRA85T10A562S;VRDLCU80A01F205X;123-45-6789;93815/08152;DE89370400440532013000\n",
    )
    .status(0)
    .text("my.toml");
    for secret in ["RSSMRA", "VRDLCU", "6789", "93815", "DE89"] {
        assert!(!text.contains(secret), "{text}");
    }
    assert!(!text.contains("# iban =") && text.contains("# \"P.IVA/C.F.\": a personal tax"), "{text}");
}

#[test]
fn rows_with_a_warning_are_examined() {
    let ran =
        suggested("Name,Email,Note\nAnn \"A\" Lee,a@x.org,x\n").status(0).says("3 columns; 1 row examined\n");
    assert!(ran.text("my.toml").contains("; example: \"a@x.org\""), "{ran}");
    let ran = suggested("Name,Email\nAda,a@x.org\nBo\n").status(0);
    ran.says("2 rows read, 1 of them not used because it has an error (to see it: deskferry validate a.csv -m my.toml)\n");
    suggested("Name,Email\n").status(1).says("a header and no rows");
}

#[rstest]
#[case::text(
    "a.csv",
    b"Name;Email;City\nAda \\; Bo;a@x.org;R\xf2m\nBo;b@x.org\n",
    "--delimiter ; --quote none --escape \\ --encoding windows-1252 --short-rows fill",
    &["delimiter = \";\"", "quote = \"none\"", "escape = \"\\\\\"", "encoding = \"windows-1252\"", "short_rows = \"fill\""]
)]
#[case::json(
    "a.json",
    br#"{"users": [{"name": "Ada", "email": "a@x.org"}], "owners": [{"name": "Bo", "email": "b@x.org"}]}"#,
    "--records users",
    &["records = \"users\""]
)]
#[case::shipped(
    "a.csv",
    b"First Name;Last Name;Email;Lead Status;Associated Company;Record ID\nAda;R\xf2m;a@x.org;Open;X;1\n",
    "--encoding windows-1252 --header-row 1",
    &["encoding = \"windows-1252\"", "header_row = 1"]
)]
fn what_is_stated_stands_in_the_proposal(
    #[case] file: &str,
    #[case] content: &[u8],
    #[case] flags: &str,
    #[case] lines: &[&str],
) {
    let ferry = Ferry::new().file(file, content).line(&format!("mapping suggest {file} -o my.toml {flags}"));
    let ran = ferry.run().status(0);
    let text = ran.text("my.toml");
    for line in lines {
        assert!(has_line(&text, line), "{line}\n{text}");
    }
    ran.then().line(&format!("validate {file} -m my.toml")).run().status(0);
}

/// Everyday words are no evidence of a program.
#[test]
fn a_plain_list_is_sent_to_no_program() {
    let ferry = Ferry::new().file("a.csv", "Indirizzo;CAP;Nome\nVia Roma 1;00184;Ada\n");
    let ran = ferry.line("import a.csv --sandbox --delimiter ;").run().status(2);
    assert!(!format!("{ran}").contains("odoo"), "{ran}");
    ran.says("deskferry mapping suggest a.csv --delimiter ';' -o my.toml");
    let card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ada Byron\nEMAIL:a@x.org\nEND:VCARD\n";
    let ran = Ferry::new().file("a.vcf", card).line("import a.vcf --sandbox").run().status(2);
    assert!(!format!("{ran}").contains("no other program"), "{ran}");
    ran.says("is a vCard file").says("-m vcard").says("deskferry mapping suggest a.vcf -o my.toml");
}

#[rstest]
#[case::hubspot(
    r#"[{"id":"1","properties":{"firstname":"Ada","lastname":"Byron","email":"a@x.org","city":"Rome","zip":"EC1A 1BB"}}]"#,
    &["name = { from = [\"properties.firstname\", \"properties.lastname\"], required = true }",
      "city = { from = \"properties.city\" }", "postalNumber = { from = \"properties.zip\" }"]
)]
#[case::json_api(
    r#"[{"type":"people","attributes":{"name":"Ada Byron","email":"a@x.org"}}]"#,
    &["name = { from = \"attributes.name\", required = true }"]
)]
#[case::name_object(
    r#"[{"name":{"first":"Ada","last":"Byron"},"email":"a@x.org"}]"#,
    &["name = { from = [\"name.first\", \"name.last\"], required = true }"]
)]
#[case::woo(
    r#"[{"email":"a@x.org","first_name":"Ada","last_name":"B","billing":{"first_name":"Bo","last_name":"C","company":"D"}}]"#,
    &["name = { first = [[\"first_name\", \"last_name\"], [\"billing.first_name\", \"billing.last_name\"], \"billing.company\"], required = true }"]
)]
fn columns_of_nested_json_go_by_their_last_part(#[case] json: &str, #[case] lines: &[&str]) {
    let ran = Ferry::new().file("a.json", json).line("mapping suggest a.json -o my.toml").run().status(0);
    let text = ran.text("my.toml");
    for line in lines {
        assert!(has_line(&text, line), "{line}\n{text}");
    }
    ran.then().line("validate a.json -m my.toml").run().status(0);
}

#[test]
fn damage_is_reported_and_repaired() {
    let ran = suggested(
        "Name,Email,Born,Zip,Note\nJos\u{c3}\u{a9},a@x.org,1990-03-04,184.0,R&amp;D\nBo,b@x.org,nan,nan,None\nCy,c@x.org,#NO-RESULT!,67.0,x\n",
    );
    let text = ran.status(0).text("my.toml");
    for line in [
        "null = [\"\", \"N/A\", \"n/a\", \"NULL\", \"null\", \"\\\\N\", \"nan\", \"None\"]",
        "postalNumber = { from = \"Zip\", repair = [\"float\"] }",
        "memo = { from = \"Note\", repair = [\"entities\"] }",
        "name = { from = \"Name\", repair = [\"double-utf8\"], required = true }",
        "birthDate = { from = \"Born\" }",
        "# state = { value = \"IT\" }",
    ] {
        assert!(has_line(&text, line), "{line}\n{text}");
    }
    assert!(
        text.contains("is read as \"José\"")
            && !text.contains("example: \"nan\"")
            && !text.contains("examples: \"nan\""),
        "{text}"
    );
    assert!(!text.contains("confident (column name; the values are dates"), "{text}");
    assert!(text.contains("1 cell contains a spreadsheet error"), "{text}");
}
