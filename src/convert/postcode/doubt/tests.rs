use rstest::rstest;

use super::*;
use crate::convert::postcode::table::POSTCODES;

fn warned(country: &'static str, text: &str) -> Option<Complaint> {
    postcode_doubt(Country(country), text)
}

#[test]
fn the_table_is_sorted_and_its_examples_are_valid() {
    assert!(POSTCODES.is_sorted_by(|one, other| one.country < other.country));
    assert!(POSTCODES.len() > 170);
    for row in POSTCODES {
        assert_eq!(postcodes_of(row.country).map(|found| found.country), Some(row.country));
        assert!(country_name(row.country).is_some(), "{}", row.country);
        assert_eq!(warned(row.country, row.example), None, "{} {}", row.country, row.example);
        assert_eq!(row.shapes.split(' ').find(|shape| shape.is_empty()), None, "{}", row.country);
    }
}

#[rstest]
#[case("GB", &["EC4A 3DE", "EC4A3DE", "ec4a 3de", "W1A 1HQ", "M1 1AA", "CR0 2YR", "DN16 9AA", "GIR 0AA", "BFPO 61"])]
#[case("GB", &["JE2 2BT", "GB-EC4A 3DE"])]
#[case("NL", &["1234 AB", "1234AB", "NL-1234 AB"])]
#[case("IE", &["D02 X285", "A65F4E2", "D6W XY00"])]
#[case("PT", &["1000-001", "1000", "1000 001", "P-1000-001"])]
#[case("BR", &["01310-100", "01310100"])]
#[case("US", &["00501", "10001", "10001-1234", "100011234", "10001 1234", "00601"])]
#[case("SE", &["123 45", "12345", "S-123 45", "SE-123 45"])]
#[case("GR", &["104 31", "10431", "GR-104 31", "EL 104 31"])]
#[case("PL", &["00-001", "00001", "PL-00-001", "00\u{2013}001"])]
#[case("CZ", &["110 00", "11000", "CZ-110 00"])]
#[case("SK", &["010 01", "01001", "811 01"])]
#[case("CA", &["K1A 0B1", "k1a0b1", "K1A-0B1"])]
#[case("JP", &["100-0001", "1000001", "〒100-0001", "１００－０００１", "001-0010"])]
#[case("IT", &["00184", "I-00184", "IT-00184", "20121", "98168"])]
#[case("DE", &["10115", "D-10115", "DE-10115", "01067", "D 10115"])]
#[case("AT", &["1010", "A-1010", "AT-1010"])]
#[case("CH", &["8001", "CH-8001"])]
#[case("LU", &["1234", "L-1234"])]
#[case("FR", &["75001", "F-75001", "75 001", "20000", "97400", "75008 CEDEX", "75382 Cedex 08"])]
#[case("ES", &["28013", "E-28013", "08001"])]
#[case("FI", &["00100", "FIN-00100"])]
#[case("NO", &["0150", "N-0150", "0010"])]
#[case("DK", &["1566", "DK-1566"])]
#[case("AR", &["C1070AAM", "1070", "C1070"])]
#[case("RU", &["101000"])]
#[case("CN", &["010000", "100096"])]
#[case("IN", &["110001", "110 001"])]
#[case("AU", &["0200", "0800", "2060"])]
#[case("LV", &["LV-1010", "1010"])]
#[case("LT", &["LT-01100", "01100"])]
#[case("MT", &["VLT 1117", "VLT1117"])]
#[case("AD", &["AD500", "500"])]
#[case("IR", &["11936-12345", "۱۱۹۳۶-۱۲۳۴۵"])]
#[case("KR", &["03051", "110-744"])]
#[case("SI", &["1000", "SLO-1000"])]
#[case("IL", &["9614303", "96143"])]
#[case("AE", &["00000", "no such thing"])]
#[case("HK", &["999077"])]
#[case("DE", &["1067.0"])]
fn valid_codes_cause_no_warning(#[case] country: &'static str, #[case] codes: &[&str]) {
    for code in codes {
        assert_eq!(warned(country, code), None, "{country} {code}");
    }
}

#[rstest]
#[case("IT", "184", "00184")]
#[case("IT", "7100", "07100")]
#[case("IT", "I-7100", "07100")]
#[case("FR", "1000", "01000")]
#[case("DE", "1067", "01067")]
#[case("DE", "D-1067", "01067")]
#[case("ES", "8001", "08001")]
#[case("US", "501", "00501")]
#[case("US", "2134", "02134")]
#[case("US", "2134-1000", "02134-1000")]
#[case("FI", "100", "00100")]
#[case("PL", "950", "00950")]
#[case("NO", "10", "0010")]
#[case("BR", "1310-100", "01310-100")]
#[case("JP", "10010", "0010010")]
#[case("SK", "1001", "01001")]
#[case("AU", "800", "0800")]
#[case("MX", "2860", "02860")]
#[case("TR", "6101", "06101")]
#[case("KR", "3051", "03051")]
fn lost_zeros_cause_a_warning_and_are_not_restored(
    #[case] country: &'static str,
    #[case] code: &str,
    #[case] likely: &str,
) {
    let complaint = warned(country, code).unwrap();
    assert_eq!(complaint.code, Code::Postcode);
    assert!(complaint.message.contains(&format!("it was probably {likely}, and a")), "{}", complaint.message);
    assert!(complaint.message.contains(country_name(country).unwrap()), "{}", complaint.message);
    assert!(complaint.hint.contains(&format!("write {likely} ")), "{}", complaint.hint);
    assert_eq!(complaint.suggested, [likely]);
}

#[rstest]
#[case("GB", "00184")]
#[case("IT", "EC4A 3DE")]
#[case("DE", "00184")]
#[case("DE", "184")]
#[case("DE", "1010 Wien")]
#[case("ES", "75001")]
#[case("FR", "00184")]
#[case("AT", "10115")]
#[case("AT", "101")]
#[case("CH", "10115")]
#[case("NL", "10115")]
#[case("US", "K1A 0B1")]
#[case("CA", "90210")]
#[case("SE", "1234")]
#[case("IT", "I-0018")]
#[case("DE", "I-00184")]
#[case("US", "-")]
#[case("IT", "'00184")]
#[case("CA", "D1A 0B1")]
#[case("CA", "W1A 0B1")]
#[case("CA", "K1A 0O1")]
#[case("GB", "ZZ1 1AA")]
#[case("GB", "EC4A 3DC")]
#[case("NL", "1012 SS")]
#[case("IE", "Dublin 2")]
fn an_impossible_code_for_the_country_causes_a_warning(#[case] country: &'static str, #[case] code: &str) {
    let complaint = warned(country, code).unwrap();
    let part = if code == "I-0018" { "probably" } else { "this is not a postcode of" };
    assert!(complaint.message.contains(part), "{country} {code}: {}", complaint.message);
}

#[rstest]
#[case("NL", "1012")]
#[case("NL", "NL-1012")]
#[case("IE", "D02")]
#[case("IE", "d6w")]
#[case("CA", "K1A")]
#[case("GB", "EC4A")]
#[case("GB", "M1")]
fn the_first_part_of_a_code_is_incomplete(#[case] country: &'static str, #[case] code: &str) {
    let complaint = warned(country, code).unwrap();
    assert!(complaint.message.contains("only the first part of a postcode of"), "{}", complaint.message);
    assert!(complaint.hint.starts_with("write the complete postcode"), "{}", complaint.hint);
}

#[test]
fn the_message_is_one_sentence() {
    let complaint = warned("DE", "1067").unwrap();
    assert_eq!(
        complaint.message,
        "this is too short for a postcode of Germany (DE), whose postcodes look like 10115: it was \
         probably 01067, and a spreadsheet removed its leading zeros; it was kept as written"
    );
    assert_eq!(complaint.hint, "write 01067 in a column formatted as text, or correct the row's country");
}
