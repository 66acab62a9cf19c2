//! The files of the page. They are part of the program; nothing is fetched from the network.

/// A file of the page.
pub(crate) struct PageFile {
    pub(crate) content_type: &'static str,
    pub(crate) text: &'static str,
}

macro_rules! page {
    ($($name:literal $kind:ident),* $(,)?) => {
        /// The file with this name.
        pub(crate) fn page_file(name: &str) -> Option<PageFile> {
            match name {
                $($name => Some(PageFile { content_type: $kind, text: include_str!(concat!("../page/", $name)) }),)*
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
    "jobs.css" CSS,
    "jobs-api.js" JS,
    "strings-jobs.js" JS,
    "job-parts.js" JS,
    "target-card.js" JS,
    "plan-rows.js" JS,
    "step-plan.js" JS,
    "step-run.js" JS,
    "step-runs.js" JS,
    "customer-history.js" JS,
    "example.js" JS,
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
    "step-check.js" JS,
    "check-api.js" JS,
    "check-fixes.js" JS,
    "check-grid.js" JS,
    "check-kinds.js" JS,
    "check.css" CSS,
    "strings-check.js" JS,
    "virtual-rows.js" JS,
    "command-line.js" JS,
    "ask-text.js" JS,
    "language-menu.js" JS,
    "issue-words.js" JS,
    "plan-files.js" JS,
    "wanted-rule.js" JS,
    "strings-frame-it.js" JS,
    "strings-frame-fr.js" JS,
    "strings-frame-es.js" JS,
    "strings-frame-de.js" JS,
    "strings-files-it.js" JS,
    "strings-files-fr.js" JS,
    "strings-files-es.js" JS,
    "strings-files-de.js" JS,
    "strings-check-it.js" JS,
    "strings-check-fr.js" JS,
    "strings-check-es.js" JS,
    "strings-check-de.js" JS,
    "strings-columns-it.js" JS,
    "strings-columns-fr.js" JS,
    "strings-columns-es.js" JS,
    "strings-columns-de.js" JS,
    "strings-jobs-it.js" JS,
    "strings-jobs-fr.js" JS,
    "strings-jobs-es.js" JS,
    "strings-jobs-de.js" JS,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The files that a module loads at once, itself included.
    fn loaded(name: &str, all: &mut BTreeSet<String>) {
        if all.insert(name.to_owned()) {
            let text = page_file(name).unwrap().text;
            for line in text.lines().filter(|line| line.starts_with("import ")) {
                let (_, file) = line.split_once("\"./").unwrap();
                loaded(file.split_once('"').unwrap().0, all);
            }
        }
    }

    #[test]
    fn each_step_loads_little() {
        let steps: Vec<&str> = NAMES.iter().copied().filter(|name| name.starts_with("step-")).collect();
        assert_eq!(steps.len(), 6);
        for step in steps {
            let mut all: BTreeSet<String> =
                NAMES.iter().filter(|name| !name.ends_with(".js")).map(|name| (*name).to_owned()).collect();
            loaded("main.js", &mut all);
            loaded(step, &mut all);
            let texts: Vec<String> = all.iter().filter(|name| name.starts_with("strings")).cloned().collect();
            // Its texts in the language that has the longest.
            let in_language = |language: &str| -> usize {
                let of = |name: &String| match name.strip_suffix(".js") {
                    Some("strings") => format!("strings-frame-{language}.js"),
                    stem => format!("{}-{language}.js", stem.unwrap()),
                };
                texts.iter().map(|name| page_file(&of(name)).unwrap().text.len()).sum()
            };
            let own = ["it", "fr", "es", "de"].map(in_language).into_iter().max().unwrap();
            let size: usize = own + all.iter().map(|name| page_file(name).unwrap().text.len()).sum::<usize>();
            assert!(size < 170_000, "{step}: {size} bytes");
        }
    }

    #[test]
    fn the_page_fetches_nothing_from_elsewhere_and_writes_no_markup() {
        for name in NAMES {
            let text = page_file(name).unwrap().text;
            // A scheme alone, such as `https`, is no address.
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
