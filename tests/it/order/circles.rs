//! Within a room, no two files use each other, directly or indirectly.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{code, is_test, sources};

/// A path of module and item names, from the root of the crate.
type Path = Vec<String>;

/// Every file as a module, and what its `use` declarations import.
struct Modules {
    code: BTreeMap<Path, String>,
    imports: HashMap<Path, Path>,
}

impl Modules {
    fn read() -> Self {
        let own = |name: &str| name.starts_with("cli/") || name == "main.rs" || is_test(name);
        let files = sources().into_iter().filter(|(name, _)| !own(name));
        Self::of(files.collect())
    }

    fn of(files: Vec<(String, String)>) -> Self {
        let code: BTreeMap<Path, String> =
            files.iter().map(|(name, text)| (module_of(name), code(text))).collect();
        let mut modules = Self { code, imports: HashMap::new() };
        let mut imports = HashMap::new();
        for (module, text) in &modules.code {
            for used in declarations(text).iter().flat_map(|one| leaves(&one.tree)) {
                let Some(target) = modules.absolute(&used.path, module) else { continue };
                let Some(name) = used.alias.or_else(|| target.last().cloned()) else { continue };
                imports.insert([module.as_slice(), &[name]].concat(), target);
            }
        }
        modules.imports = imports;
        modules
    }

    /// A path in a module as an absolute path from the crate's root; `None` if it belongs to another crate.
    fn absolute(&self, path: &[String], module: &[String]) -> Option<Path> {
        let child = || [module, path].concat();
        match path.first()?.as_str() {
            "crate" => Some(path[1..].to_vec()),
            "self" => Some([module, &path[1..]].concat()),
            "super" => {
                let ups = path.iter().take_while(|name| *name == "super").count();
                Some([&module[..module.len().checked_sub(ups)?], &path[ups..]].concat())
            }
            first => self.code.contains_key(&[module, &[first.to_owned()]].concat()).then(child),
        }
    }

    /// The file that defines what a path names, following re-exports.
    fn file_of(&self, path: &[String], depth: usize) -> Path {
        for end in 1..=path.len() {
            let head = &path[..end];
            if self.code.contains_key(head) {
                continue;
            }
            let import = self.imports.get(head).filter(|target| depth < 8 && target.as_slice() != head);
            return match import {
                Some(target) => self.file_of(&[target, &path[end..]].concat(), depth + 1),
                None => path[..end - 1].to_vec(),
            };
        }
        path.to_vec()
    }

    /// The files of the same room that a file uses.
    fn used_by(&self, module: &Path) -> BTreeSet<Path> {
        let text = &self.code[module];
        let declarations = declarations(text);
        let imported = declarations.iter().filter(|one| !one.is_public).flat_map(|one| leaves(&one.tree));
        let mut paths: Vec<Path> = imported.map(|used| used.path).collect();
        let rest = without_declarations(text);
        paths.extend(qualified_paths(&rest));
        let files = paths.iter().filter_map(|path| self.absolute_or_imported(path, module));
        let files = files.map(|path| self.file_of(&path, 0));
        files.filter(|file| file != module && file.first() == module.first()).collect()
    }

    fn absolute_or_imported(&self, path: &[String], module: &Path) -> Option<Path> {
        self.absolute(path, module).or_else(|| {
            let imported = self.imports.get(&[module.as_slice(), &path[..1]].concat())?;
            Some([imported, &path[1..]].concat())
        })
    }
}

fn module_of(name: &str) -> Path {
    let name = name.trim_end_matches(".rs");
    let name = name.strip_suffix("/mod").unwrap_or(name);
    if name == "lib" { Vec::new() } else { name.split('/').map(ToOwned::to_owned).collect() }
}

struct Declaration {
    is_public: bool,
    tree: String,
}

/// Where the `use` declarations of a text begin and end.
fn declaration_spans(text: &str) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let rest = line.trim_start();
        let rest = match rest.strip_prefix("pub") {
            Some(rest) => {
                rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or(rest, |(_, rest)| rest)
            }
            None => rest,
        };
        if rest.trim_start().starts_with("use ") {
            let length = text[start..].find(';').map_or(text.len() - start, |length| length + 1);
            spans.push((start, start + length));
        }
    }
    spans
}

fn declarations(text: &str) -> Vec<Declaration> {
    let declaration = |(start, end): (usize, usize)| {
        let whole = text[start..end].trim().trim_end_matches(';');
        let (visibility, tree) = whole.split_once("use ").unwrap_or_default();
        Declaration { is_public: !visibility.is_empty(), tree: tree.to_owned() }
    };
    declaration_spans(text).into_iter().map(declaration).collect()
}

fn without_declarations(text: &str) -> String {
    let mut rest = String::new();
    let mut last = 0;
    for (start, end) in declaration_spans(text) {
        if start >= last {
            rest.push_str(&text[last..start]);
            last = end;
        }
    }
    rest + &text[last..]
}

/// One name that a `use` declaration imports.
struct Leaf {
    path: Path,
    alias: Option<String>,
}

/// The names of a tree such as `a::{b, c::{self, d as e}}`.
fn leaves(tree: &str) -> Vec<Leaf> {
    let tree = tree.trim();
    if let Some((head, list)) = tree.split_once('{') {
        let head: Path =
            head.split("::").map(str::trim).filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect();
        let list = list.trim_end().trim_end_matches('}');
        let inner = split_list(list).into_iter().flat_map(|one| leaves(&one));
        return inner
            .map(|leaf| Leaf { path: [head.as_slice(), &without_self(leaf.path)].concat(), ..leaf })
            .collect();
    }
    let (path, alias) = match tree.split_once(" as ") {
        Some((path, alias)) => (path, Some(alias.trim().to_owned())),
        None => (tree, None),
    };
    vec![Leaf { path: path.split("::").map(|name| name.trim().to_owned()).collect(), alias }]
}

/// `self` inside braces is the module before them.
fn without_self(path: Path) -> Path {
    if path == ["self"] { Vec::new() } else { path }
}

/// Splits a list at its commas, except those in inner braces.
fn split_list(list: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for letter in list.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        match letter {
            ',' if depth == 0 => parts.push(String::new()),
            _ => parts.last_mut().expect("a part").push(letter),
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// Every `a::b::c` of a text, as written.
fn qualified_paths(text: &str) -> Vec<Path> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
    let words = text.split(|letter| !is_part(letter)).filter(|word| word.contains("::"));
    let path = |word: &str| -> Path {
        word.split("::")
            .filter(|name| !name.is_empty())
            .map(|name| name.trim_matches(':').to_owned())
            .collect()
    };
    words.filter(|word| !word.starts_with(':')).map(path).filter(|path: &Path| path.len() > 1).collect()
}

/// Sets of files that all reach each other (Kosaraju): a pass in finishing order, then a pass over the reversed edges.
fn circles(uses: &BTreeMap<Path, BTreeSet<Path>>) -> Vec<Vec<Path>> {
    let mut used_by: BTreeMap<Path, BTreeSet<Path>> = BTreeMap::new();
    for (user, used) in uses {
        used.iter().for_each(|one| {
            used_by.entry(one.clone()).or_default().insert(user.clone());
        });
    }
    let mut order = Vec::new();
    let mut seen = BTreeSet::new();
    uses.keys().for_each(|start| visit(start, uses, &mut seen, &mut order));
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for start in order.iter().rev() {
        let mut circle = Vec::new();
        visit(start, &used_by, &mut seen, &mut circle);
        found.push(circle);
    }
    found.retain(|circle| circle.len() > 1);
    found
}

/// Adds the unseen files that a file reaches, each after all that it reaches.
fn visit(at: &Path, edges: &BTreeMap<Path, BTreeSet<Path>>, seen: &mut BTreeSet<Path>, left: &mut Vec<Path>) {
    if !seen.insert(at.clone()) {
        return;
    }
    edges.get(at).into_iter().flatten().for_each(|next| visit(next, edges, seen, left));
    left.push(at.clone());
}

fn uses(modules: &Modules) -> BTreeMap<Path, BTreeSet<Path>> {
    let files = modules.code.keys().filter(|module| !module.is_empty());
    files.map(|module| (module.clone(), modules.used_by(module))).collect()
}

#[test]
fn no_files_of_a_room_use_each_other_in_a_circle() {
    let uses = uses(&Modules::read());
    let seen: usize = uses.values().map(BTreeSet::len).sum();
    assert!(seen > 500, "only {seen} uses were seen: the test has gone blind");
    let named = |circle: Vec<Path>| circle.iter().map(|path| path.join("/")).collect::<Vec<_>>().join(" ");
    let found: Vec<String> = circles(&uses).into_iter().map(named).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn circles_are_found_through_re_exports_and_modules() {
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let files = vec![
        file("room/mod.rs", "mod a;\nmod b;\nmod c;\npub use a::{First, make as made};\nuse c::Third;\n"),
        file("room/a.rs", "use super::b;\nfn make() { b::go() }\n"),
        file("room/b.rs", "fn go() { crate::room::made(); std::mem::drop(1) }\n"),
        file("room/c.rs", "use crate::room::{b::{self, Second}};\n"),
    ];
    let uses = uses(&Modules::of(files));
    let circles = circles(&uses);
    let circle: BTreeSet<String> = circles[0].iter().map(|path| path.join("/")).collect();
    assert_eq!((circles.len(), circle), (1, ["room/a", "room/b"].map(ToOwned::to_owned).into()));
    assert_eq!(uses.get(&module_of("room/mod.rs")).map(BTreeSet::len), Some(1));
}
