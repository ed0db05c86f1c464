//! Facts about edits. In the texts `⟦` and `⟧` stand for the ends of the selection, `¦` for a caret.

use super::*;

/// Takes the selection's marks out of a text.
fn parse(marked: &str) -> (String, Range<usize>) {
    if let Some(caret) = marked.find('¦') {
        return (marked.replace('¦', ""), caret..caret);
    }
    let start = marked.find('⟦').expect("a selection starts");
    let end = marked.find('⟧').expect("a selection ends") - '⟦'.len_utf8();
    (marked.replace(['⟦', '⟧'], ""), start..end)
}

fn show(text: &str, selection: &Range<usize>) -> String {
    if selection.is_empty() {
        return format!("{}¦{}", &text[..selection.start], &text[selection.start..]);
    }
    format!("{}⟦{}⟧{}", &text[..selection.start], &text[selection.clone()], &text[selection.end..])
}

fn done(edit: &Edit, text: &str) -> String {
    show(&edit.applied_to(text), &edit.selection)
}

fn after(action: Action, marked: &str) -> String {
    let (text, selection) = parse(marked);
    done(&apply(action, &text, selection), &text)
}

#[test]
fn marks_go_on_and_off_again() {
    for (action, on) in [
        (Action::Bold, "a **⟦word⟧** b"),
        (Action::Italic, "a *⟦word⟧* b"),
        (Action::Strikethrough, "a ~~⟦word⟧~~ b"),
        (Action::Code, "a `⟦word⟧` b"),
    ] {
        assert_eq!(after(action, "a ⟦word⟧ b"), on);
        assert_eq!(after(action, on), "a ⟦word⟧ b");
    }
    assert_eq!(after(Action::Bold, "a ⟦**word**⟧ b"), "a ⟦word⟧ b");
}

#[test]
fn emphasis_inside_strong_text_does_not_break_it() {
    assert_eq!(after(Action::Italic, "**⟦word⟧**"), "***⟦word⟧***");
    assert_eq!(after(Action::Italic, "***⟦word⟧***"), "**⟦word⟧**");
    assert_eq!(after(Action::Italic, "⟦**word**⟧"), "*⟦**word**⟧*");
}

#[test]
fn marks_touch_the_words_and_wait_for_them() {
    assert_eq!(after(Action::Bold, "a⟦ größe ⟧b"), "a **⟦größe⟧** b");
    assert_eq!(after(Action::Bold, "a ¦"), "a **¦**");
    assert_eq!(after(Action::Bold, "a **¦**"), "a ¦");
}

#[test]
fn code_over_lines_becomes_a_fence_longer_than_any_inside() {
    assert_eq!(after(Action::Code, "⟦let a;\nlet b;⟧"), "```¦\nlet a;\nlet b;\n```\n\n");
    assert_eq!(after(Action::Code, "⟦```\nx\n```⟧"), "````¦\n```\nx\n```\n````\n\n");
}

#[test]
fn a_link_selects_what_is_missing() {
    assert_eq!(after(Action::Link, "see ⟦here⟧."), "see [here](⟦https://⟧).");
    assert_eq!(after(Action::Link, "see ⟦https://a.example/x⟧."), "see [¦](https://a.example/x).");
    assert_eq!(after(Action::Link, "see ¦"), "see [¦](https://)");
}

#[test]
fn a_pasted_address_links_selected_words_alone() {
    let paste = |marked: &str, pasted: &str| {
        let (text, selection) = parse(marked);
        paste_address(&text, selection, pasted).map(|edit| done(&edit, &text))
    };

    assert_eq!(paste("a ⟦word⟧ b", "https://x.example").as_deref(), Some("a [word](https://x.example)¦ b"));
    assert_eq!(paste("a ¦ b", "https://x.example"), None);
    assert_eq!(paste("a ⟦word⟧ b", "javascript:alert(1)"), None);
    assert_eq!(paste("⟦https://a.example⟧", "https://x.example"), None);
}

#[test]
fn headings_go_deeper_and_end() {
    assert_eq!(after(Action::Heading, "Tit¦le"), "## Title¦");
    assert_eq!(after(Action::Heading, "## Title¦"), "### Title¦");
    assert_eq!(after(Action::Heading, "#### Title¦"), "Title¦");
}

#[test]
fn lists_are_made_exchanged_and_unmade() {
    assert_eq!(after(Action::BulletList, "⟦a\n\nb⟧"), "⟦- a\n\n- b⟧");
    assert_eq!(after(Action::NumberedList, "⟦- a\n- b⟧"), "⟦1. a\n2. b⟧");
    assert_eq!(after(Action::TaskList, "⟦1. a\n2. b⟧"), "⟦- [ ] a\n- [ ] b⟧");
    assert_eq!(after(Action::TaskList, "⟦- [x] a\n- [ ] b⟧"), "⟦a\nb⟧");
    assert_eq!(after(Action::BulletList, "wo¦rd"), "- wo¦rd");
    assert_eq!(after(Action::BulletList, "¦"), "- ¦");
    assert_eq!(after(Action::Quote, "⟦- a\n- b\n⟧c"), "⟦> - a\n> - b⟧\nc");
    assert_eq!(after(Action::Quote, "⟦> a\n> b⟧"), "⟦a\nb⟧");
}

#[test]
fn enter_goes_on_with_a_list_and_ends_it() {
    let enter = |marked: &str| {
        let (text, selection) = parse(marked);
        continue_line(&text, selection.start).map(|edit| done(&edit, &text))
    };

    assert_eq!(enter("- a¦").as_deref(), Some("- a\n- ¦"));
    assert_eq!(enter("  * a¦").as_deref(), Some("  * a\n  * ¦"));
    assert_eq!(enter("9) a¦").as_deref(), Some("9) a\n10) ¦"));
    assert_eq!(enter("- [x] a¦").as_deref(), Some("- [x] a\n- [ ] ¦"));
    assert_eq!(enter("> a¦ b").as_deref(), Some("> a\n> ¦ b"));
    assert_eq!(enter("- a\n- ¦").as_deref(), Some("- a\n¦"));
    assert_eq!(enter("2026. was¦").as_deref(), Some("2026. was\n2027. ¦"));
    assert_eq!(enter("plain¦"), None);
    assert_eq!(enter("-¦"), None);
}

#[test]
fn blocks_have_empty_lines_around_them() {
    let insert = |marked: &str| {
        let (text, selection) = parse(marked);
        done(&insert_block(&text, selection, "X"), &text)
    };

    assert_eq!(insert("¦"), "X¦\n\n");
    assert_eq!(insert("a¦b"), "a\n\nX¦\n\nb");
    assert_eq!(insert("a\n¦\nb"), "a\n\nX¦\n\nb");
    assert_eq!(insert("a\n\n¦\n\nb"), "a\n\nX¦\n\nb");
}

#[test]
fn a_replacement_leaves_the_caret_on_its_words() {
    let replaced = |marked: &str| {
        let (text, selection) = parse(marked);
        replace(&text, selection, "WAIT", "longer").map(|edit| done(&edit, &text))
    };

    assert_eq!(replaced("a¦ WAIT b").as_deref(), Some("a¦ longer b"));
    assert_eq!(replaced("a WAIT b¦").as_deref(), Some("a longer b¦"));
    assert_eq!(replaced("a WA¦IT b").as_deref(), Some("a longer¦ b"));
    assert_eq!(replaced("gone¦"), None);
}

#[test]
fn offsets_count_the_browsers_way() {
    let text = "a😀é|";

    assert_eq!(utf16::to_byte(text, 3), "a😀".len());
    assert_eq!(utf16::to_byte(text, 2), 1);
    assert_eq!(utf16::to_byte(text, 99), text.len());
    assert_eq!(utf16::from_byte(text, text.len()), 5);
    assert_eq!(utf16::range_to_bytes(text, 1..3), 1.."a😀".len());
}
