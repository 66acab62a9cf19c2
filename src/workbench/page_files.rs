//! The files of the page. They are part of the program; nothing is fetched from the network.

/// A file of the page.
pub(super) struct PageFile {
    pub(super) content_type: &'static str,
    pub(super) text: &'static str,
}

macro_rules! page {
    ($($name:literal $kind:ident),* $(,)?) => {
        /// The file with this name.
        pub(super) fn page_file(name: &str) -> Option<PageFile> {
            match name {
                $($name => Some(PageFile { content_type: $kind, text: include_str!(concat!("page/", $name)) }),)*
                _ => None,
            }
        }

        #[cfg(test)]
        const NAMES: &[&str] = &[$($name),*];
    };
}

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

page! {
    "index.html" HTML,
    "workbench.css" CSS,
    "icon.svg" SVG,
    "main.js" JS,
    "api.js" JS,
    "dom.js" JS,
    "strings.js" JS,
    "strings-files.js" JS,
    "step-files.js" JS,
    "file-card.js" JS,
    "file-grid.js" JS,
    "reading-menus.js" JS,
    "uploads.js" JS,
    "columns.css" CSS,
    "columns-api.js" JS,
    "columns-list.js" JS,
    "fields-list.js" JS,
    "labelled.js" JS,
    "mapping-text.js" JS,
    "matching-panel.js" JS,
    "move-column.js" JS,
    "preview-table.js" JS,
    "rule-options.js" JS,
    "rule-panel.js" JS,
    "rule-source.js" JS,
    "rules.js" JS,
    "step-columns.js" JS,
    "strings-columns.js" JS,
    "values-table.js" JS,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_small_and_fetches_nothing_from_elsewhere() {
        let texts: Vec<&str> = NAMES.iter().map(|name| page_file(name).unwrap().text).collect();
        let size: usize = texts.iter().map(|text| text.len()).sum();
        assert!(size < 200_000, "{size} bytes");
        for (name, text) in NAMES.iter().zip(texts) {
            // A word such as `https` or `https://` alone is no address.
            let is_address = |(at, _): &(usize, &str)| {
                text.get(at + 3..)
                    .is_some_and(|rest| rest.starts_with(|letter: char| letter.is_alphanumeric()))
            };
            let addresses = text.match_indices("://").filter(is_address).count();
            let addresses = addresses - text.matches("http://www.w3.org/2000/svg").count();
            assert_eq!(addresses, 0, "{name} names an address");
            let sinks = ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("];
            assert!(!sinks.iter().any(|sink| text.contains(sink)), "{name} writes markup");
        }
    }
}
