//! What cards look like, as far as that can be said in words.

use std::ops::Range;

use super::{
    drawing::{self, ACCENT, INK, LINE, MUTE, PAPER},
    fonts::{Face, Fonts},
    words::{ELLIPSIS, Line, Widths, Words},
    *,
};

/// With our own fonts alone, as on a bare machine.
fn own_fonts() -> Fonts {
    Fonts::load(None, false)
}

fn titled(title: &str) -> Card {
    let [site, title, author, date] = ["The Margin", title, "Ada Lovelace", "5 March 2026"].map(str::to_owned);
    Card::Post { site, title, author, date }
}

/// A text whose letters are all as wide as the spaces between its words.
fn typed(text: &str) -> (Words, Widths) {
    let words = Words::of(text);
    let is_seen = |letter: &char| !('\u{202a}'..='\u{202e}').contains(letter);
    let widths = words.parts().iter().map(|part| part.chars().filter(is_seen).count() as f32).collect();
    (words, Widths::new(widths, 1.0, 1.0))
}

/// Lines of text with so much room, from left to right as they are seen.
fn set(text: &str, most: usize, room: f32) -> Vec<String> {
    let (words, widths) = typed(text);
    let lines: Vec<Range<usize>> = words.lines(&widths, room);
    words.set(&lines, most, &widths, room).iter().map(shown).collect()
}

fn shown(line: &Line) -> String {
    let mut seen = String::new();
    for (left, text) in &line.texts {
        while (seen.chars().count() as f32) < *left {
            seen.push(' ');
        }
        let is_from_right = text.starts_with('\u{202e}');
        let letters = text.chars().filter(|letter| !('\u{202a}'..='\u{202e}').contains(letter));
        if is_from_right { seen.extend(letters.collect::<Vec<_>>().into_iter().rev()) } else { seen.extend(letters) }
    }
    seen
}

#[test]
fn lines_end_between_words_and_where_scripts_allow_it() {
    assert_eq!(set("The quick brown fox", 9, 9.0), ["The quick", "brown fox"]);
    assert_eq!(set("well-known facts", 9, 8.0), ["well-", "known", "facts"]);
    assert_eq!(set("  a \t b\nc\u{7}\u{200f} ", 9, 9.0), ["a b c"]);
    // No line begins with a full stop, and none ends with an opening bracket.
    assert_eq!(set("日本語。「東京」", 9, 3.0), ["日本", "語。", "「東", "京」"]);
}

#[test]
fn a_word_wider_than_the_room_ends_anywhere_between_letters() {
    let (mut words, widths) = typed("A Rindfleisch e\u{301}cole");

    assert!(!words.split(&widths, 11.0));
    assert!(words.split(&widths, 6.0));

    let parts = words.parts();
    assert_eq!(parts[..4], ["A", "R", "i", "n"]);
    assert!(parts.contains(&"e\u{301}cole".to_owned()), "{parts:?}");
}

#[test]
fn what_has_no_room_ends_in_an_ellipsis() {
    let text = "one two three four five";

    assert_eq!(set(text, 2, 8.0), ["one two", "three…"]);
    assert_eq!(set(text, 3, 10.0), ["one two", "three four", "five"]);
    assert_eq!(set("one two three", 1, 3.0), ["one…"]);
}

#[test]
fn what_runs_to_the_left_is_seen_from_the_right() {
    assert!(Words::of("שלום").is_from_right() && !Words::of("Hello שלום").is_from_right());
    assert_eq!(set("אב גד", 1, 9.0), ["דג בא"]);
    assert_eq!(set("ab אב גד cd", 1, 20.0), ["ab דג בא cd"]);
    assert_eq!(set("אב ab 12 גד", 1, 20.0), ["דג ab 12 בא"]);
    assert_eq!(set("אבג דהו זחט", 1, 8.0), ["…והד גבא"]);
}

#[test]
fn latin_greek_and_cyrillic_need_no_other_fonts() {
    let fonts = own_fonts();
    for title in [
        "On engines",
        "Žluťoučký kůň úpěl ďábelské ódy — “quoted”, €5 & <b>more</b>…",
        "Ο ήλιος, ἡ θάλασσα και το φως",
        "Съешь же ещё этих мягких французских булок, ґанок",
        "Tiếng Việt: một hai ba",
    ] {
        let png = drawing::draw(&titled(title), &fonts).unwrap_or_else(|| panic!("{title}"));
        let picture = image::load_from_memory_with_format(&png, image::ImageFormat::Png).unwrap();
        assert_eq!((picture.width(), picture.height()), (WIDTH, HEIGHT), "{title}");
        assert!(png.len() < 120_000, "{title}: {} bytes", png.len());
    }
}

#[test]
fn no_card_has_boxes_in_it() {
    let fonts = own_fonts();

    for title in ["日本語", "All of it and a 🎉", "\u{e000}", "ハロー world", "שלום"] {
        assert_eq!(drawing::draw(&titled(title), &fonts), None, "{title}");
    }
    let [site, author] = [("日本", "Ada"), ("The Margin", "日本")].map(|(site, author)| {
        let [site, title, author, date] = [site, "A", author, "5 March 2026"].map(str::to_owned);
        Card::Post { site, title, author, date }
    });
    assert_eq!(drawing::draw(&site, &fonts), None);
    assert_eq!(drawing::draw(&author, &fonts), None);
}

#[test]
fn the_site_has_a_card_whatever_it_is_called() {
    let fonts = own_fonts();
    let card = |name: &str, description: &str| {
        let card = Card::Site { name: name.to_owned(), description: description.to_owned() };
        drawing::draw(&card, &fonts).unwrap()
    };

    let (bare, named, described) = (card("日本", "Notes"), card("The Margin", ""), card("The Margin", "Notes"));

    assert!(bare != named && named != described);
    assert_eq!(card("日本", "Other notes"), bare, "the mark alone");
    assert_eq!(card("The Margin", "日本"), named);
}

#[test]
fn lines_stay_within_the_room_that_they_were_given() {
    let fonts = own_fonts();
    let title = "The unreasonable length of titles, and what becomes of them when somebody shares a link ".repeat(3);
    let words = Words::of(&title);
    let widths = fonts.measure(Face::Serif, &words).unwrap();

    for room in [8.0, 17.0, 30.0] {
        let lines = words.lines(&widths, room);
        let set = words.set(&lines, 4, &widths, room);
        assert!(set.len() <= 4 && set.iter().all(|line| line.width <= room), "{room}");
        assert_eq!(set.last().unwrap().texts.last().unwrap().1 == ELLIPSIS, lines.len() > 4, "{room}");
    }
}

#[test]
fn a_card_is_named_after_its_words() {
    let one = titled("One");

    assert_eq!(one.version(), titled("One").version());
    assert_ne!(one.version(), titled("Two").version());
    assert_eq!(one.version().len(), 12);
}

#[test]
fn cards_have_the_colours_and_the_mark_of_the_pages() {
    let tokens = include_str!("../../../../frontend/styles/tokens.css");
    let icon = include_str!("../../../../frontend/icons/icon.svg");

    for (name, colour) in [("paper", PAPER), ("ink", INK), ("ink-mute", MUTE), ("line", LINE), ("accent", ACCENT)] {
        assert!(tokens.contains(&format!("--{name}: {colour};")), "--{name} is not {colour} any more");
    }
    let path = icon.split(" d=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    assert!(drawing::mark(0.0, 0.0, 32.0).contains(path), "the mark is another now: {path}");
}

#[tokio::test]
async fn cards_are_drawn_behind_a_door() {
    let cards = Cards::new(&config::Cards { fonts_folder: None, system_fonts: false });

    let drawn = cards.draw(titled("On engines")).await.unwrap();

    assert_eq!(drawn, drawing::draw(&titled("On engines"), &own_fonts()), "the same words give the same bytes");
}
