use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn formats(list: &[&str]) -> DateFormats {
    DateFormats::new(&list.iter().map(|format| (*format).to_owned()).collect::<Vec<_>>()).unwrap()
}

fn read(list: &[&str], text: &str) -> Result<String, Code> {
    let found = formats(list).convert(&Input::text(text));
    found.map(BirthDate::iso).map_err(|complaint| complaint.code)
}

#[test]
fn stated_formats() {
    for (format, text, wanted) in [
        ("%d/%m/%Y", "03/04/2020", "2020-04-03"),
        ("%d/%m/%Y", "3/4/2020", "2020-04-03"),
        ("%m/%d/%Y", "03/04/2020", "2020-03-04"),
        ("%d.%m.%Y", "31.12.1999", "1999-12-31"),
        ("%Y%m%d", "20200131", "2020-01-31"),
        ("%d%m%Y", "31012020", "2020-01-31"),
        ("%Y-%m-%d %H:%M:%S", "2020-01-31 23:59:59", "2020-01-31"),
        ("%Y-%m-%dT%H:%M:%SZ", "2020-01-31T23:59:59Z", "2020-01-31"),
        ("%F %T", "2020-01-31  7:05:09", "2020-01-31"),
        ("%d %B %Y", "3 March 1965", "1965-03-03"),
        ("%b %d, %Y", "Mar 3, 1965", "1965-03-03"),
        ("%A, %d %B %Y", "Wednesday, 3 March 1965", "1965-03-03"),
        ("%d/%m/%Y %I:%M %p", "03/04/2020 01:00 PM", "2020-04-03"),
        ("%Y-%j", "2020-366", "2020-12-31"),
        ("%d年%m月%Y", "3年4月2020", "2020-04-03"),
        ("%Y-%m-%d", "0001-01-01", "0001-01-01"),
        ("%Y-%m-%d", "9999-12-31", "9999-12-31"),
    ] {
        assert_eq!(read(&[format], text).as_deref(), Ok(wanted), "{format} {text}");
    }
}

#[test]
fn what_does_not_fit_from_end_to_end_is_refused() {
    for (format, text) in [
        ("%d/%m/%Y", "31/02/2020"),
        ("%d/%m/%Y", "29/02/1900"),
        ("%d/%m/%Y", "00/01/2020"),
        ("%d/%m/%Y", "01/13/2020"),
        ("%d/%m/%Y", "01/02/20"),
        ("%d/%m/%Y", "01/02/20200"),
        ("%d/%m/%Y", "01/02/2020 "),
        ("%d/%m/%Y", "01/02/2020 10:00"),
        ("%d/%m/%Y", "001/02/2020"),
        ("%d/%m/%Y", "01-02-2020"),
        ("%d/%m/%Y", "1/2/+2020"),
        ("%d/%m/%Y", "٠١/٠٢/2020"),
        ("%d%m%Y", "3042020"),
        ("%Y%m%d", "2020112"),
        ("%Y-%m-%d", "0000-01-01"),
        ("%Y-%m-%d", "-2020-01-01"),
        ("%Y-%m-%d %H:%M", "2020-01-01 24:00"),
        ("%d %B %Y", "3 March 65"),
        ("%d %B %Y", "3 March -1965"),
        ("%d %B %Y", "31 February 2020"),
        ("%d %B %Y", "3 Marzo 1965"),
        ("%d %B %Y", "3 March 1965 x"),
    ] {
        assert_eq!(read(&[format], text), Err(Code::Date), "{format} {text}");
    }
}

#[test]
fn two_different_readings_are_never_chosen_from() {
    let both = ["%d/%m/%Y", "%m/%d/%Y"];
    assert_eq!(read(&both, "03/04/2020"), Err(Code::DateAmbiguous));
    assert_eq!(read(&both, "13/04/2020").as_deref(), Ok("2020-04-13"));
    assert_eq!(read(&both, "04/13/2020").as_deref(), Ok("2020-04-13"));
    assert_eq!(read(&both, "04/04/2020").as_deref(), Ok("2020-04-04"));
    assert_eq!(read(&both, "31/31/2020"), Err(Code::Date));
    let complaint = formats(&both).convert(&Input::text("03/04/2020")).unwrap_err();
    assert!(complaint.message.contains("2020-04-03 (%d/%m/%Y)"), "{}", complaint.message);
    assert!(complaint.message.contains("2020-03-04 (%m/%d/%Y)"), "{}", complaint.message);
}

#[test]
fn typed_dates_and_rejects() {
    let formats = formats(&["%d/%m/%Y"]);
    let typed = |text, kind, iso_dates| {
        let found = formats.convert(&Input { text, kind, iso_dates });
        found.map(BirthDate::iso).map_err(|complaint| complaint.code)
    };
    assert_eq!(typed("2020-01-31", CellKind::Date, false).as_deref(), Ok("2020-01-31"));
    assert_eq!(typed("2020-01-31T10:00:00", CellKind::Date, false).as_deref(), Ok("2020-01-31"));
    assert_eq!(typed("2020-01-31", CellKind::Text, false), Err(Code::Date));
    assert_eq!(typed("2020-01-31", CellKind::Text, true).as_deref(), Ok("2020-01-31"));
    assert_eq!(typed("2020-01-31 10:00:00", CellKind::Text, true).as_deref(), Ok("2020-01-31"));
    assert_eq!(typed("31/01/2020", CellKind::Text, true).as_deref(), Ok("2020-01-31"));
    assert_eq!(typed("2020-02-31", CellKind::Text, true), Err(Code::Date));
    assert_eq!(typed("2020-01-31 noon", CellKind::Text, true), Err(Code::Date));
    assert_eq!(typed("43891", CellKind::Number, false), Err(Code::Date));
    let odd = super::DateFormats::new(&["%Y-%d-%m".to_owned()]).unwrap();
    let both = odd.convert(&Input { text: "2020-03-04", kind: CellKind::Text, iso_dates: true });
    assert_eq!(both.unwrap_err().code, Code::DateAmbiguous);
}

#[test]
fn without_formats_iso_alone_and_a_hint() {
    assert_eq!(read(&[], "2020-01-31").as_deref(), Ok("2020-01-31"));
    let complaint = DateFormats::default().convert(&Input::text("03/04/2020")).unwrap_err();
    assert_eq!(complaint.code, Code::Date);
    assert!(complaint.hint.contains("formats = [\"%d/%m/%Y\"]"), "{}", complaint.hint);
}

#[test]
fn formats_that_state_no_day_are_errors_of_the_mapping() {
    for (format, part) in [
        ("%d/%m/%y", "%Y"),
        ("%-d/%-m/%-y", "%Y"),
        ("%D", "century"),
        ("%m/%Y", "whole day"),
        ("%d/%m", "whole day"),
        ("dd/mm/yyyy", "whole day"),
        ("", "whole day"),
        ("%d/%m/%Y %", "can't be used"),
        ("%d/%m/%Y %!", "can't be used"),
        ("%H:%M", "whole day"),
        ("%s", "can't be used"),
    ] {
        let refused = DateFormats::new(&[format.to_owned()]).unwrap_err();
        assert!(refused.contains(part), "{format}: {refused}");
    }
}

#[test]
fn days_agree_with_jiff_over_all_years() {
    let (epoch, mut day) = (date(1970, 1, 1), date(1, 1, 1));
    let [iso, european, named] = [["%Y-%m-%d"], ["%d/%m/%Y"], ["%d %b %Y"]].map(|list| formats(&list));
    while let Ok(next) = day.checked_add(17.days()) {
        let wanted = BirthDate { days: epoch.until(day).unwrap().get_days() };
        let written = |format| jiff::fmt::strtime::format(format, day).unwrap();
        for (formats, text) in
            [(&iso, written("%Y-%m-%d")), (&european, written("%d/%m/%Y")), (&named, written("%d %b %Y"))]
        {
            assert_eq!(formats.convert(&Input::text(&text)), Ok(wanted), "{text}");
        }
        day = next;
    }
    assert!(day > date(9999, 12, 1));
}

proptest! {
    #[test]
    fn two_orders_agree_or_refuse(day in 1u8..=31, month in 1u8..=31, year in 1u16..=9999) {
        let text = format!("{day}/{month}/{year:04}");
        let (one, other) = (read(&["%d/%m/%Y"], &text), read(&["%m/%d/%Y"], &text));
        let wanted = match (&one, &other) {
            (Ok(one), Ok(other)) if one != other => Err(Code::DateAmbiguous),
            (Ok(_), _) => one.clone(),
            _ => other.clone(),
        };
        prop_assert_eq!(read(&["%d/%m/%Y", "%m/%d/%Y"], &text), wanted);
    }
}
