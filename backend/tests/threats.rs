//! `docs/THREATS.md` names the tests of each row of the threat list; here the names are held against the sources.
//!
//! A test answers a row by its name: `a4_replayed_refresh_token_kills_the_family`, `i1_i4_...` for two; a journey in the
//! browser by the first word of its title. With
//! `BROADSHEET_UPDATE=1` the last column of the document is written anew: `cargo xtask threats` does just that.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// What stands where a row has no test.
const OPEN: &str = "open";

/// Row to the names of its tests.
type Tests = BTreeMap<String, BTreeSet<String>>;

#[test]
fn the_document_names_the_tests_that_there_are() {
    let tests = tests_of_rows();
    let file = root().join("backend/docs/THREATS.md");
    let document = fs::read_to_string(&file).unwrap();

    let (written, unknown) = with_tests(&document, &tests);

    assert!(unknown.is_empty(), "tests are named after rows that do not exist: {unknown:?}");
    if std::env::var_os("BROADSHEET_UPDATE").is_some() {
        fs::write(&file, &written).unwrap();
        return;
    }
    let differing: Vec<_> = document.lines().zip(written.lines()).filter(|(old, new)| old != new).collect();
    let shown: Vec<_> = differing.iter().map(|(old, new)| format!("- {old}\n+ {new}")).collect();
    assert!(document == written, "backend/docs/THREATS.md differs: cargo xtask threats\n{}", shown.join("\n"));
}

/// The document with the last cell of each row as the tests want it, and the rows that tests name in vain.
fn with_tests(document: &str, tests: &Tests) -> (String, Vec<String>) {
    let mut unknown: BTreeSet<&String> = tests.keys().collect();
    let mut written = String::new();
    for line in document.lines() {
        match row_of(line) {
            Some((id, kept)) => {
                let (id, names) = (id.to_owned(), tests.get(id));
                unknown.remove(&id);
                let names = names.map(|names| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>());
                let cell = names.map_or(OPEN.to_owned(), |names| names.join("<br>"));
                written.push_str(&format!("{kept} {cell} |\n"));
            }
            None => {
                written.push_str(line);
                written.push('\n');
            }
        }
    }
    (written, unknown.into_iter().cloned().collect())
}

/// The id of a table's row, and the row up to its last cell.
fn row_of(line: &str) -> Option<(&str, &str)> {
    let id = line.strip_prefix("| ")?.split(' ').next()?;
    let is_id = id.starts_with(|c: char| c.is_ascii_uppercase()) && id[1..].parse::<u8>().is_ok();
    let end = line.strip_suffix(" |")?.rfind(" | ")?;
    is_id.then(|| (id, &line[..end + 2]))
}

fn tests_of_rows() -> Tests {
    let mut tests = Tests::new();
    let mut files = Vec::new();
    for name in ["backend", "frontend", "migration", "shared", "xtask"] {
        for part in ["src", "tests"] {
            collect(&root().join(name).join(part), &mut files);
        }
    }
    collect(&root().join("frontend/e2e/tests"), &mut files);
    assert!(files.len() > 100, "the sources were not found");
    for file in files {
        let source = fs::read_to_string(&file).unwrap();
        let is_journey = file.extension().is_some_and(|extension| extension == "mjs");
        for name in if is_journey { journey_names(&source) } else { test_names(&source) } {
            for row in rows_in(&name) {
                tests.entry(row).or_default().insert(name.clone());
            }
        }
    }
    tests
}

fn collect(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            collect(&entry.unwrap().path(), found);
        }
    } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "mjs") {
        found.push(path.to_owned());
    }
}

/// The functions of a source that some attribute makes a test.
fn test_names(source: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut is_test = false;
    for line in source.lines().map(str::trim) {
        if let Some(attribute) = line.strip_prefix("#[") {
            is_test |= attribute.split(['(', ']']).next().is_some_and(|path| path.ends_with("test"));
        } else if let Some((_, rest)) = line.split_once("fn ") {
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if std::mem::take(&mut is_test) {
                names.push(name);
            }
        } else if !line.starts_with("//") {
            is_test = false;
        }
    }
    names
}

/// The tests of a journey in the browser: `test("c1_the_policy_alone: no vector runs", ...)`, by what stands before the
/// colon. Names that are told in words answer no row.
fn journey_names(source: &str) -> Vec<String> {
    let titles = source.lines().filter_map(|line| line.trim().strip_prefix("test(\"")?.split('"').next());
    titles.filter_map(|title| Some(title.split_once(':')?.0.to_owned())).collect()
}

/// `i1_i4_parameters` answers I1 and I4.
fn rows_in(name: &str) -> Vec<String> {
    let is_row = |part: &&str| {
        part.starts_with(|c| matches!(c, 'a'..='l' | 'x')) && part.len() <= 3 && part[1..].parse::<u8>().is_ok()
    };
    name.split('_').take_while(is_row).map(str::to_uppercase).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

#[test]
fn rows_and_tests_are_read_as_they_are_written() {
    let source =
        "#[tokio::test]\n#[cfg(unix)]\n/// Why.\nasync fn a4_x9_both() {}\nfn a5_helper() {}\n#[test]\nfn plain() {}\n";
    assert_eq!(test_names(source), ["a4_x9_both", "plain"]);
    let journey = "test(\"c1_the_policy: no vector runs\", async () => {});\n  test(\"back: returns\", f);\ntest(\"plain\", f);\n";
    assert_eq!(journey_names(journey), ["c1_the_policy", "back"]);
    assert!(rows_in("back").is_empty());
    assert_eq!(rows_in("a4_x9_both"), ["A4", "X9"]);
    assert!(rows_in("a_row").is_empty() && rows_in("x509_keys").is_empty() && rows_in("l10n").is_empty());

    let tests = Tests::from([("A4".to_owned(), BTreeSet::from(["a4_b".to_owned(), "a4_a".to_owned()]))]);
    let (written, unknown) = with_tests("| A4 | x | y | `gone` |\n| A5 | x | y | `gone` |\nText.\n", &tests);
    assert_eq!(written, "| A4 | x | y | `a4_a`<br>`a4_b` |\n| A5 | x | y | open |\nText.\n");
    assert!(unknown.is_empty());
    assert_eq!(with_tests("Text.\n", &tests).1, ["A4"]);
}
