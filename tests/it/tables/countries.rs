//! Countries by ISO's codes and by the names that others give them.

use super::{converted, table};
use deskferry::issue::Code;
use deskferry::mapping::convert::Conversion;

fn country(text: &str) -> Result<String, Code> {
    converted(&Conversion::Country, text)
}

#[test]
fn dump() {
    for file in ["country_names_iso_codes.csv", "country_names_i18n.csv"] {
        for row in table(file) {
            match country(&row[3]) {
                Ok(code) if code == row[0] => {}
                other => eprintln!("{file} {} {} {} {:?}", row[0], row[1], row[3], other),
            }
        }
    }
    for row in table("countries_withdrawn.csv") {
        if !matches!(country(&row[0]), Err(_)) {
            eprintln!("WD {} {:?}", row[0], country(&row[0]));
        }
        eprintln!("wd {} {} {:?}", row[0], row[1], country(&row[0]));
    }
}
