//! How the parts of a packed workbook refer to each other (ECMA-376, part 2): by relationships and content types. Names
//! and folders of parts are arbitrary.

use quick_xml::events::Event;

use super::error::WorkbookError;
use super::package::Package;
use super::xml_part::{XmlPart, attribute};

/// The ends of the content types of XLSX (with or without macros, and templates) and of XLSB.
const XLSX: [&str; 4] = [
    "spreadsheetml.sheet.main+xml",
    "spreadsheetml.template.main+xml",
    "ms-excel.sheet.macroenabled.main+xml",
    "ms-excel.template.macroenabled.main+xml",
];
const XLSB: &str = "ms-excel.sheet.binary.macroenabled.main";

/// A relationship from one part to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Relation {
    pub(crate) id: String,
    /// The last word of its type: `worksheet`, `sharedStrings`, `styles`. Strict workbooks differ in the words before
    /// it.
    pub(crate) kind: String,
    /// The target part; `None` if it is outside the file.
    pub(crate) part: Option<String>,
}

/// The relationships of a part, or of the package itself if the name is empty. There may be none.
pub(crate) fn relations(package: &mut Package, of: &str) -> Result<Vec<Relation>, WorkbookError> {
    let (folder, name) = split(of);
    let mut found = Vec::new();
    let Some(part) = package.part(&format!("{folder}_rels/{name}.rels"))? else { return Ok(found) };
    let mut markup = XmlPart::new(part);
    loop {
        match markup.next()? {
            Event::Start(start) if start.local_name().as_ref() == "Relationship" => {
                let attribute = |name| attribute(&start, name);
                let words = (attribute("Id")?, attribute("Type")?, attribute("Target")?);
                if let (Some(id), Some(kind), Some(target)) = words {
                    let outside = attribute("TargetMode")?.is_some_and(|mode| mode == "External");
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    let part = (!outside).then(|| resolved(of, &target));
                    found.push(Relation { id, kind, part });
                }
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
        markup.end_cell();
    }
}

/// The part of the workbook; `usual` if nothing names it.
pub(crate) fn workbook(package: &mut Package, usual: &str) -> Result<String, WorkbookError> {
    let roots = relations(package, "")?;
    let named = roots.into_iter().filter(|relation| relation.kind == "officeDocument");
    let named = named.filter_map(|relation| relation.part).find(|part| package.has(part));
    if let Some(part) = named {
        return Ok(part);
    }
    Ok(main(package)?.map_or_else(|| usual.to_owned(), |(part, _)| part))
}

/// The main part according to the list of content types, and its type.
pub(crate) fn main(package: &mut Package) -> Result<Option<(String, String)>, WorkbookError> {
    let Some(part) = package.part("[Content_Types].xml")? else { return Ok(None) };
    let mut markup = XmlPart::new(part);
    loop {
        match markup.next()? {
            Event::Start(start) if start.local_name().as_ref() == "Override" => {
                let part = attribute(&start, "PartName")?;
                let kind = attribute(&start, "ContentType")?;
                if let (Some(part), Some(kind)) = (part, kind)
                    && (kind.ends_with(".main+xml") || is_xlsb(&kind))
                {
                    return Ok(Some((resolved("", &part), kind)));
                }
            }
            Event::Eof => return Ok(None),
            _ => {}
        }
        markup.end_cell();
    }
}

/// True for the content types of XLSX.
pub(crate) fn is_xlsx(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    XLSX.iter().any(|ending| kind.ends_with(ending))
}

/// True for the content type of XLSB.
pub(crate) fn is_xlsb(kind: &str) -> bool {
    kind.to_ascii_lowercase().ends_with(XLSB)
}

/// The part of the first relationship of a kind; without one, the usual name in the folder of the workbook.
pub(crate) fn part_of_kind(relations: &[Relation], kind: &str, workbook: &str, usual: &str) -> String {
    let named = relations.iter().find(|relation| relation.kind == kind);
    let named = named.and_then(|relation| relation.part.clone());
    named.unwrap_or_else(|| format!("{}{usual}", split(workbook).0))
}

/// The folder of a part, with its slash, and the file name.
fn split(part: &str) -> (&str, &str) {
    part.split_at(part.rfind('/').map_or(0, |slash| slash + 1))
}

/// A target as a part name. It is relative to the folder of `of`, or to the root with a leading slash.
fn resolved(of: &str, target: &str) -> String {
    let target = target.split('#').next().unwrap_or_default().trim().replace('\\', "/");
    let from = if target.starts_with('/') { "" } else { split(of).0 };
    let whole = format!("{from}{target}");
    let mut steps = Vec::new();
    for step in whole.split('/') {
        match step {
            "" | "." => {}
            ".." => _ = steps.pop(),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("xl/workbook.xml", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml")]
    #[case("xl/workbook.xml", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml")]
    #[case("xl/workbook.xml", "../sheets/one.xml", "sheets/one.xml")]
    #[case("xl/workbook.xml", "./worksheets\\sheet1.xml", "xl/worksheets/sheet1.xml")]
    #[case("book.xml", "s.xml", "s.xml")]
    #[case("", "/xl/workbook.xml", "xl/workbook.xml")]
    #[case("a/b/c.xml", "../../../x.xml", "x.xml")]
    fn targets_are_resolved(#[case] of: &str, #[case] target: &str, #[case] expected: &str) {
        assert_eq!(resolved(of, target), expected);
    }

    #[test]
    fn workbook_types_are_recognized() {
        assert!(is_xlsx("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"));
        assert!(is_xlsx("application/vnd.ms-excel.sheet.macroEnabled.main+xml"));
        assert!(is_xlsb("application/vnd.ms-excel.sheet.binary.macroEnabled.main"));
        assert!(!is_xlsx("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"));
    }
}
