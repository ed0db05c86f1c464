//! Facts about value types.

use super::*;

#[test]
fn a_title_is_folded_and_measured_in_characters() {
    assert_eq!(Title::parse("  Hello \n world ").unwrap().as_str(), "Hello world");
    assert_eq!(Title::parse(" \t "), Err(ValueError::Required("The title")));
    assert_eq!(Title::parse("\u{200B}\u{2060}"), Err(ValueError::Required("The title")));
    assert!(Title::parse(&"é".repeat(200)).is_ok());
    assert_eq!(Title::parse(&"é".repeat(201)).unwrap_err().code(), "too_long");
    assert_eq!(Title::parse("a\u{202E}b").unwrap_err().code(), "invalid");
    assert_eq!(Title::parse("a\0b").unwrap_err().code(), "invalid");
}

#[test]
fn a_body_keeps_every_character_but_line_ends() {
    assert_eq!(PostBody::parse("a\r\n\tb  \rc ").unwrap().as_str(), "a\n\tb  \nc ");
    assert_eq!(PostBody::parse(&"語".repeat(66_666)).unwrap().as_str().len(), 199_998);
    assert_eq!(PostBody::parse(&"語".repeat(66_667)).unwrap_err().code(), "too_long");
    assert_eq!(CommentBody::parse(" \n ").unwrap_err().code(), "required");
    assert_eq!(CommentBody::parse("\u{200B}\n").unwrap_err().code(), "required");
    assert_eq!(DisplayName::parse("\u{3164}").unwrap().as_str(), "");
}

#[test]
fn slugs_hold_letters_of_any_script_and_no_ids() {
    let suggested = |title| Slug::suggest(title).map(Slug::into_string);

    assert_eq!(suggested("Hello, World!").as_deref(), Some("hello-world"));
    assert_eq!(suggested("What’s new in Größe 2.0?").as_deref(), Some("whats-new-in-größe-2-0"));
    assert_eq!(suggested("日本語 の 記事").as_deref(), Some("日本語-の-記事"));
    assert_eq!(suggested("!!!"), None);
    assert_eq!(suggested("Search").as_deref(), Some("search-1"));
    assert!(Slug::parse("0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f").is_err());
    assert!(Slug::parse("Hello").is_err());
    assert!(Slug::parse("a--b").is_err());
    assert!(Slug::parse("../x").is_err());
    assert_eq!(Slug::parse(&"x".repeat(100)).unwrap().numbered(12).as_str().len(), 100);
}

#[test]
fn tags_fold_and_count() {
    let tags = |texts: &[&str]| TagName::parse_all(&texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>());

    assert_eq!(tags(&["#Web Assembly", "web-assembly"]).unwrap().len(), 1);
    assert_eq!(tags(&["a", "b", "c", "d", "e", "f"]).unwrap_err().1.code(), "too_many");
    assert_eq!(tags(&["a"; 6]).unwrap_err().1.code(), "too_many");
    assert_eq!(tags(&["ok", "!"]).unwrap_err().0, 1);
}

#[test]
fn l2_addresses_hold_one_plain_mailbox() {
    assert!(EmailAddress::parse("ana+news@mail.example.org").is_ok());
    for wrong in [
        "ana",
        "ana@host",
        "a@b@c.org",
        "ana@example.org,eve@example.org",
        "\"ana\"@example.org",
        "ana@example.org\r\nBcc: eve@example.org",
        "ana@-example.org",
        ".ana@example.org",
        &format!("{}@example.org", "a".repeat(310)),
    ] {
        assert!(EmailAddress::parse(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn a12_passwords_are_8_to_128_characters_after_nfc() {
    assert!(Password::parse(&"x".repeat(65)).is_ok());
    assert!(Password::parse(&"é".repeat(128)).is_ok());
    assert_eq!(Password::parse(&"x".repeat(129)).unwrap_err().code(), "too_long");
    assert_eq!(Password::parse(&"x".repeat(10 << 20)).unwrap_err().code(), "too_long");
    assert_eq!(Password::parse("short").unwrap_err().code(), "too_short");
    assert_eq!(Password::parse("e\u{301}234567é").unwrap(), Password::parse("é234567é").unwrap());
    assert_eq!(format!("{:?}", Password::parse("long enough").unwrap()), "Password(..)");
}

#[test]
fn tags_of_languages_stay_apart() {
    let tag = |text: &str| TagName::parse(text).map(TagName::into_string);
    let cases = [
        ("C", "c"),
        ("C++", "c-plus-plus"),
        ("#c++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("F♯", "f-sharp"),
        ("Notepad++ tips", "notepad-plus-plus-tips"),
        ("a+b", "a-b"),
        ("C++20", "c-20"),
        ("+1", "1"),
        ("c-plus-plus", "c-plus-plus"),
    ];

    for (text, slug) in cases {
        assert_eq!(tag(text).as_deref(), Ok(slug), "{text}");
        assert_eq!(tag(slug).as_deref(), Ok(slug), "{text} twice");
    }
    assert_eq!(tag("+").unwrap_err().code(), "invalid");
    assert_eq!(tag(&format!("c{}", "+".repeat(39))).unwrap_err().code(), "too_long");
    let all = TagName::parse_all(&["C", "C++", "C#"].map(str::to_owned)).unwrap();
    assert_eq!(all.len(), 3);
}

#[test]
fn canonical_addresses_are_absolute_and_plain() {
    assert!(CanonicalUrl::parse("https://example.org/a?b=c#d").is_ok());
    for wrong in
        ["javascript:alert(1)", "//x", "https://", "https://a b", "https://user@host/", "http:/x", "https:\\\\x"]
    {
        assert!(CanonicalUrl::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn links_on_a_page_are_https_and_few() {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();

    assert!(ProfileUrl::parse("https://social.example/@ada").is_ok());
    for wrong in ["http://example.org", "javascript:alert(1)", "https://user@host/", "HTTPS://example.org", ""] {
        assert!(ProfileUrl::parse(wrong).is_err(), "{wrong}");
    }
    assert_eq!(ProfileUrl::parse(&format!("https://e.org/{}", "x".repeat(200))).unwrap_err().code(), "too_long");
    assert_eq!(ProfileUrl::parse_all(&texts(&["https://a.org", "https://a.org"])).unwrap().len(), 1);
    assert_eq!(ProfileUrl::parse_all(&texts(&["https://a.org", "ftp://b.org"])).unwrap_err().0, 1);
    assert_eq!(ProfileUrl::parse_all(&texts(&["https://a.org"; 6])).unwrap_err().1.code(), "too_many");
}

#[test]
fn l2_a_domain_ends_at_a_label_and_not_within_one() {
    let domain = DomainName::parse(" @Example.ORG ").unwrap();

    for inside in ["example.org", "EXAMPLE.org", "mail.example.org"] {
        assert!(domain.holds(inside), "{inside}");
    }
    for outside in ["notexample.org", "example.org.evil.net", "example.org.", "org", "", "example.orgs"] {
        assert!(!domain.holds(outside), "{outside}");
    }
    for wrong in ["org", "", "a..b", "-a.org", "a b.org", "*.org", "exämple.org", &format!("{}.org", "x".repeat(64))] {
        assert!(DomainName::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn language_tags_have_the_simple_form() {
    assert!(LanguageTag::parse("en").is_ok());
    assert!(LanguageTag::parse("zh-Hant-TW").is_ok());
    for wrong in ["", "e", "EN", "en-", "en_US", "english"] {
        assert!(LanguageTag::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn names_of_roles_are_plain() {
    assert_eq!(RoleName::parse(" guest-editor2 ").unwrap().as_str(), "guest-editor2");
    for wrong in ["a", "", "Editor", "2nd", "-x", "x-", "a b", "é2", &"x".repeat(31)] {
        assert!(RoleName::parse(wrong).is_err(), "{wrong}");
    }
}
