//! The rules of the house, checked on the source itself: length of files and functions, arrows between rooms, file
//! headers, and marks that must not be there. When it complains, move the code, not the rule.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use paths::Named;
use syn::{spanned::Spanned, visit::Visit};

#[path = "house_rules/paths.rs"]
mod paths;

const MAX_FILE_LINES: usize = 400;
const MAX_FUNCTION_LINES: usize = 60;
const MAX_COMPONENT_LINES: usize = 120;

/// Which rooms of the server a room may import, beside itself. `None`: everything.
const BACKEND_ARROWS: &[(&str, Option<&[&str]>)] = &[
    ("cli", None),
    ("app", None),
    ("startup", None),
    ("lifecycle", None),
    ("telemetry", None),
    ("config", Some(&[])),
    ("http", Some(&["services", "domain", "platform", "realtime", "config", "telemetry"])),
    ("realtime", Some(&["services", "domain", "platform"])),
    ("worker", Some(&["services", "domain", "platform"])),
    ("services", Some(&["repositories", "platform", "domain", "config"])),
    ("repositories", Some(&["domain", "platform"])),
    ("platform", Some(&["config", "domain"])),
    ("domain", Some(&[])),
];

/// The same for the app in the browser.
const FRONTEND_ARROWS: &[(&str, Option<&[&str]>)] = &[
    ("app", None),
    ("door", None),
    ("account", None),
    ("desk", None),
    ("circle", None),
    ("live", None),
    ("live", None),
    ("routes", None),
    ("server", None),
    ("paths", Some(&[])),
    ("text", Some(&[])),
    ("head", Some(&["paths", "text"])),
    ("pages", Some(&["state", "components", "forms", "api", "paths", "text", "head", "realtime", "bridge"])),
    ("bridge", Some(&["state", "realtime", "components", "paths"])),
    ("components", Some(&["forms", "paths", "text"])),
    ("api", Some(&["paths", "text", "state"])),
    ("forms", Some(&["components", "text", "paths"])),
    ("state", Some(&["api", "text", "paths", "head"])),
    ("realtime", Some(&["state"])),
];

/// What stands in the room of services for all of them: what a service is made with, what it says of its errors, and what
/// several of them write or ask in their own transaction.
const SHELVES: &[&str] = &[
    "audit",
    "context",
    "error",
    "freshness",
    "idempotency",
    "limits",
    "mentions",
    "newcomers",
    "notices",
    "passwords",
    "presence",
    "proof",
    "shields",
    "testing",
    "ties",
];

/// Services that call another, and why that is no second home of its rules.
const NEIGHBOURS: &[(&str, &str, &str)] = &[
    ("bookmarks", "posts", "who may put a post aside is who sees it, and that rule has one home"),
    ("channel", "posts", "who may hear of a post is who sees it, and that rule has one home"),
    ("comments", "posts", "who sees a comment is who sees its post, and that rule has one home"),
    ("likes", "posts", "who may like a post is who sees it, and that rule has one home"),
    ("import", "posts", "what is imported is written by the very rules of writing"),
    ("notifications", "posts", "who may mute a thread is who sees its post, and that rule has one home"),
];

/// Files that silence a lint with `allow` all the same, and why `expect` cannot.
const SILENCED: &[(&str, &str)] = &[
    (
        "backend/src/repositories.rs",
        "rustc takes what a module's expectation of dead code covers for used, and then calls the expectation unfulfilled",
    ),
    ("backend/benches/faults/main.rs", "the same, of the tests' mail server, of which the bench needs a part"),
];

#[test]
fn files_are_short_and_open_with_what_they_are_for() {
    let mut broken = Vec::new();
    for file in sources(&["backend", "frontend", "shared", "migration", "xtask"]) {
        let text = read(&file);
        let lines = text.lines().count();
        if lines > MAX_FILE_LINES {
            broken.push(format!("{}: {lines} lines, at most {MAX_FILE_LINES}", show(&file)));
        }
        if !text.starts_with("//!") {
            broken.push(format!("{}: does not open with //!", show(&file)));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn functions_are_short() {
    let mut broken = Vec::new();
    for file in sources(&["backend", "frontend", "shared", "migration", "xtask"]) {
        let parsed = syn::parse_file(&read(&file)).unwrap_or_else(|error| panic!("{}: {error}", show(&file)));
        let mut lengths = Lengths::default();
        lengths.visit_file(&parsed);
        broken.extend(lengths.broken.into_iter().map(|text| format!("{}: {text}", show(&file))));
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn arrows_between_rooms_point_one_way() {
    let mut broken = arrows("backend", BACKEND_ARROWS);
    broken.extend(arrows("frontend", FRONTEND_ARROWS));
    broken.extend(versions_are_strangers());
    broken.extend(services_keep_to_themselves());
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn no_room_is_called_after_nothing() {
    let broken: Vec<_> = sources(&["backend", "frontend", "shared", "migration", "xtask"])
        .into_iter()
        .filter(|file| {
            file.iter().any(|part| {
                let name = part.to_string_lossy();
                ["utils", "util", "helpers", "helper", "common", "misc", "manager"]
                    .contains(&name.trim_end_matches(".rs"))
            })
        })
        .map(|file| show(&file))
        .collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn views_set_no_style_attributes_and_links_come_from_paths() {
    let mut broken = Vec::new();
    for file in sources(&["frontend"]) {
        if file.file_name().is_some_and(|name| name == "paths.rs" || name == "tests.rs")
            || file.iter().any(|part| part == "tests")
        {
            continue;
        }
        for (number, line) in read(&file).lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if code.contains(" style=\"") || code.contains("style={") {
                broken.push(format!("{}:{}: sets a style attribute", show(&file), number + 1));
            }
            if code.contains("href=\"/") {
                broken.push(format!("{}:{}: spells a link out; take it from paths", show(&file), number + 1));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn nothing_is_left_unsaid_or_switched_off() {
    // Spelt in two halves, so that this file does not find itself.
    let marks = [["todo", "!("], ["unimplemented", "!("], ["#[", "ignore"], ["TO", "DO"], ["FIX", "ME"]];
    // A test may wait for a server, and for nothing else.
    let needs = ["PostgreSQL", "Redis", "redis-server"].map(|server| format!("#[{} = \"needs {server}\"]", "ignore"));
    let mut broken = Vec::new();
    for file in sources(&["backend", "frontend", "shared", "migration", "xtask"]) {
        for (number, line) in read(&file).lines().enumerate() {
            for mark in marks.iter().map(|mark| mark.concat()) {
                // A comment may speak of an attribute; it is none.
                let is_told = mark.starts_with('#') && line.trim_start().starts_with("//");
                if line.contains(&mark) && !is_told && !needs.iter().any(|need| line.trim() == need) {
                    broken.push(format!("{}:{}: {mark}", show(&file), number + 1));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// An expectation ends with what it was for; what is allowed stays allowed unseen.
#[test]
fn lints_are_silenced_with_expect() {
    let mut broken = Vec::new();
    let mut met = BTreeSet::new();
    for file in sources(&["backend", "frontend", "shared", "migration", "xtask"]) {
        for (number, line) in read(&file).lines().map(str::trim_start).enumerate() {
            // Also behind a condition, as in `cfg_attr(test, allow(...))`.
            let is_allowing = ["[allow(", " allow("].iter().any(|allow| line.contains(allow));
            if !line.starts_with('#') || !is_allowing {
                continue;
            }
            match SILENCED.iter().find(|(known, _)| *known == show(&file)) {
                Some((known, _)) => drop(met.insert(*known)),
                None => broken.push(format!("{}:{}: silence it with expect", show(&file), number + 1)),
            }
        }
    }
    let idle = SILENCED.iter().filter(|(known, _)| !met.contains(known));
    broken.extend(idle.map(|(known, _)| format!("{known} allows nothing any more: take it off the list")));
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// What is documented must be obeyed. Limits are read through their enum, and the limiter has a test of its own that each
/// one holds.
#[test]
fn every_configured_value_is_read() {
    let config = root().join("backend/src/config");
    let code: Vec<String> =
        sources(&["backend"]).iter().filter(|file| !file.starts_with(&config)).map(|file| read(file)).collect();
    let is_read = |section: &str, name: &str| {
        let spelt = [format!("{section}.{name}"), format!("config.{name}")];
        code.iter().any(|text| spelt.iter().any(|spelt| text.contains(spelt)))
    };
    let unread: Vec<_> = broadsheet::config::Config::fields()
        .into_iter()
        .filter(|field| field.section() != "limits")
        .filter(|field| !is_read(field.section(), field.key.split('.').next_back().unwrap_or_default()))
        .map(|field| field.key)
        .collect();
    assert!(unread.is_empty(), "documented, but read by nobody: {unread:?}");
}

/// Every `.rs` file of these crates, build scripts and tests included.
fn sources(crates: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for name in crates {
        for part in ["src", "tests", "benches", "build.rs"] {
            collect(&root().join(name).join(part), &mut found);
        }
    }
    assert!(found.len() > 10, "the sources were not found");
    found.sort();
    found
}

fn collect(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            collect(&entry.unwrap().path(), found);
        }
    } else if path.is_file() && path.extension().is_some_and(|extension| extension == "rs") {
        found.push(path.to_owned());
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn show(file: &Path) -> String {
    file.strip_prefix(root()).unwrap_or(file).display().to_string()
}

/// Collects functions over the limit; a view component may be longer, for markup takes lines.
#[derive(Default)]
struct Lengths {
    broken: Vec<String>,
}

impl Lengths {
    fn check(&mut self, name: &syn::Ident, attributes: &[syn::Attribute], block: &syn::Block) {
        let span = block.span();
        let lines = span.end().line - span.start().line + 1;
        let is_component = attributes.iter().any(|attribute| attribute.path().is_ident("component"));
        let max = if is_component { MAX_COMPONENT_LINES } else { MAX_FUNCTION_LINES };
        if lines > max {
            self.broken.push(format!("{name} has {lines} lines, at most {max}"));
        }
    }
}

impl<'a> Visit<'a> for Lengths {
    fn visit_item_fn(&mut self, function: &'a syn::ItemFn) {
        self.check(&function.sig.ident, &function.attrs, &function.block);
        syn::visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'a syn::ImplItemFn) {
        self.check(&function.sig.ident, &function.attrs, &function.block);
        syn::visit::visit_impl_item_fn(self, function);
    }
}

/// Paths of one crate that its table does not allow.
fn arrows(name: &str, table: &[(&str, Option<&[&str]>)]) -> Vec<String> {
    let mut broken = Vec::new();
    for (file, place, paths) in paths_of(name) {
        let room = place.iter().next().unwrap().to_string_lossy().trim_end_matches(".rs").to_owned();
        if room == "main" || room == "lib" {
            continue;
        }
        let Some((_, allowed)) = table.iter().find(|(known, _)| *known == room) else {
            broken.push(format!("{}: the room {room} is not on the plan of the house", show(&file)));
            continue;
        };
        let Some(allowed) = allowed else { continue };
        for path in &paths {
            let Some(target) = path.behind(&["crate"]) else { continue };
            let is_known = table.iter().any(|(known, _)| *known == target);
            if is_known && target != room && !allowed.contains(&target) {
                broken.push(format!("{}:{}: {room} may not import {target}", show(&file), path.line));
            }
        }
    }
    broken
}

/// Each file of a crate, its place below `src`, and the paths that it names.
fn paths_of(name: &str) -> Vec<(PathBuf, PathBuf, Vec<Named>)> {
    let source = root().join(name).join("src");
    let inside = sources(&[name]).into_iter().filter_map(|file| {
        let place = file.strip_prefix(&source).ok()?.to_owned();
        let parsed = syn::parse_file(&read(&file)).unwrap_or_else(|error| panic!("{}: {error}", show(&file)));
        let paths = paths::named(&place, &parsed);
        Some((file, place, paths))
    });
    inside.collect()
}

/// v1 and v2 share services, never shapes.
fn versions_are_strangers() -> Vec<String> {
    let mut broken = Vec::new();
    for (file, place, paths) in paths_of("backend") {
        let Some(room) = place.iter().nth(1).filter(|_| place.starts_with("http")) else { continue };
        let stranger = match room.to_string_lossy().trim_end_matches(".rs") {
            "v1" => "v2",
            "v2" => "v1",
            _ => continue,
        };
        for path in &paths {
            let known = [path.behind(&["crate", "http"]), path.behind(&["broadsheet_shared"])];
            if known.contains(&Some(stranger)) {
                broken.push(format!("{}:{}: knows {stranger}", show(&file), path.line));
            }
        }
    }
    broken
}

/// A service uses repositories, not its neighbours: what two of them need stands on a shelf for all.
fn services_keep_to_themselves() -> Vec<String> {
    let mut broken = Vec::new();
    let mut met = BTreeSet::new();
    for (file, place, paths) in paths_of("backend") {
        let Some(service) = place.iter().nth(1).filter(|_| place.starts_with("services")) else { continue };
        let service = service.to_string_lossy().trim_end_matches(".rs").to_owned();
        // The context holds a part of each, and tests and their seeds are everybody's guests.
        if matches!(service.as_str(), "context" | "testing")
            || file.iter().any(|part| part == "tests.rs" || part == "tests")
        {
            continue;
        }
        let nouns = paths.iter().filter_map(|path| Some((path.behind(&["crate", "services"])?, path.line)));
        for (noun, line) in nouns.filter(|(noun, _)| *noun != service && is_module(noun) && !SHELVES.contains(noun)) {
            match NEIGHBOURS.iter().find(|(from, to, _)| *from == service && *to == noun) {
                Some((from, to, _)) => drop(met.insert((from, to))),
                None => broken.push(format!("{}:{line}: {service} calls {noun}", show(&file))),
            }
        }
    }
    let idle = NEIGHBOURS.iter().filter(|(from, to, _)| !met.contains(&(from, to)));
    broken.extend(idle.map(|(from, to, _)| format!("{from} calls {to} no more: take it off the list")));
    broken
}

fn is_module(service: &str) -> bool {
    root().join(format!("backend/src/services/{service}.rs")).is_file()
}

#[test]
fn the_checks_see_what_they_look_for() {
    let mut lengths = Lengths::default();
    let long = format!("fn long() {{\n{}}}", "let x = 1;\n".repeat(MAX_FUNCTION_LINES));
    lengths.visit_file(&syn::parse_file(&long).unwrap());
    assert_eq!(lengths.broken.len(), 1);
}
