//! Names behind an `@`: which become links, and which are no names.

use uuid::Uuid;

use super::*;

/// Ada, Grace whose former name is `admiral`, and somebody with a name of another script.
fn people() -> People {
    let person = |name: &str, id, username: &str| (name.to_owned(), UserId(Uuid::from_u128(id)), username.to_owned());
    People::from_iter([person("ada", 1, "Ada"), person("admiral", 2, "grace"), person("小明", 3, "小明")])
}

fn named(source: &str, profile: Profile) -> Rendered {
    Markdown::new().render_with(source, profile, &people()).unwrap()
}

fn names(source: &str) -> Vec<String> {
    Markdown::new().names(source, Profile::Post).unwrap()
}

#[test]
fn a_name_becomes_a_link_to_the_person_and_keeps_its_words() {
    let rendered = named("Ask @ADA, or @admiral!\n", Profile::Comment);

    let rel = "rel=\"ugc nofollow noopener\"";
    let told = format!(
        "<p>Ask <a class=\"mention\" href=\"/users/Ada\" {rel}>@ADA</a>, or <a class=\"mention\" href=\"/users/grace\" \
         {rel}>@admiral</a>!</p>\n"
    );
    assert_eq!(rendered.html, told);
    assert_eq!(rendered.mentions, [UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2))]);
    assert_eq!(rendered.plain_text, "Ask @ADA, or @admiral!\n");
    assert_eq!(rendered.first_paragraph, "Ask @ADA, or @admiral!");
}

#[test]
fn names_of_any_script_are_found_where_nothing_parts_them_from_the_words_before() {
    let rendered = named("你好@小明 和 @小明！\n", Profile::Post);

    assert_eq!(rendered.html.matches("href=\"/users/%E5%B0%8F%E6%98%8E\"").count(), 2, "{}", rendered.html);
    assert_eq!(rendered.mentions.len(), 1);
    assert_eq!(
        names("@Grace_Hopper @grace-hopper @Ｇｒａｃｅ @Ἑλένη"),
        ["grace_hopper", "grace-hopper", "grace", "ἑλένη"]
    );
}

#[test]
fn what_stands_in_code_in_links_or_in_addresses_names_nobody() {
    for source in [
        "`@ada`",
        "```\n@ada\n```",
        "    @ada",
        "[@ada](https://example.org)",
        "[see @ada](/x)",
        "![@ada](/media/a-1.png)",
        "https://social.example/@ada",
        "<https://social.example/@ada>",
        "www.example.org/@ada",
        "<a href=\"/x\">@ada</a>",
        "<code>@ada</code>",
        "<kbd>x @ada</kbd>",
        "<pre>@ada</pre>",
        "mail@ada",
        "mail@ada.example",
        "first.last@ada",
        "a+b@ada",
        "@ada@social.example",
        "@ada/package",
        "@ada.example.org",
        "@ada:matrix.example",
        "@@ada",
        "_@ada",
        "@_ada",
        "@ ada",
        "@",
        "@adam",
    ] {
        let rendered = named(source, Profile::Post);
        assert!(rendered.mentions.is_empty() && !rendered.html.contains("mention"), "{source}: {}", rendered.html);
    }
}

#[test]
fn names_stand_beside_other_marks() {
    for source in [
        "(@ada)",
        "**@ada**",
        "# @ada",
        "> @ada",
        "- @ada",
        "| @ada |\n|---|",
        "@ada.",
        "@ada-",
        "\"@ada\"",
        "@ada's",
        "é: @ada",
    ] {
        let rendered = named(source, Profile::Post);
        assert_eq!(rendered.html.matches("class=\"mention\"").count(), 1, "{source}: {}", rendered.html);
    }
}

#[test]
fn who_is_not_there_stays_a_word_and_what_is_rendered_for_nobody_has_no_links() {
    let source = "@nobody and @ada";

    assert_eq!(render(source, Profile::Comment).html, "<p>@nobody and @ada</p>\n");
    assert!(named(source, Profile::Comment).html.starts_with("<p>@nobody and <a class=\"mention\""));
    assert_eq!(names(source), ["nobody", "ada"]);
}

#[test]
fn c8_twenty_people_are_named_and_names_without_end_cost_little() {
    let many = |count: u128| (1..=count).map(|number| format!("@person{number} ")).collect::<String>();
    let everybody: People = (1..=200)
        .map(|number| (format!("person{number}"), UserId(Uuid::from_u128(number)), format!("person{number}")))
        .collect();
    let render = |source: &str| Markdown::new().render_with(source, Profile::Comment, &everybody).unwrap();

    let crowd = render(&many(30));
    assert_eq!((crowd.mentions.len(), crowd.html.matches("class=\"mention\"").count()), (MAX_MENTIONS, 20));
    assert!(crowd.html.ends_with("@person30</p>\n"), "{}", crowd.html);
    assert_eq!(names(&many(300)).len(), 100);
    let same = render(&"@person1 ".repeat(10_000));
    assert_eq!((same.mentions.len(), same.html.matches("class=\"mention\"").count()), (1, 200));
    assert!(names(&format!("@{}", "a".repeat(100_000))).is_empty());
}

#[test]
fn c2_a_name_carries_nothing_into_the_page() {
    let hostile: People =
        [("eve".to_owned(), UserId(Uuid::nil()), "\"><script>x</script>".to_owned())].into_iter().collect();

    let html = Markdown::new().render_with("@eve", Profile::Post, &hostile).unwrap().html;

    assert!(html.contains("href=\"/users/%22%3E%3Cscript%3Ex%3C%2Fscript%3E\""), "{html}");
    assert!(!post("<a class=\"mention\" href=\"/users/ada\">x</a>").contains("class"), "the class is ours to give");
}
