//! `mapping suggest` and the name of the customer, which every new customer needs.

use rstest::rstest;

use super::suggest::{has_line, suggested};
use crate::command_line::Ferry;

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
