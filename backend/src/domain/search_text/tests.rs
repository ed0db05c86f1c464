//! What is found, what is marked, and what must hold for any text.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::*;

fn words(text: &str) -> String {
    index_text(text)
}

fn terms(query: &str) -> Vec<(String, bool)> {
    query_terms(query).into_iter().map(|term| (term.text, term.is_prefix)).collect()
}

fn marked(segments: &[Segment]) -> String {
    segments
        .iter()
        .map(|segment| if segment.is_match { format!("[{}]", segment.text) } else { segment.text.clone() })
        .collect()
}

#[test]
fn case_diacritics_and_compatibility_forms_are_folded() {
    assert_eq!(words("Crème BRÛLÉE, Straße"), "creme brulee strasse");
    assert_eq!(words("ﬁne Ｒｕｓｔ Ørsted Łódź"), "fine rust orsted lodz");
    assert_eq!(words("İstanbul ΌΣΟΣ Ёлка"), "istanbul οσοσ елка");
    assert_eq!(words("½ litre"), "1 2 litre");
}

#[test]
fn code_is_cut_at_punctuation_and_languages_keep_their_names() {
    assert_eq!(
        words("Vec::push_str(&mut x) can't C++ and C#, F#"),
        "vec push str mut x cant cplusplus and csharp fsharp"
    );
}

#[test]
fn scripts_without_spaces_become_pairs() {
    assert_eq!(words("日本語"), "日本 本語 語");
    assert_eq!(words("Rustは楽しい!"), "rust は楽 楽し しい い");
    assert_eq!(words("ｶﾞｲﾄﾞ"), words("ガイド"));
}

#[test]
fn the_last_word_is_a_prefix_while_it_is_typed() {
    assert_eq!(terms("async tra"), [("async".into(), false), ("tra".into(), true)]);
    assert_eq!(terms("async tra "), [("async".into(), false), ("tra".into(), false)]);
    assert_eq!(terms("日本語"), [("日本".into(), false), ("本語".into(), false)]);
    assert_eq!(terms("語"), [("語".into(), true)]);
}

#[test]
fn f8_operators_are_data_and_terms_are_few() {
    assert_eq!(
        terms("\"a\" AND NEAR(b, 5) -c* title:^d "),
        [
            ("a", false),
            ("and", false),
            ("near", false),
            ("b", false),
            ("5", false),
            ("c", false),
            ("title", false),
            ("d", false)
        ]
        .map(|(text, is_prefix)| (text.to_owned(), is_prefix))
    );
    assert_eq!(query_terms(&"word ".repeat(1_000)).len(), 1);
    let many: String = (0..1_000).map(|number| format!("w{number} ")).collect();
    assert_eq!(query_terms(&many).len(), MAX_TERMS);
    assert_eq!(terms("' % _ \\ ( ) * : & | ! <->"), []);
}

#[test]
fn matches_are_marked_in_the_text_as_written() {
    assert_eq!(marked(&highlight("Crème brûlée & CREMES", &query_terms("creme"))), "[Crème] brûlée & [CREMES]");
    assert_eq!(marked(&highlight("日本語の本", &query_terms("日本語"))), "[日本語]の本");
    assert_eq!(marked(&highlight("plain", &[])), "plain");
}

#[test]
fn a_snippet_shows_the_place_where_terms_meet() {
    let text = format!("alpha {}alpha beta gamma {}", "filler words here ".repeat(30), "and more ".repeat(40));

    let shown = marked(&snippet(&text, &query_terms("alpha beta "), 40));

    assert_eq!(shown, "…filler words here filler words here [alpha] [beta] gamma and more and more and more and…");
}

#[test]
fn a_snippet_of_a_short_text_is_all_of_it() {
    assert_eq!(marked(&snippet("short text", &query_terms("text"), 80)), "short [text]");
    assert_eq!(marked(&snippet("", &query_terms("text"), 80)), "");
}

proptest! {
    #[test]
    fn tokens_are_letters_digits_and_marks(text in "\\PC{0,60}") {
        for token in tokens(&text) {
            prop_assert!(!token.is_empty());
            prop_assert!(token.chars().count() <= 64);
            prop_assert!(token.chars().all(|c| c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)), "{token:?}");
        }
    }

    #[test]
    fn normal_form_and_case_do_not_matter(text in "[a-zA-Zà-öø-ÿА-я가-힣ぁ-ん ]{0,40}") {
        let composed: String = text.nfc().collect();
        let decomposed: String = text.nfd().collect();
        prop_assert_eq!(tokens(&composed), tokens(&decomposed));
        prop_assert_eq!(tokens(&composed.to_lowercase()), tokens(&composed.to_uppercase()));
    }

    #[test]
    fn segments_joined_are_the_text(text in "\\PC{0,80}", query in "\\PC{0,12}") {
        let joined: String = highlight(&text, &query_terms(&query)).into_iter().map(|segment| segment.text).collect();
        prop_assert_eq!(joined, text);
    }

    #[test]
    fn a_snippet_is_a_stretch_of_the_text(text in "\\PC{0,200}", query in "\\PC{0,12}", around in 1usize..40) {
        let joined: String = snippet(&text, &query_terms(&query), around).into_iter().map(|segment| segment.text).collect();
        let bare = joined.strip_prefix('…').unwrap_or(&joined);
        prop_assert!(text.contains(bare.strip_suffix('…').unwrap_or(bare)));
    }

    #[test]
    fn every_word_of_a_text_finds_it(text in "[a-zß-öぁ-んA-Z0-9 .,'_-]{1,60}") {
        for word in text.split_whitespace() {
            let indexed = tokens(&text);
            for term in query_terms(word) {
                prop_assert!(indexed.iter().any(|token| term.matches(token)), "{:?} in {:?}", term, indexed);
            }
        }
    }

    #[test]
    fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
        let once = fold::fold(&text);
        prop_assert_eq!(fold::fold(&once), once);
    }
}
