//! Checks all documents: links, the index, the source files they name, and the output of the first-step commands.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rstest::rstest;

use super::migrating::{commands, with_samples};

/// README.md stays short: the details are on the pages of docs/.
const README_LINES: usize = 250;

/// All pages, by their path below the root.
fn pages() -> Vec<PathBuf> {
    let mut folders = vec![PathBuf::from("docs")];
    let mut pages = vec![PathBuf::from("README.md")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(super::root().join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                pages.push(path);
            }
        }
    }
    pages
}

fn text(page: &Path) -> String {
    super::read(page.to_str().unwrap())
}

/// The link targets of a page, without web addresses.
fn links(text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    let links = targets.map(|(target, _)| target).filter(|target| !target.contains(' '));
    links.filter(|target| !target.starts_with("http")).map(ToOwned::to_owned).collect()
}

/// The anchor that GitHub makes from a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_'));
    kept.collect::<String>().trim().to_lowercase().replace(' ', "-")
}

fn anchors(text: &str) -> BTreeSet<String> {
    let mut code = false;
    let mut anchors = BTreeSet::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            code = !code;
        } else if !code && line.starts_with('#') {
            anchors.insert(anchor(line.trim_start_matches('#')));
        }
    }
    anchors
}

/// `docs/migrating` and `../mapping.md` become `docs/mapping.md`.
fn joined(folder: &Path, target: &str) -> PathBuf {
    let mut path = folder.to_owned();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    path
}

#[test]
fn every_link_leads_somewhere() {
    let mut broken = Vec::new();
    for page in pages() {
        let own = text(&page);
        for link in links(&own) {
            let (file, heading) = link.split_once('#').unwrap_or((&link, ""));
            let target = if file.is_empty() { page.clone() } else { joined(page.parent().unwrap(), file) };
            let exists = super::root().join(&target).exists();
            let is_page = target.extension().is_some_and(|ending| ending == "md");
            let found =
                exists && (heading.is_empty() || !is_page || anchors(&text(&target)).contains(heading));
            if !found {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_index_has_every_page() {
    let index: BTreeSet<PathBuf> = ["docs/README.md", "docs/migrating/README.md"]
        .iter()
        .flat_map(|index| {
            let folder = Path::new(index).parent().unwrap();
            let targets = links(&super::read(index)).into_iter();
            targets.map(|link| joined(folder, link.split('#').next().unwrap())).collect::<Vec<_>>()
        })
        .collect();
    let missing: Vec<_> =
        pages().into_iter().filter(|page| !page.ends_with("README.md") && !index.contains(page)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_readme_is_short() {
    let lines = super::read("README.md").lines().count();
    assert!(lines <= README_LINES, "{lines} lines");
}

/// The files that a page names in backticks, by their paths from the project root.
fn named_files(page: &str) -> Vec<String> {
    let text = super::read(page);
    let named =
        text.split('`').skip(1).step_by(2).filter(|name| name.contains('/') && !name.contains([' ', '\\']));
    let ours = |path: &&str| {
        ["src/", "tests/", "docs/", "fuzz/", "benches/", "mappings/", "samples/", ".ci/", ".cargo/"]
            .iter()
            .any(|folder| path.starts_with(folder))
    };
    named.filter(ours).filter(|path| !path.contains("NAME")).map(ToOwned::to_owned).collect()
}

#[rstest]
#[case("docs/CONTRIBUTING.md", 30)]
#[case("docs/ARCHITECTURE.md", 40)]
#[case("docs/decisions.md", 5)]
#[case("docs/journal.md", 4)]
fn files_that_a_page_names_exist(#[case] page: &str, #[case] least: usize) {
    let files = named_files(page);
    assert!(files.len() >= least, "{page} names only {} files", files.len());
    let missing: Vec<_> = files.iter().filter(|path| !super::root().join(path).exists()).collect();
    assert!(missing.is_empty(), "{page}: {missing:?}");
}

/// True for a command that needs only a sample and a sandbox.
fn runs_here(command: &str) -> bool {
    let own = ["samples/", "my-hubspot.toml", "=rehearsal.db", "mapping list"];
    let elsewhere = ["deskferry-runs/", " contacts.csv"];
    own.iter().any(|text| command.contains(text)) && !elsewhere.iter().any(|text| command.contains(text))
}

/// Runs the commands of a page in order and returns their number.
fn hold(page: &str) -> usize {
    let mut count = 0;
    let mut ran = with_samples().line("--version").run();
    let text = super::read(page);
    let own = text.lines().filter(|line| !line.starts_with("$ ") || line.starts_with("$ deskferry "));
    for (command, below) in commands(&own.collect::<Vec<_>>().join("\n")) {
        if !runs_here(&command) {
            continue;
        }
        let (line, file) = command.split_once(" > ").unwrap_or((&command, ""));
        ran = ran.then().line(line).fast().run();
        // An undo asks for confirmation, and a test has no terminal.
        let most = if command.starts_with("undo ") { 2 } else { 1 };
        assert!(ran.status <= most, "{page}: {command}\n{ran}");
        if !file.is_empty() {
            std::fs::write(ran.path().join(file), &ran.stdout).unwrap();
        }
        let all = format!("{}{}", ran.stdout, ran.stderr);
        let mut lines = below.iter().filter(|line| !line.starts_with("..."));
        let missing = lines.find(|line| !all.contains(line.trim()));
        assert_eq!(missing, None, "{page}: {command}\n{ran}");
        count += 1;
    }
    count
}

#[test]
fn the_first_steps_print_what_is_below_them() {
    assert_eq!(hold("README.md"), 7);
    assert_eq!(hold("docs/import.md"), 10);
}
