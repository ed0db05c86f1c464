//! Facts about usernames, and properties that hold for every text there is.

use proptest::prelude::*;

use super::*;

fn skeleton(text: &str) -> String {
    Username::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).skeleton()
}

#[test]
fn names_of_any_one_script_are_taken_as_typed() {
    for name in ["Ada_L", "jörg-m", "анна", "Δημήτρης", "山田太郎", "さくら-1", "דניאל", "नमिता", "김-철수", "Łukasz"]
    {
        let parsed = Username::parse(&format!(" {name} ")).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(parsed.as_str(), nfc(name));
    }
    assert_eq!(Username::parse(" Ada_L ").unwrap().canonical(), "ada_l");
    assert_eq!(Username::parse("ΟΔΥΣΣΕΥΣ").unwrap().canonical(), Username::parse("οδυσσευς").unwrap().canonical());
    assert_eq!(Username::parse("e\u{301}mile").unwrap(), Username::parse("émile").unwrap());
}

#[test]
fn l1_names_that_pretend_are_refused() {
    let wrong = [
        ("mixed scripts", "p\u{430}ypal"),
        ("mixed scripts, Greek", "αdam"),
        ("zero width", "ad\u{200b}a"),
        ("zero width joiner", "ad\u{200d}a"),
        ("turned around", "ada\u{202e}cba"),
        ("right to left within left to right", "adaד"),
        ("full width", "ａｄａ"),
        ("ligature", "ﬁlip"),
        ("superscript", "ada²"),
        ("digits of two kinds", "ada1٢"),
        ("a heap of marks", "ada\u{301}\u{302}\u{303}\u{304}\u{305}"),
        ("a mark on a sign", "ad_\u{301}a"),
        ("a mark first", "\u{301}ada"),
        ("an emoji", "ada🙂"),
        ("mathematical letters", "𝐚𝐝𝐚𝐦"),
        ("reserved", "Root"),
        ("that of an erased account", "Deleted-0a1b2c"),
        ("like a reserved one", "rооt"),
        ("like a reserved one, in capitals", "ADMlN"),
        ("soft hyphen", "ad\u{ad}a"),
        ("sign at the end", "ada-"),
        ("two letters", "ab"),
        ("an id", "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f"),
    ];

    for (why, name) in wrong {
        assert!(Username::parse(name).is_err(), "{why}: {name}");
    }
}

#[test]
fn l1_look_alikes_share_a_skeleton_and_others_do_not() {
    for (one, other) in [
        ("paypal", "paypa1"),
        ("paypal", "paypaI"),
        ("bob", "b0b"),
        ("burn", "bum"),
        ("coco", "сосо"),
        ("ada", "ADA"),
        ("scope", "ѕсоре"),
    ] {
        assert_eq!(skeleton(one), skeleton(other), "{one} {other}");
    }
    for (one, other) in [("ada", "anna"), ("ian", "lan"), ("jörg", "jorg"), ("ada_l", "ada-l"), ("ada1", "ada2")] {
        assert_ne!(skeleton(one), skeleton(other), "{one} {other}");
    }
}

#[test]
fn a_megabyte_is_refused_and_not_worked_on() {
    let begun = std::time::Instant::now();

    assert_eq!(Username::parse(&"é".repeat(1 << 20)).unwrap_err().code(), "too_long");

    assert!(begun.elapsed() < std::time::Duration::from_secs(5));
}

proptest! {
    #[test]
    fn l1_folding_twice_is_folding_once(text in any::<String>()) {
        let once = canonical_name(&text);
        prop_assert_eq!(canonical_name(&once), once);
    }

    #[test]
    fn l1_folding_every_character_twice_is_folding_it_once(c in any::<char>(), d in any::<char>()) {
        let once = canonical_name(&format!("{c}{d}"));
        prop_assert_eq!(canonical_name(&once), once);
    }

    #[test]
    fn l1_the_canonical_form_of_a_name_is_a_name_and_its_own_form(text in "[\\p{L}\\p{M}\\p{Nd}_-]{3,30}") {
        if let Ok(name) = Username::parse(&text) {
            let canonical = Username::parse(&name.canonical());
            prop_assert!(canonical.is_ok(), "{} {:?}", name, canonical);
            prop_assert_eq!(canonical.unwrap().into_string(), name.canonical());
            prop_assert_eq!(canonical_name(&name.skeleton()), name.skeleton());
        }
    }

    #[test]
    fn l1_no_name_holds_what_cannot_be_seen(text in any::<String>()) {
        if let Ok(name) = Username::parse(&text) {
            let hidden = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
            prop_assert!(!name.as_str().chars().any(hidden));
        }
    }

    #[test]
    fn plain_names_keep_their_letters_and_have_the_skeleton_that_a_database_can_compute(text in "[A-Za-z0-9][A-Za-z0-9_-]{1,28}[A-Za-z0-9]") {
        if let Ok(name) = Username::parse(&text) {
            prop_assert_eq!(name.as_str(), text.as_str());
            prop_assert_eq!(name.canonical(), text.to_ascii_lowercase());
            // What schema step 0019 does to the names that are there already.
            let computed = text.replace('0', "O").replace(['1', 'I'], "l").replace('m', "rn").to_ascii_lowercase();
            prop_assert_eq!(name.skeleton(), computed);
        }
    }
}
