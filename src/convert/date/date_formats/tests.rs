use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn formats(list: &[&str]) -> DateFormats {
    DateFormats::new(&list.iter().map(|format| (*format).to_owned()).collect::<Vec<_>>()).unwrap()
}

fn read(list: &[&str], text: &str) -> Result<String, Code> {
    let found = formats(list).convert(&ConversionInput::text(text));
    found.map(BirthDate::iso).map_err(|complaint| complaint.code)
}

#[test]
fn stated_formats_are_read() {
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
        ("%d %B %Y", "3 Marzo 1965", "1965-03-03"),
        ("%A %d %B %Y", "mercredi 3 février 1965", "1965-02-03"),
        ("%d. %b %Y", "3. Okt. 1965", "1965-10-03"),
        ("iso", "2020-01-31T23:59:59.5+02:00", "2020-01-31"),
        ("iso", "2020-01-31 10:00 UTC", "2020-01-31"),
        ("iso", "2020-01-31", "2020-01-31"),
        ("excel", "43861", "2020-01-31"),
        ("epoch_ms", "1580428800000", "2020-01-31"),
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
fn only_a_complete_match_of_the_format_is_accepted() {
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
        ("%d %B %Y", "3 Brumaire 1965"),
        ("%d %B %Y", "3 March 1965 x"),
    ] {
        assert_eq!(read(&[format], text), Err(Code::Date), "{format} {text}");
    }
}

#[test]
fn two_different_readings_are_refused_as_ambiguous() {
    let both = ["%d/%m/%Y", "%m/%d/%Y"];
    assert_eq!(read(&both, "03/04/2020"), Err(Code::DateAmbiguous));
    assert_eq!(read(&both, "13/04/2020").as_deref(), Ok("2020-04-13"));
    assert_eq!(read(&both, "04/13/2020").as_deref(), Ok("2020-04-13"));
    assert_eq!(read(&both, "04/04/2020").as_deref(), Ok("2020-04-04"));
    assert_eq!(read(&both, "31/31/2020"), Err(Code::Date));
    let complaint = formats(&both).convert(&ConversionInput::text("03/04/2020")).unwrap_err();
    assert!(complaint.message.contains("2020-04-03 (day/month/year)"), "{}", complaint.message);
    assert!(complaint.message.contains("2020-03-04 (month/day/year)"), "{}", complaint.message);
}

#[test]
fn date_cells_and_iso_dates_of_a_rejects_file_are_read() {
    let formats = formats(&["%d/%m/%Y"]);
    let typed = |text, kind, iso_dates| {
        let found = formats.convert(&ConversionInput { kind, iso_dates, ..ConversionInput::text(text) });
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
    let both = odd.convert(&ConversionInput { iso_dates: true, ..ConversionInput::text("2020-03-04") });
    assert_eq!(both.unwrap_err().code, Code::DateAmbiguous);
}

#[test]
fn without_formats_only_iso_is_read_and_a_hint_is_given() {
    assert_eq!(read(&[], "2020-01-31").as_deref(), Ok("2020-01-31"));
    let complaint = DateFormats::default().convert(&ConversionInput::text("03/04/2020")).unwrap_err();
    assert_eq!(complaint.code, Code::Date);
    assert!(complaint.hint.contains("formats = [\"%d/%m/%Y\"]"), "{}", complaint.hint);
}

#[test]
fn formats_without_a_complete_date_are_mapping_errors() {
    for (format, part) in [
        ("%d/%m/%y", "%Y"),
        ("%-d/%-m/%-y", "%Y"),
        ("%D", "two-digit year"),
        ("%m/%Y", "not a complete date"),
        ("%d/%m", "not a complete date"),
        ("dd/mm/yyyy", "not a complete date"),
        ("", "not a complete date"),
        ("%d/%m/%Y %", "can't be used"),
        ("%d/%m/%Y %!", "can't be used"),
        ("%H:%M", "not a complete date"),
        ("%s", "can't be used"),
    ] {
        let refused = DateFormats::new(&[format.to_owned()]).unwrap_err();
        assert!(refused.contains(part), "{format}: {refused}");
    }
}

fn automatic(pivot: Option<i64>, order: Option<&str>) -> DateFormats {
    DateFormats::with(&["auto".to_owned()], pivot, order).unwrap()
}

fn in_column(order: DayOrder, text: &str) -> Result<String, Code> {
    let found = automatic(None, None)
        .convert(&ConversionInput { orders: order.into(), ..ConversionInput::text(text) });
    found.map(BirthDate::iso).map_err(|complaint| complaint.code)
}

#[test]
fn unambiguous_dates_need_no_format() {
    for (text, wanted) in [
        ("2020-01-31", "2020-01-31"),
        ("2020/1/31", "2020-01-31"),
        ("20200131", "2020-01-31"),
        ("2020-01-31T10:00:00+01:00", "2020-01-31"),
        ("31/01/2020", "2020-01-31"),
        ("01/31/2020", "2020-01-31"),
        ("31.1.2020", "2020-01-31"),
        ("3. 3. 1965", "1965-03-03"),
        ("5/5/2020 1:05 PM", "2020-05-05"),
        ("3 March 1965", "1965-03-03"),
        ("March 3rd, 1965", "1965-03-03"),
        ("Wednesday, 3 March 1965", "1965-03-03"),
        ("mer. 3 mars 1965", "1965-03-03"),
        ("mar 3 mar 2020", "2020-03-03"),
        ("1er août 2020", "2020-08-01"),
        ("3 de marzo de 1965", "1965-03-03"),
        ("3. März 1965", "1965-03-03"),
        ("03-MAR-1965", "1965-03-03"),
        ("1965 Mar 3", "1965-03-03"),
        ("1° gennaio 2020", "2020-01-01"),
        ("11. d’octubre 2020", "2020-10-11"),
    ] {
        assert_eq!(in_column(DayOrder::Unknown, text).as_deref(), Ok(wanted), "{text}");
    }
    for text in [
        "March 1965",
        "3 March",
        "03/04",
        "1965",
        "20201331",
        "31/04/2020",
        "13/13/2020",
        "03/04/65",
        "2020-31-01",
        "43831",
        "3 March 4 1965",
        "3 Brumaire 1965",
        "2020-01-31T25:00",
        "3/4-2020",
        "",
        "today",
        "0/1/2020",
        "3 March 19650",
    ] {
        assert_eq!(in_column(DayOrder::Unknown, text), Err(Code::Date), "{text}");
    }
}

#[test]
fn the_column_or_the_mapping_decides_the_order() {
    for (order, wanted) in [
        (DayOrder::DayFirst, Ok("2020-04-03")),
        (DayOrder::MonthFirst, Ok("2020-03-04")),
        (DayOrder::Unknown, Err(Code::DateAmbiguous)),
        (DayOrder::Both, Err(Code::DateAmbiguous)),
    ] {
        assert_eq!(in_column(order, "03/04/2020").as_deref().map_err(|code| *code), wanted, "{order:?}");
    }
    // An unambiguous value takes priority over the column.
    assert_eq!(in_column(DayOrder::MonthFirst, "31/12/2020").as_deref(), Ok("2020-12-31"));
    let stated = automatic(None, Some("mdy"));
    let other = ConversionInput { orders: DayOrder::DayFirst.into(), ..ConversionInput::text("03/04/2020") };
    assert_eq!(stated.convert(&other).map(BirthDate::iso).as_deref(), Ok("2020-03-04"));
    for (order, text) in [("mdy", "31/12/2020"), ("dmy", "12.31.1960"), ("dmy", "12-31-1960 10:00")] {
        let refused = automatic(None, Some(order)).convert(&ConversionInput::text(text)).unwrap_err();
        assert_eq!(refused.code, Code::Date, "{text}");
        assert!(refused.message.contains(&format!("order = \"{order}\"")), "{}", refused.message);
    }
    let both = ["auto", "%m/%d/%Y"].map(str::to_owned);
    let both =
        DateFormats::with(&both, None, Some("dmy")).unwrap().convert(&ConversionInput::text("12/31/2020"));
    assert_eq!(both.map(BirthDate::iso).as_deref(), Ok("2020-12-31"), "another format reads it");
    let message = automatic(None, None).convert(&ConversionInput::text("03/04/2020")).unwrap_err().message;
    assert!(
        message.contains("2020-04-03 (day first)") && message.contains("2020-03-04 (month first)"),
        "{message}"
    );
}

#[test]
fn a_value_shows_its_order_if_only_one_order_is_a_day() {
    let shown = |text| automatic(Some(2026), None).shown(text).map(|(_, order)| order);
    let mark = |text| automatic(None, None).shown(text).map(|(mark, _)| mark.letter());
    for (text, wanted) in
        [("31/12/2020", '/'), ("31. 12. 2020", '.'), ("31 - 12 - 2020", '-'), ("31 12 2020", ' ')]
    {
        assert_eq!(mark(text), Some(wanted), "{text}");
    }
    assert_eq!(shown("65-12-31"), Some(DayOrder::YearFirst));
    for text in ["31/12/2020", "13.1.2020 10:00", "31-12-65", "30/02/2020x"] {
        assert_eq!(shown(text), (!text.ends_with('x')).then_some(DayOrder::DayFirst), "{text}");
    }
    assert_eq!(shown("12/31/2020"), Some(DayOrder::MonthFirst));
    assert_eq!(shown("03/04/2020"), Some(DayOrder::Unknown), "either");
    for text in ["04/04/2020", "30/02/2020", "2020-12-31", "31 March 2020", "31/12"] {
        assert_eq!(shown(text), None, "{text}");
    }
}

#[test]
fn short_dates_in_a_year_first_column_are_ambiguous() {
    let read = |order: DayOrder, text| {
        let input = ConversionInput { orders: order.into(), ..ConversionInput::text(text) };
        automatic(Some(2026), None).convert(&input).map(BirthDate::iso).map_err(|complaint| complaint.code)
    };
    for text in ["20-01-31", "01-02-03", "31-12-20"] {
        assert_eq!(read(DayOrder::YearFirst, text), Err(Code::DateAmbiguous), "{text}");
    }
    assert_eq!(read(DayOrder::DayFirst, "20-01-31").as_deref(), Ok("1931-01-20"));
    assert_eq!(read(DayOrder::YearFirst, "31-12-2020").as_deref(), Ok("2020-12-31"));
    assert_eq!(read(DayOrder::YearFirst, "2020-12-31").as_deref(), Ok("2020-12-31"));
}

#[test]
fn two_digit_years_need_a_pivot() {
    let read = |pivot, format: &str, text| {
        let found = DateFormats::with(&[format.to_owned()], Some(pivot), None)
            .unwrap()
            .convert(&ConversionInput::text(text));
        found.map(BirthDate::iso).map_err(|complaint| complaint.code)
    };
    for (pivot, format, text, wanted) in [
        (2026, "%d/%m/%y", "31/01/26", "2026-01-31"),
        (2026, "%d/%m/%y", "31/01/27", "1927-01-31"),
        (1999, "%d/%m/%y", "31/01/00", "1900-01-31"),
        (2100, "%d/%m/%y", "28/02/00", "2100-02-28"),
        (2026, "%d-%b-%y", "03-mag-65", "1965-05-03"),
        (2026, "auto", "31/12/65", "1965-12-31"),
        (2026, "auto", "3 Mar '65", "1965-03-03"),
    ] {
        assert_eq!(read(pivot, format, text).as_deref(), Ok(wanted), "{pivot} {format} {text}");
    }
    assert_eq!(read(2026, "%d/%m/%y", "31/01/2026"), Err(Code::Date));
    assert!(
        automatic(None, None).convert(&ConversionInput::text("31/12/65")).unwrap_err().hint.contains("pivot")
    );
}

#[test]
fn unused_options_are_mapping_errors() {
    let with = |format: &str, pivot, order| DateFormats::with(&[format.to_owned()], pivot, order).is_err();
    assert!(with("%d/%m/%Y", Some(2026), None) && with("%d/%m/%Y", None, Some("dmy")));
    assert!(with("auto", Some(26), None) && with("auto", None, Some("ymd")));
}

#[test]
fn dates_of_all_years_agree_with_jiff() {
    let epoch = date(1970, 1, 1);
    let mut day = date(1, 1, 1);
    let [iso, european, named] = [["%Y-%m-%d"], ["%d/%m/%Y"], ["%d %b %Y"]].map(|list| formats(&list));
    while let Ok(next) = day.checked_add(17.days()) {
        let wanted = BirthDate { days: epoch.until(day).unwrap().get_days() };
        let written = |format| jiff::fmt::strtime::format(format, day).unwrap();
        for (formats, text) in
            [(&iso, written("%Y-%m-%d")), (&european, written("%d/%m/%Y")), (&named, written("%d %b %Y"))]
        {
            assert_eq!(formats.convert(&ConversionInput::text(&text)), Ok(wanted), "{text}");
        }
        day = next;
    }
    assert!(day > date(9999, 12, 1));
}

proptest! {
    #[test]
    fn every_written_format_is_read_back(days in -719_162_i32..=2_932_896, hour in 0u8..24, minute in 0u8..60) {
        let day = BirthDate { days };
        let iso = day.iso();
        let [year, month, number]: [&str; 3] = iso.split('-').collect::<Vec<_>>().try_into().unwrap();
        let excel = days + 25_569;
        for (format, text) in [
            ("iso", format!("{iso}T{hour:02}:{minute:02}:00+02:00")),
            ("auto", iso.clone()),
            ("auto", format!("{year}/{month}/{number} {hour}:{minute:02}")),
            ("%d/%m/%Y", format!("{number}/{month}/{year}")),
            ("epoch", (i64::from(days) * 86_400 + i64::from(hour)).to_string()),
            ("epoch_ms", day.millis().to_string()),
            ("excel", excel.to_string()),
        ] {
            if format != "excel" || ((61..100_000).contains(&excel) && !(1900..=2100).contains(&excel)) {
                prop_assert_eq!(read(&[format], &text), Ok(iso.clone()), "{} {}", format, text);
            }
        }
        let stated = automatic(None, Some("mdy")).convert(&ConversionInput::text(&format!("{month}.{number}.{year}")));
        prop_assert_eq!(stated, Ok(day));
    }

    #[test]
    fn auto_gives_one_of_the_two_readings(text in "[0-9]{1,2}[/. -][0-9]{1,2}[/. -]([0-9]{4}|[0-9]{2})( [0-9:]{4,5})?") {
        let plain = text.replace(['.', ' ', '-'], "/");
        if let Ok(day) = read(&["auto"], &text) {
            let both = [read(&["%d/%m/%Y"], &plain), read(&["%m/%d/%Y"], &plain)];
            prop_assert!(text.contains(':') || both.contains(&Ok(day)));
        }
    }

    #[test]
    fn two_orders_agree_or_the_date_is_ambiguous(day in 1u8..=31, month in 1u8..=31, year in 1u16..=9999) {
        let text = format!("{day}/{month}/{year:04}");
        let one = read(&["%d/%m/%Y"], &text);
        let other = read(&["%m/%d/%Y"], &text);
        let wanted = match (&one, &other) {
            (Ok(one), Ok(other)) if one != other => Err(Code::DateAmbiguous),
            (Ok(_), _) => one.clone(),
            _ => other.clone(),
        };
        prop_assert_eq!(read(&["%d/%m/%Y", "%m/%d/%Y"], &text), wanted);
    }
}

#[test]
fn the_forms_that_were_tried_are_said_in_words() {
    for formats in [&["auto"][..], &["%d.%m.%Y", "auto"]] {
        let formats: Vec<String> = formats.iter().map(|format| (*format).to_owned()).collect();
        let complaint =
            DateFormats::new(&formats).unwrap().convert(&ConversionInput::text("soon")).unwrap_err();
        assert!(complaint.hint.contains("YYYY-MM-DD, a day, month and year"), "{}", complaint.hint);
        let words = format!("{} {}", complaint.message, complaint.hint);
        assert!(!words.contains("auto"), "{words}");
    }
}
