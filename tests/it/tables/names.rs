//! Names of months and languages from the Unicode CLDR.

use deskferry::convert::{Conversion, DateFormats};
use deskferry::issue::Code;

use super::{converted, say, table};

#[test]
fn all_names_of_months_are_read() {
    let rows = table("months.csv");
    assert!(rows.len() > 5 * 12 * 2);
    let automatic = Conversion::Date(DateFormats::new(&["auto".to_owned()]).unwrap());
    let stated = Conversion::Date(DateFormats::new(&["%d %B %Y".to_owned()]).unwrap());
    for row in rows {
        let [language, month, name] = [0, 1, 2].map(|at| row[at].as_str());
        let wanted = format!("1965-{month:0>2}-03");
        for text in [name.to_owned(), name.to_uppercase(), name.trim_end_matches('.').to_owned()] {
            let text = format!("3 {text} 1965");
            for conversion in [&automatic, &stated] {
                assert_eq!(converted(conversion, &text).as_deref(), Ok(wanted.as_str()), "{language} {text}");
            }
        }
    }
}

#[test]
fn names_of_languages_are_read_or_refused() {
    let (mut known, mut others) = (0, 0);
    for row in table("languages.csv") {
        let [code, name] = [0, 2].map(|at| row[at].as_str());
        let ours = ["en", "it", "es", "fr"]
            .iter()
            .find(|ours| code == **ours || code.starts_with(&format!("{ours}-")));
        match ours {
            Some(ours) => {
                known += 1;
                assert_eq!(converted(&Conversion::Language, name).as_deref(), Ok(*ours), "{name}");
            }
            None => {
                others += 1;
                assert_eq!(converted(&Conversion::Language, name), Err(Code::Language), "{name}");
            }
        }
    }
    say(&format!(
        "languages.csv: {known} names of en, it, es and fr accepted, {others} of other languages refused"
    ));
    assert!(known > 50 && others > 1000);
}
