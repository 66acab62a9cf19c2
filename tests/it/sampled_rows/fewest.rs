//! No fewer rows show what a sample shows, in whatever order the rows are.

use super::validate_file;
use crate::command_line::Ran;

const MAPPING: &str = "\
version = 1
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
phoneNumber = { from = \"Phone\", write = \"if_empty\" }
state = { from = \"Country\" }
birthDate = { from = \"Born\", formats = [\"%Y-%m-%d\", \"%d.%m.%Y\", \"%d/%m/%Y\"] }
company = { from = \"Company\", write = \"never\" }
memo = { from = \"Memo\", write = \"append\" }
tags = { from = \"Tags\", on_empty = \"clear\" }
language = { from = \"Language\", on_invalid = \"empty\" }
website = { from = \"Site\", scheme = \"https\", on_empty = \"clear\" }
postalNumber = { from = \"Code\", write = \"on_insert\" }
";
const HEADER: &str = "Name;Email;Phone;Country;Born;Company;Memo;Tags;Language;Site;Code\n";

/// Numbers that look random, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len())]
    }
}

/// Customers as a shop has them: empty cells, several spellings, and errors. Nobody twice: of two, the order would decide.
fn customers(number: usize, seed: u64) -> Vec<String> {
    let mut dice = Dice(seed);
    let mut rows: Vec<String> = Vec::new();
    for row in 0..number {
        let name = dice.one(&["Giulia Rossi", "José D'Angelo", "Łukasz Groß", "Zoë Li", "Anna"]);
        let email = match row % 15 {
            4 => "anna@".to_owned(),
            9 => String::new(),
            _ => format!("p{row}@x.it"),
        };
        let phone = dice.one(&["+39 06 1234567", "06/7654321", "0039 02 1112223", "", "089/3456789"]);
        let country = dice.one(&["Italia", "IT", "Italy", "Deutschland", "DE", "Austria", "Padania"]);
        let born = dice.one(&["13/04/1980", "1.4.1970", "1980-02-03", "", "31/02/1980"]);
        let company = dice.one(&["", "Officine Nord", "Müller GmbH & Co. KG", "Studio Verdi"]);
        let memo = dice.one(&["", "storico", "\"dopo le 15;\nnon venerdì\"", "=SOMMA(A1)", "zahlt – spät"]);
        let tags = dice.one(&["", "vip", "\"vip,news\"", "fiera"]);
        let language = dice.one(&["", "it", "Italiano", "de", "Klingon"]);
        let site = dice.one(&["", "", "www.x.it", "https://x.it/a"]);
        let code = dice.one(&["00184", "20121", "", "1010"]);
        rows.push(format!(
            "{name};{email};{phone};{country};{born};{company};{memo};{tags};{language};{site};{code}\n"
        ));
    }
    rows
}

fn sample(rows: &[String], most: u64) -> Ran {
    let ran = validate_file(MAPPING, HEADER.to_owned() + &rows.concat(), most);
    let all = ran.run_json()["sample"]["shown"] == ran.run_json()["sample"]["things"];
    let claim = if all { "no fewer rows do" } else { "the most that " };
    assert_eq!(ran.run_json()["sample"]["proven"], true, "{ran}");
    assert!(ran.stderr.replace("\n  ", " ").contains(claim), "{ran}");
    ran
}

/// The number of its rows, and of the features that they show.
fn counts(ran: &Ran) -> [u64; 3] {
    let sample = &ran.run_json()["sample"];
    ["rows", "shown", "things"].map(|name| sample[name].as_u64().unwrap())
}

/// Neither the most telling row first nor the order of the file leads to the fewest.
#[test]
fn the_fewest_rows_are_found_and_proven_in_any_order() {
    for (number, seed) in [(60, 1), (60, 2), (200, 4)] {
        let mut rows = customers(number, seed);
        let first = counts(&sample(&rows, 40));
        assert_eq!(first[1], first[2], "all is shown: {first:?}");
        let less = counts(&validate_file(MAPPING, HEADER.to_owned() + &rows.concat(), first[0] - 1));
        assert!(less[1] < first[1], "one row less shows less: {less:?}");
        let four = counts(&sample(&rows, 4));
        assert!(four[1] < four[2], "four rows are too few: {four:?}");
        let mut dice = Dice(seed);
        for _ in 0..3 {
            (1..rows.len()).rev().for_each(|last| rows.swap(last, dice.below(last + 1)));
            assert_eq!(counts(&sample(&rows, 40)), first);
            assert_eq!(counts(&sample(&rows, 4)), four);
        }
    }
}

#[test]
fn the_page_says_in_its_language_that_it_is_proven() {
    let rows = customers(60, 1);
    let page = |most| {
        let ran = sample(&rows, most);
        let line = "report latest --format html --language de -o page.html";
        ran.then().line(line).run().status(0).text("page.html")
    };
    assert!(page(40).contains("Weniger Zeilen zeigen nicht alles."));
    assert!(page(4).contains("Keine andere Auswahl von so vielen Zeilen zeigt mehr."));
}
