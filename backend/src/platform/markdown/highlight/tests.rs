//! Code that is honest, and code that would keep a parser without a budget busy (C8).

use syntect::parsing::ParseState;

use super::{super::languages, *};

/// One block of code a language.
const CODE: &str = include_str!("../../../../benches/rendering/code.md");

/// Repeated a dozen times, this leaves so many contexts open that syntect's own parser goes round in circles for ever.
const CIRCLES: &str = r#"import { readFile } from "node:fs/promises"; /** Sums what is in the file. */ export async function total(path, { rate = 1.0, ...rest } = {}) {   const lines = (await readFile(path, "utf8")).split(/\r?\n/g);   return lines.filter((line) => !line.startsWith("$")).map(Number).reduce((sum, value)"#;

fn blocks() -> Vec<(&'static str, &'static str)> {
    let blocks = CODE.split("```\n").map(str::trim).filter(|block| !block.is_empty());
    let blocks: Vec<_> = blocks.filter_map(|block| block.trim_start_matches('`').split_once('\n')).collect();
    assert!(blocks.len() > 30, "{}", blocks.len());
    blocks
}

fn coloured(language: &str, code: &str, steps: u64) -> (String, Budget) {
    let (mut html, mut budget) = (String::new(), Budget::new(steps));
    let language = languages::find(language).unwrap();
    Highlighter::default().write(&mut html, language, code, &mut budget).unwrap();
    (html, budget)
}

/// What a reader sees.
fn text_of(html: &str) -> String {
    let text = html.split('<').enumerate().map(|(number, part)| match part.split_once('>') {
        Some((_, text)) if number > 0 => text,
        _ => part,
    });
    let text: String = text.collect();
    text.replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&")
}

#[test]
fn honest_code_is_parsed_as_syntect_parses_it() {
    for (name, code) in blocks() {
        let loaded = Loaded::open(languages::find(name).unwrap().syntax).unwrap();
        let mut theirs = ParseState::new(&loaded.syntax);
        let mut ours = Parser::new(&loaded.set, &loaded.syntax).unwrap();
        let mut budget = Budget::new(u64::MAX);

        for line in format!("{code}\n{code}\n").split_inclusive('\n') {
            let expected = theirs.parse_line(line, &loaded.set).unwrap();
            assert_eq!(ours.line(line, &mut budget), Some(expected), "{name}: {line}");
        }
    }
}

#[test]
fn c8_code_that_goes_round_in_circles_ends_plain() {
    let code = format!("{CIRCLES}\n").repeat(160);

    let (html, budget) = coloured("js", &code, MAX_STEPS);

    assert!(budget.is_spent());
    assert!(html.contains("hl-keyword"));
    assert_eq!(text_of(&html), code);
}

#[test]
fn c8_where_the_budget_ends_the_rest_is_plain_and_nothing_is_lost() {
    for (name, block) in blocks() {
        let code = format!("{block}\n").repeat(3);
        let (whole, _) = coloured(name, &code, u64::MAX);
        assert_eq!(text_of(&whole), code, "{name}");

        for steps in [1, 50_000, 400_000] {
            let (html, _) = coloured(name, &code, steps);

            assert_eq!(text_of(&html), code, "{name} with {steps}");
            assert_eq!(coloured(name, &code, steps).0, html, "{name}: the same steps give the same colours");
        }
    }
}

#[test]
fn c8_one_budget_is_for_all_blocks_of_a_document() {
    let (highlighter, rust) = (Highlighter::default(), languages::find("rust").unwrap());
    let mut budget = Budget::new(100_000);
    let mut html = String::new();
    highlighter.write(&mut html, rust, &"let a = 1;\n".repeat(1_000), &mut budget).unwrap();
    assert!(html.contains("hl-keyword") && budget.is_spent());

    html.clear();
    highlighter.write(&mut html, rust, "let a = 1;\n", &mut budget).unwrap();

    assert_eq!(html, "let a = 1;\n");
}

#[test]
fn c8_a_line_of_blanks_is_dear() {
    let code = format!("{}\n", " ".repeat(900)).repeat(50);

    let (html, budget) = coloured("bash", &code, MAX_STEPS);

    assert!(budget.is_spent());
    assert_eq!(html, code);
}
