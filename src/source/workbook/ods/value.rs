//! The value of a cell.

use quick_xml::events::BytesStart;

use crate::record::{CellKind, is_error};
use crate::source::workbook::cell_value::CellValue;
use crate::source::workbook::date_time;
use crate::source::workbook::digit_codes;
use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::xml_part::attribute;

use super::shown_moment::moment;

/// The value type of a cell (ODF 1.3, 19.389).
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum OdsValueKind {
    /// No type, so the displayed text is the value, if there is any.
    Shown,
    Text(Option<String>),
    /// An amount or a share, whose displayed text is never the data.
    Number(f64),
    Amount(f64),
    Truth(bool),
    Day(String),
    Time(String),
    /// A formula that failed.
    Error,
    /// A type with a missing or invalid value.
    Broken,
    /// A formula without a stored result. A text result may be displayed only.
    Formula {
        text: bool,
    },
}

impl OdsValueKind {
    pub(crate) fn from_tag(start: &BytesStart<'_>) -> Result<Self, WorkbookError> {
        if attribute(start, "calcext:value-type")?.as_deref() == Some("error") {
            return Ok(Self::Error);
        }
        let formula = attribute(start, "table:formula")?;
        match (attribute(start, "office:value-type")?, formula.as_deref()) {
            (None, Some(_)) => Ok(Self::Formula { text: false }),
            (None, None) => Ok(Self::Shown),
            (Some(_), Some("of:=TRUE()")) => Ok(Self::Truth(true)),
            (Some(_), Some("of:=FALSE()")) => Ok(Self::Truth(false)),
            (Some(kind), Some(_)) => computed(&kind, start),
            (Some(kind), None) => Ok(read(&kind, start)?.unwrap_or(Self::Broken)),
        }
    }

    /// True for a formula that may lack a result.
    pub(crate) fn is_formula(&self) -> bool {
        matches!(self, Self::Formula { .. })
    }

    /// The value as the user sees it; `None` for an empty cell. `shown` is the displayed text, `None` without a
    /// paragraph.
    pub(crate) fn value(self, shown: Option<String>) -> Option<CellValue> {
        if matches!(self, Self::Formula { text } if shown.as_ref().is_none_or(|shown| shown.is_empty() && !text))
        {
            return Some(CellValue::no_result());
        }
        let shown = shown.unwrap_or_default();
        match self {
            Self::Error => Some(error(shown)),
            // Programs other than current LibreOffice write errors as text, or next to a 0.
            Self::Text(None) | Self::Shown | Self::Formula { .. } if is_error(shown.trim()) => {
                Some(error(shown))
            }
            Self::Number(_) | Self::Amount(_) | Self::Truth(_) | Self::Day(_) | Self::Time(_)
                if shows_error(&shown) =>
            {
                Some(error(shown))
            }
            Self::Broken => Some(CellValue::new("#VALUE!", CellKind::Error)),
            Self::Shown | Self::Text(None) | Self::Formula { .. } => CellValue::from_text(shown),
            Self::Text(Some(text)) => CellValue::from_text(text),
            Self::Number(number) if digit_codes::is_row(number, &shown) => {
                moment(number, &shown).or_else(|| Some(CellValue::new(shown.trim(), CellKind::Text)))
            }
            Self::Number(number) | Self::Amount(number) => {
                moment(number, &shown).or_else(|| Some(CellValue::number(number)))
            }
            Self::Truth(truth) => Some(CellValue::from_bool(truth)),
            // Day 0, as from a formula that refers to an empty cell.
            Self::Day(text) if matches!(text.as_str(), "1899-12-30" | "1899-12-30T00:00:00") => {
                Some(CellValue::new("1900-01-00", CellKind::Text))
            }
            Self::Day(text) => CellValue::from_iso_date(&text),
            Self::Time(text) => {
                let time = date_time::iso_time(&text, &shown).unwrap_or(text);
                CellValue::from_text(time)
            }
        }
    }
}

/// An error value; some cell formats hide its text.
fn error(shown: String) -> CellValue {
    let hidden = shown.trim().is_empty();
    CellValue::new(if hidden { "#VALUE!".to_owned() } else { shown }, CellKind::Error)
}

/// True for text that is not a number but an error: `#DIV/0!`, `Err:502`, or their translations.
fn shows_error(shown: &str) -> bool {
    let shown = shown.trim();
    let is_word =
        |word: &str| !word.is_empty() && word.chars().all(|letter| letter.is_alphabetic() || letter == ' ');
    let word = || shown.strip_prefix('#').and_then(|rest| rest.strip_suffix(['!', '?']));
    shown.starts_with(['#', 'E', 'F']) && (is_error(shown) || word().is_some_and(is_word))
}

/// The attribute with the value, by type.
fn attribute_of(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "float" | "percentage" | "currency" => "office:value",
        "boolean" => "office:boolean-value",
        "date" => "office:date-value",
        "time" => "office:time-value",
        _ => return None,
    })
}

/// The value by its type; `None` if the attribute is missing.
fn read(kind: &str, start: &BytesStart<'_>) -> Result<Option<OdsValueKind>, WorkbookError> {
    let Some(name) = attribute_of(kind) else {
        return Ok(Some(match kind {
            "string" => OdsValueKind::Text(attribute(start, "office:string-value")?),
            _ => OdsValueKind::Shown,
        }));
    };
    let Some(value) = attribute(start, name)? else { return Ok(None) };
    Ok(Some(match kind {
        "float" => number(&value).map_or(OdsValueKind::Broken, OdsValueKind::Number),
        "boolean" => OdsValueKind::Truth(value == "true"),
        "date" => OdsValueKind::Day(value),
        "time" => OdsValueKind::Time(value),
        _ => number(&value).map_or(OdsValueKind::Broken, OdsValueKind::Amount),
    }))
}

/// The result of a formula. For text, what is displayed counts: LibreOffice writes `office:string-value=""` for empty
/// texts and for errors.
fn computed(kind: &str, start: &BytesStart<'_>) -> Result<OdsValueKind, WorkbookError> {
    if kind == "string" {
        let stored = attribute(start, "office:string-value")?.is_some();
        return Ok(if stored { OdsValueKind::Text(None) } else { OdsValueKind::Formula { text: true } });
    }
    Ok(read(kind, start)?.unwrap_or(OdsValueKind::Formula { text: false }))
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn errors_are_not_text() {
        let value = |kind: OdsValueKind, shown: &str| kind.value(Some(shown.to_owned()));
        assert_eq!(value(OdsValueKind::Error, "Err:502"), Some(CellValue::new("Err:502", CellKind::Error)));
        assert_eq!(value(OdsValueKind::Text(None), "#N/A"), Some(CellValue::new("#N/A", CellKind::Error)));
        assert_eq!(value(OdsValueKind::Error, ""), Some(CellValue::new("#VALUE!", CellKind::Error)));
    }

    #[rstest]
    #[case(r#"table:formula="of:=1+1""#, None, Some(CellKind::NoResult))]
    #[case(r#"table:formula="of:=1+1""#, Some(""), Some(CellKind::NoResult))]
    #[case(r#"table:formula="of:=1+1""#, Some("2"), Some(CellKind::Text))]
    #[case(r#"table:formula="of:=1+1" office:value-type="float""#, None, Some(CellKind::NoResult))]
    #[case(
        r#"table:formula="of:=1+1" office:value-type="float" office:value="2""#,
        None,
        Some(CellKind::Number)
    )]
    #[case(r#"table:formula="of:=A1" office:value-type="string""#, None, Some(CellKind::NoResult))]
    #[case(r#"table:formula="of:=A1" office:value-type="string""#, Some(""), None)]
    #[case(r#"table:formula="of:=A1" office:value-type="string" office:string-value="""#, None, None)]
    #[case(r#"table:formula="of:=A1" office:value-type="string""#, Some("a"), Some(CellKind::Text))]
    #[case(r#"table:formula="of:=A1" office:value-type="date""#, None, Some(CellKind::NoResult))]
    #[case(r#"table:formula="of:=TRUE()" office:value-type="boolean""#, None, Some(CellKind::Bool))]
    #[case(r#"office:value-type="string""#, None, None)]
    #[case("", None, None)]
    fn results_of_formulas_are_read(
        #[case] attributes: &str,
        #[case] shown: Option<&str>,
        #[case] expected: Option<CellKind>,
    ) {
        let start = BytesStart::from_content(format!("table:table-cell {attributes}"), 16);
        let value = OdsValueKind::from_tag(&start).unwrap().value(shown.map(str::to_owned));
        assert_eq!(value.map(|value| value.kind), expected, "{attributes} {shown:?}");
    }

    #[rstest]
    #[case(r#"office:value-type="float""#, "12", "#VALUE!")]
    #[case(r#"office:value-type="float" office:value="""#, "", "#VALUE!")]
    #[case(r#"office:value-type="currency" office:value="many""#, "5", "#VALUE!")]
    #[case(r#"office:value-type="date""#, "", "#VALUE!")]
    #[case(r#"table:formula="of:=1/0" office:value-type="float" office:value="0""#, "#DIV/0!", "#DIV/0!")]
    #[case(r#"table:formula="of:=1/0" office:value-type="float" office:value="0""#, "Err:502", "Err:502")]
    #[case(r#"office:value-type="float" office:value="0""#, "#WERT!", "#WERT!")]
    #[case(r#"office:value-type="float" office:value="0""#, "#NOM ?", "#NOM ?")]
    #[case(r#"office:value-type="float" office:value="0""#, "#ARVO!", "#ARVO!")]
    #[case(r#"office:value-type="float" office:value="0""#, "Erreur :502", "Erreur :502")]
    #[case(r#"office:value-type="percentage" office:value="0""#, "#N/A", "#N/A")]
    #[case(r#"office:value-type="boolean" office:boolean-value="false""#, "#REF!", "#REF!")]
    #[case(r#"office:value-type="date" office:date-value="1899-12-30""#, "#NV", "#NV")]
    #[case(r#"office:value-type="string""#, "Erreur :502", "Erreur :502")]
    fn invalid_cells_become_errors(#[case] attributes: &str, #[case] shown: &str, #[case] expected: &str) {
        let start = BytesStart::from_content(format!("table:table-cell {attributes}"), 16);
        let value = OdsValueKind::from_tag(&start).unwrap().value(Some(shown.to_owned()));
        assert_eq!(value, Some(CellValue::new(expected, CellKind::Error)), "{attributes} {shown}");
    }

    #[test]
    fn a_sign_before_a_number_is_not_an_error() {
        let value = |shown: &str| OdsValueKind::Number(7.0).value(Some(shown.to_owned())).unwrap();
        assert_eq!(value("#7").kind, CellKind::Number);
        assert_eq!(value("EUR 7").kind, CellKind::Number);
    }
}
