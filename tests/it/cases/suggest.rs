//! `mapping suggest` on unusual files: it suggests no rule that the values do not support.

use std::io::Write as _;
use std::process::Stdio;

use rstest::rstest;

use crate::command_line::{Ferry, Ran};

fn suggested(csv: &str) -> Ran {
    Ferry::new().file("a.csv", csv).line("mapping suggest a.csv -o my.toml").run()
}

fn has_line(text: &str, line: &str) -> bool {
    text.lines().any(|own| own == line)
}

#[rstest]
#[case::no_candidate(
    "Email\na@x.org\nb@x.org\n",
    "# name = { from = \"The column of the name\", required = true }"
)]
#[case::texts(
    "Email,Foo\na@x.org,Ada Byron\nb@x.org,Bob Ray\n",
    "# name = { from = \"Foo\", required = true }"
)]
#[case::unsure(
    "Email,Other name\na@x.org,Ada\nb@x.org,Bob\n",
    "# name = { from = \"Other name\", required = true }"
)]
#[case::nothing_at_all("Foo,Bar\n1,2\n", "# name = { from = \"The column of the name\", required = true }")]
fn no_rule_for_the_name_without_a_sure_column(#[case] csv: &str, #[case] line: &str) {
    let ran = suggested(csv).status(1).says("1 to review").says("No column is clearly the customer's name");
    let text = ran.text("my.toml");
    assert!(has_line(&text, line) && !text.contains("\nname = {") && !text.contains("(no name)"), "{text}");
    let check = |flags: &str| ran.then().line("mapping check my.toml").line(flags).run();
    let checked = check("");
    assert!(checked.status > 0 && format!("{checked}").contains("`name`"), "{checked}");
    if csv.contains("Email") {
        check("--mode update").status(0);
    }
    let ferry = ran.then().file("my.toml", text.replace("# name = {", "name = {"));
    ferry.line("mapping check my.toml").run().status(0);
}

/// A column is not mapped to `name` by its header if its values are not names: another column is, or the user must
/// choose.
#[rstest]
#[case::codes("Kunde;Name;E-Mail\nD00001;Müller GmbH;a@x.de\nD00002;Weiß OHG;b@x.de\n", "Name")]
#[case::codes_of_several_forms(
    "Cliente;Ragione sociale\nC001;Rossi srl\nR0017/A;Bianchi spa\nCLI-0001;Neri srl\n",
    "Ragione sociale"
)]
#[case::codes_of_letters("Customer;Customer Name\nCUST0001;Blue Ltd\nCUST0002;Red Ltd\n", "Customer Name")]
#[case::ids("Account;Company\n0015g00000XyZabAAB;Blue Ltd\n0015g00000XyZacAAB;Red Ltd\n", "Company")]
#[case::truths("Titolare;Ragione sociale\nSì;Rossi srl\nNo;Bianchi spa\n", "Ragione sociale")]
#[case::days("Contact;Company\n2024-01-02;Blue Ltd\n2024-01-03;Red Ltd\n", "Company")]
#[case::days_in_words("Contact;Company\n2 Jan 2024;Blue Ltd\n13 Jan 2024;Red Ltd\n", "Company")]
#[case::states("Cliente;Ragione sociale\nAttivo;Rossi srl\nProspect;Bianchi spa\n", "Ragione sociale")]
#[case::ways("Kontakt;Firma\ntelefonisch;Brandt GmbH\nE-Mail;Vogel AG\n", "Firma")]
#[case::groups(
    "Kunde;Firma\nRegion Nord;Brandt GmbH\nRegion Nord;Vogel AG\nRegion Süd;Adler KG\nRegion Süd;Falke OHG\n",
    "Firma"
)]
#[case::digits_of_firms("Firma;E-Mail\n3M Italia;a@x.it\nStudio 54 srl;b@x.it\nBar 2000;c@x.it\n", "Firma")]
#[case::no_other("Kunde;E-Mail\nD00001;a@x.de\nD00002;b@x.de\n", "")]
#[case::one_firm_of_many("Company;Email\nACME;a@x.org\nACME;b@x.org\nACME;c@x.org\nGlobex;d@x.org\n", "")]
#[case::first_name_and_what_is_a_name("Name, Vorname;E-Mail\nMüller, Hans;a@x.de\n", "Name, Vorname")]
#[case::numbered("ragione_sociale1;email1\nACME srl;a@x.it\n", "ragione_sociale1")]
#[case::families("Vorname;Name\nAda;Vogel\nBo;Vogel\nCy;Vogel\n", "[\"Vorname\", \"Name\"]")]
fn a_name_is_not_recognized_by_its_header_alone(#[case] csv: &str, #[case] column: &str) {
    let ran = suggested(csv).status(i32::from(column.is_empty()));
    let text = ran.text("my.toml");
    let column = if column.starts_with('[') { column.to_owned() } else { format!("\"{column}\"") };
    let rule = format!("name = {{ from = {column}, required = true }}");
    assert_eq!(has_line(&text, &rule), column != "\"\"", "{text}");
    assert_eq!(text.contains("\nname = {"), column != "\"\"", "{text}");
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

/// Headers as accounting and invoicing programs write them; none of them is a known header.
#[rstest]
#[case::danea(
    "Cod.;Denominazione;Indirizzo;CAP;Città;Prov.;Nazione;Referente;Tel.;Cell;e-mail;Partita Iva;Codice fiscale\n\
     1;ACME Srl;Via Roma 1;00184;Roma;RM;Italia;;06 1234567;;info@acme.example;IT01234567890;\n",
    &["name = { first = [\"Referente\", \"Denominazione\"], required = true }", "company = { from = \"Denominazione\" }",
      "# partitaIva = { from = \"Partita Iva\" }"]
)]
#[case::zucchetti(
    "Codice;Ragione sociale;Nome;Cognome;P.IVA;Telefono\n1;ACME Srl;;;01234567890;06 1234567\n",
    &["name = { first = [[\"Nome\", \"Cognome\"], \"Ragione sociale\"], required = true }", "# pIva = { from = \"P.IVA\" }"]
)]
#[case::sage(
    "Code;Raison sociale;Adresse;Code postal;Ville;Téléphone;N° TVA;SIRET\n\
     C1;Lefèvre SARL;1 rue A;69001;Lyon;04 72 00 00 00;FR40303265045;55208131766522\n",
    &["name = { from = \"Raison sociale\", required = true }", "# nTva = { from = \"N° TVA\" }", "# siret = { from = \"SIRET\" }"]
)]
#[case::lexware(
    "Kundennummer;Firmenname;Vorname;Nachname;Straße;PLZ;Ort;USt-IdNr.;E-Mail\n\
     10001;Brandt GmbH;;;Am Wall 3;28195;Bremen;DE123456789;info@brandt.example\n",
    &["name = { first = [[\"Vorname\", \"Nachname\"], \"Firmenname\"], required = true }", "# ustIdNr = { from = \"USt-IdNr.\" }"]
)]
#[case::holded(
    "Código;Razón social;NIF/CIF;Dirección;Población;Persona de contacto;Correo\n\
     1;Taller Ruiz SL;B12345678;Calle A 1;Sevilla;Ana Ruiz;ana@ruiz.example\n",
    &["name = { first = [\"Persona de contacto\", \"Razón social\"], required = true }", "# nifCif = { from = \"NIF/CIF\" }"]
)]
#[case::quickbooks(
    "Customer,Company,Main Phone,VAT,Bill to 1\nBlue Ltd,Blue Ltd,020 7946 0101,GB123456789,1 High St\n",
    &["name = { first = [\"Customer\", \"Company\"], required = true }", "# vat = { from = \"VAT\" }"]
)]
fn names_of_firms_are_names(#[case] csv: &str, #[case] lines: &[&str]) {
    let ran = suggested(csv).status(0);
    let text = ran.text("my.toml");
    for line in lines {
        assert!(has_line(&text, line), "{line}\n{text}");
    }
    ran.then().line("mapping check my.toml").run().status(0);
    // Each commented line works alone, and no firm is lost.
    for line in text.lines().filter(|line| line.starts_with("# ") && line.contains(" = { from")) {
        let open = text.replace(&format!("\n{line}\n"), &format!("\n{}\n", &line[2..]));
        ran.then().file("open.toml", open).line("mapping check open.toml").run().status(0);
    }
    assert_eq!(ran.then().line("validate a.csv -m my.toml").run().status(0).count("pending"), 1);
}

/// In Spain and Latin America a person has two family names, often in two columns.
#[rstest]
#[case("Nombre;Apellido 1;Apellido 2", "[\"Nombre\", \"Apellido 1\", \"Apellido 2\"]")]
#[case("Nombre;Primer apellido;Segundo apellido", "[\"Nombre\", \"Primer apellido\", \"Segundo apellido\"]")]
#[case(
    "Apellido materno;Apellido paterno;Nombre",
    "[\"Nombre\", \"Apellido paterno\", \"Apellido materno\"]"
)]
fn both_family_names_are_of_the_name(#[case] header: &str, #[case] columns: &str) {
    let text =
        suggested(&format!("{header}\nJosé;Núñez;Ibarra\nMaría;García;López\n")).status(0).text("my.toml");
    assert!(has_line(&text, &format!("name = {{ from = {columns}, required = true }}")), "{text}");
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

/// The built-in mappings use the company as the name if a row names no person.
#[test]
fn a_shipped_mapping_falls_back_to_the_firm() {
    for (mapping, header, row) in [
        ("hubspot", "First Name,Last Name,Email,Company name", ",,a@x.org,ACME"),
        ("salesforce", "First Name,Last Name,Email,Account Name", ",,a@x.org,ACME"),
        ("zoho", "First Name,Last Name,Email,Account Name", ",,a@x.org,ACME"),
        ("zendesk", "name,email,organization,role", ",a@x.org,ACME,end-user"),
        ("generic", "Name,Email,Company", ",a@x.org,ACME"),
    ] {
        let ferry = Ferry::new().file("a.csv", format!("{header}\n{row}\n"));
        let ran = ferry.args(["validate", "a.csv", "-m", mapping, "-o", "-"]).run().status(0);
        assert!(
            ran.stdout.contains("\"name\":\"ACME\"") && ran.stdout.contains("\"company\":\"ACME\""),
            "{ran}"
        );
    }
}

/// The program on a terminal made by `script`, with this typed in.
fn interactive(ferry: &Ferry, typed: &[u8]) -> String {
    let line = format!("{} mapping suggest a.csv -o my.toml --interactive", env!("CARGO_BIN_EXE_deskferry"));
    let mut command = std::process::Command::new("script");
    command.args(["-qec", &line, "typescript"]).current_dir(ferry.path());
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("script of util-linux");
    child.stdin.take().unwrap().write_all(typed).unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8_lossy(&output.stdout).replace('\r', "")
}

#[test]
fn on_a_terminal_it_asks_about_what_it_does_not_map() {
    let ferry = Ferry::new().file("a.csv", "Email,Foo,Shoe,Size\na@x.org,Ada B,x,1\nb@x.org,Bob C,y,2\n");
    // Foo is the name (the third option), Shoe is left out, Size stays as suggested.
    let said = interactive(&ferry, b"3\n2\n\n");
    assert!(said.contains("Column \"Foo\"") && said.contains("  3  name\n"), "{said}");
    assert_eq!(said.matches("  3  name\n").count(), 1, "a field that is filled is not offered again: {said}");
    let text = std::fs::read_to_string(ferry.path().join("my.toml")).unwrap();
    assert!(has_line(&text, "name = { from = \"Foo\", required = true }"), "{text}");
    assert!(
        has_line(&text, "# \"Shoe\": you chose this") && has_line(&text, "# size = { from = \"Size\" }"),
        "{text}"
    );
    ferry.line("mapping check my.toml").run().status(0);
}

#[test]
fn on_a_terminal_it_asks_about_what_a_shipped_mapping_leaves() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/zoho-contacts.csv");
    let ferry = Ferry::new().file("a.csv", std::fs::read(path).unwrap());
    let said = interactive(
        &ferry,
        b"2\n999\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n",
    );
    assert!(said.contains("leave it out") && said.contains("no more questions"), "{said}");
    assert!(!said.contains("  3  name\n"), "what the mapping fills is not offered: {said}");
    ferry.line("mapping check my.toml").run().status(0);
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
fn name_candidates_begin_with_first_and_last_name_and_have_no_postcode() {
    let json =
        r#"[{"crm":{"zip":"EC1A 1BB","city":"Rome","lastname":"Byron","firstname":"Ada"},"x":"Foo Bar"}]"#;
    let ran = Ferry::new().file("a.json", json).line("mapping suggest a.json -o my.toml").run().status(1);
    let text = ran.text("my.toml");
    let candidates: Vec<&str> = text.lines().filter(|line| line.starts_with("# name = {")).collect();
    assert_eq!(
        candidates[0], "# name = { from = [\"crm.firstname\", \"crm.lastname\"], required = true }",
        "{text}"
    );
    assert!(!candidates.concat().contains("zip") && !candidates.concat().contains("city"), "{text}");
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

#[test]
fn on_a_terminal_a_name_can_be_made_of_two_columns() {
    let ferry = Ferry::new().file("a.csv", "Email,P1,P2\na@x.org,Ada,Byron\nb@x.org,Bob,Ray\n");
    let first = interactive(&ferry, b"x\n999\n\n\n");
    assert!(first.contains("type a number from 1 to "), "{first}");
    let option = |said: &str, text: &str| {
        let line = said.lines().find(|line| line.ends_with(text)).expect("the option").trim();
        line.split(' ').next().unwrap().to_owned()
    };
    let one = option(&first, "name: this is the first name");
    std::fs::remove_file(ferry.path().join("my.toml")).unwrap();
    let second = interactive(&ferry, format!("{one}\n\n").as_bytes());
    let asked = second.rsplit("Column \"P2\"").next().unwrap();
    let two = option(asked, "name: this is the last name");
    std::fs::remove_file(ferry.path().join("my.toml")).unwrap();
    interactive(&ferry, format!("{one}\n{two}\n").as_bytes());
    let text = std::fs::read_to_string(ferry.path().join("my.toml")).unwrap();
    assert!(has_line(&text, "name = { from = [\"P1\", \"P2\"], required = true }"), "{text}");
}
