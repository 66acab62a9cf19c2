//! The pages in docs/migrating: every command runs and prints the lines below it.

use crate::command_line::Ferry;

/// The eight most common programs, each with a page.
const PAGES: [&str; 8] =
    ["hubspot", "salesforce", "zendesk", "freshdesk", "intercom", "zoho", "pipedrive", "shopify"];

/// The commands in `console` blocks, each with the lines below it.
pub(super) fn commands(page: &str) -> Vec<(String, Vec<String>)> {
    let (mut open, mut found) = (false, Vec::<(String, Vec<String>)>::new());
    for line in page.lines().map(str::trim_end) {
        let text = line.strip_prefix("   ").unwrap_or(line);
        match (open, text.strip_prefix("$ deskferry ")) {
            (_, _) if text.starts_with("```") => open = text == "```console",
            (true, Some(command)) => found.push((command.to_owned(), Vec::new())),
            (true, None) => found.last_mut().unwrap().1.push(text.to_owned()),
            (false, _) => {}
        }
    }
    found
}

/// A folder with the samples in it.
pub(super) fn with_samples() -> Ferry {
    let names = std::fs::read_dir(super::root().join("samples")).unwrap();
    names.map(|entry| entry.unwrap().path()).fold(Ferry::new(), |ferry, path| {
        let name = format!("samples/{}", path.file_name().unwrap().to_str().unwrap());
        ferry.file(&name, std::fs::read(&path).unwrap())
    })
}

fn hold(page: &str) -> usize {
    let text = super::read(&format!("docs/migrating/{page}.md"));
    let commands = commands(&text);
    let mut ran = with_samples().line("--version").run();
    for (command, said) in &commands {
        ran = ran.then().line(command).run();
        assert!(ran.status < 3, "{page}: {command}\n{ran}");
        let all = format!("{}{}", ran.stdout, ran.stderr);
        let missing: Vec<_> = said.iter().filter(|line| !all.contains(line.trim())).collect();
        assert!(missing.is_empty(), "{page}: {command}\n{missing:#?}\n{ran}");
    }
    commands.len()
}

#[test]
fn each_page_has_a_command_that_runs() {
    let index = super::read("docs/migrating/README.md");
    for page in PAGES {
        assert!(index.contains(&format!("({page}.md)")), "{page} is not in the index");
        let text = super::read(&format!("docs/migrating/{page}.md"));
        let validate = commands(&text).iter().any(|(command, _)| command.ends_with(&format!(" -m {page}")));
        assert!(validate && hold(page) > 0, "{page}");
    }
    assert!(super::read("README.md").contains("(docs/migrating/README.md)"));
}

#[test]
fn the_steps_run_one_after_the_other() {
    assert_eq!(hold("README"), 5);
}

/// Each page names every field that its mapping fills.
#[test]
fn pages_and_mappings_agree() {
    for page in PAGES {
        let shipped = deskferry::mapping::shipped(page).unwrap();
        let mapping = deskferry::mapping::Mapping::parse(page, shipped.text).unwrap();
        let text = super::read(&format!("docs/migrating/{page}.md"));
        let tables: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
        assert!(tables.len() > 6, "{page}");
        for field in mapping.targets() {
            let named = tables.iter().any(|row| row.contains(&format!("`{field}`"))) || field == "topClient";
            assert!(
                named || ["skypeAddress"].contains(&field.as_str()),
                "{page} does not say what fills {field}"
            );
        }
    }
}
