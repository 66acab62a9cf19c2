//! The structure of the code: the order of the rooms, and limits on the length of functions and files.

mod circles;
mod systems;

use std::path::{Path, PathBuf};

/// The rooms in the order of the design, top to bottom; a room imports only those above it.
const ROOMS: [&str; 52] = [
    "system",
    "failpoint",
    "exit_status",
    "wording",
    "features",
    "language",
    "stop",
    "spans",
    "signals",
    "record",
    "customer",
    "issue",
    "file",
    "xlsx",
    "storage",
    "database",
    "source",
    "fixes",
    "convert",
    "mapping",
    "suggest",
    "validate",
    "plan",
    "sample",
    "account",
    "behavior",
    "api",
    "journal",
    "event",
    "lookup",
    "writer",
    "profile",
    "report",
    "monitor",
    "trace",
    "sink",
    "run",
    "planfile",
    "import",
    "export",
    "singer",
    "backup",
    "restore",
    "forget",
    "duplicates",
    "probe",
    "login",
    "config",
    "doctor",
    "workbench",
    "sandbox",
    "rehearsal",
];
const FUNCTION_LINES: usize = 60;
const FILE_LINES: usize = 400;

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every file of the crate, with its path below src and its text.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    files(&src(), &mut found);
    let read = |path: PathBuf| {
        let name = path.strip_prefix(src()).unwrap().to_str().unwrap().replace('\\', "/");
        (name, std::fs::read_to_string(path).unwrap())
    };
    found.into_iter().map(read).collect()
}

fn is_test(name: &str) -> bool {
    name.ends_with("/tests.rs") || name.contains("/tests/")
}

/// The code without comments, and without the tests at its end.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code = |line: &str| line.split("//").next().unwrap_or_default().to_owned() + "\n";
    body.lines().map(code).collect()
}

/// The rooms that a text names by `crate::room`, also in `use crate::{room::.., other}`.
fn named_rooms(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(list) => rooms.extend(list_heads(list)),
            None => rooms.push(head(rest)),
        }
    }
    rooms
}

fn head(path: &str) -> String {
    path.trim_start().chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

/// The first names of a list in braces, without its opening brace.
fn list_heads(list: &str) -> Vec<String> {
    let (mut depth, mut heads, mut start) = (0, Vec::new(), 0);
    for (at, letter) in list.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => {
                heads.push(head(&list[start..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                heads.push(head(&list[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    heads.retain(|head| !head.is_empty());
    heads
}

fn position(room: &str) -> Option<usize> {
    ROOMS.iter().position(|known| *known == room)
}

#[test]
fn lib_rs_lists_the_rooms_in_their_order() {
    let text = std::fs::read_to_string(src().join("lib.rs")).unwrap();
    let listed = text.lines().filter_map(|line| {
        let line = line.trim_start_matches("pub(crate) ").trim_start_matches("pub ");
        line.strip_prefix("mod ")?.strip_suffix(';').map(ToOwned::to_owned)
    });
    let listed: Vec<String> = listed.collect();
    assert!(listed.len() > 15, "{listed:?}");
    let expected: Vec<&str> =
        ROOMS.into_iter().filter(|room| listed.iter().any(|found| found == room)).collect();
    assert_eq!(listed, expected);
}

#[test]
fn a_room_imports_only_rooms_above_it() {
    let mut faults = Vec::new();
    let mut seen = 0;
    for (name, text) in sources().into_iter().filter(|(name, _)| !is_test(name)) {
        let room = name.split(['/', '.']).next().unwrap_or_default();
        let Some(own) = position(room) else { continue };
        for used in named_rooms(&code(&text)) {
            seen += 1;
            let above = position(&used).is_some_and(|used| used <= own);
            if !above || room == "sandbox" {
                faults.push(format!("src/{name} uses crate::{used}"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(seen > 100, "only {seen} imports were seen: the test has gone blind");
}

#[test]
fn the_parser_of_imports_sees_every_form() {
    let text = "use crate::api::{Client, Page};\nuse crate::{plan::Mode, sink::{A, B}, import};\nlet x = crate::journal::open();\n";
    assert_eq!(named_rooms(text), ["api", "plan", "sink", "import", "journal"]);
    assert_eq!(code("a // crate::sink\nb\n#[cfg(test)]\nmod tests {\n crate::sink"), "a \nb\n");
}

#[test]
fn the_library_does_not_use_the_command_line() {
    let own = |name: &str| name.starts_with("cli/") || name == "main.rs";
    let rooms: Vec<String> = sources()
        .into_iter()
        .filter(|(name, _)| !own(name))
        .filter(|(_, text)| code(text).contains("cli::"))
        .map(|(name, _)| name)
        .collect();
    assert!(rooms.is_empty(), "rooms that know of the command line: {rooms:?}");
}

/// The functions with their number of lines. In rustfmt's layout, the closing brace is below the function's first
/// letter.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let words = ["pub ", "pub(crate) ", "pub(super) ", "const ", "async ", "unsafe "];
        let mut rest = line.trim_start();
        while let Some(shorter) = words.iter().find_map(|word| rest.strip_prefix(word)) {
            rest = shorter;
        }
        let Some(name) = rest.strip_prefix("fn ") else { continue };
        if line.ends_with('}') || line.ends_with(';') {
            continue;
        }
        let close = format!("{}}}", " ".repeat(indent));
        let end = lines[at..].iter().position(|line| **line == close).unwrap_or_default();
        found.push((head(name), end + 1));
    }
    found
}

#[test]
fn functions_and_files_are_short() {
    let mut faults = Vec::new();
    let mut seen = 0;
    for (name, text) in sources() {
        let all = functions(&text);
        seen += all.len();
        let long = all.into_iter().filter(|(_, lines)| *lines > FUNCTION_LINES);
        faults.extend(long.map(|(function, lines)| format!("src/{name}: {function} has {lines} lines")));
        let lines = text.lines().count();
        // A file that a script generated is data.
        if lines > FILE_LINES && !name.ends_with("_data.rs") {
            faults.push(format!("src/{name} has {lines} lines"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(seen > 500, "only {seen} functions were seen: the test has gone blind");
}

/// A file that no `mod` names is not compiled: its tests would silently never run.
#[test]
fn every_file_is_a_module() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    ["src", "tests/it"].iter().for_each(|folder| files(&root.join(folder), &mut found));
    let mut unknown = Vec::new();
    for path in found {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if ["lib", "main"].contains(&name.as_str()) {
            continue;
        }
        let (module, folder) = match name == "mod" {
            true => (path.parent().unwrap().file_name().unwrap().to_str().unwrap(), path.parent().unwrap()),
            false => (name.as_str(), path.as_path()),
        };
        let folder = folder.parent().unwrap();
        let parents = [
            folder.join("mod.rs"),
            folder.with_extension("rs"),
            folder.join("lib.rs"),
            folder.join("main.rs"),
        ];
        let declared = parents.iter().filter_map(|parent| std::fs::read_to_string(parent).ok());
        let line = format!("mod {module};");
        // What stands in for a missing feature is named by its path.
        let stub = format!("path = \"{module}.rs\")]");
        let names = |one: &str| one.trim_end().ends_with(&line) || one.trim_end().ends_with(&stub);
        if !declared.into_iter().any(|text| text.lines().any(names)) {
            unknown.push(path.clone());
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}
