//! The table of browser files: names, fingerprints and what a page says about them.

use super::*;

const TRUNK_OUTPUT: &str = r#"<!DOCTYPE html><html lang="en"><head><!-- <link rel="stylesheet" href="/no.css"> -->
<link rel="stylesheet" href="/assets/main-c920ca43256fdcb9.css" integrity="x"/>
<script src=/assets/first-paint-1f9c0ab1cd90124.js integrity=x></script>
<link rel="icon" href="/assets/icon-c920ca43256fdcb0.svg">
<link crossorigin href=/assets/reader-40a3339e05461b0.js rel=modulepreload>
<script type="module" src="/assets/boot-826a251e90214603.js"></script></head><body></body></html>"#;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("index.html"), TRUNK_OUTPUT).unwrap();
    fs::write(folder.path().join("boot-826a251e90214603.js"), "start()").unwrap();
    fs::write(folder.path().join(".made-of"), "stamp").unwrap();
    let reader = ["reader-40a3339e05461b0.js", "reader-40a3339e05461b0_bg.wasm"];
    for name in reader.into_iter().chain(["desk.js", "desk_bg.wasm", "desktop.js", "live.js", "live_bg.wasm"]) {
        fs::write(folder.path().join(name), name).unwrap();
    }
    fs::create_dir(folder.path().join("fonts")).unwrap();
    fs::write(folder.path().join("fonts/serif.woff2"), "wOF2").unwrap();
    folder
}

#[test]
fn files_of_a_folder_are_found_by_address() {
    let folder = folder();

    let assets = Assets::from_dir(folder.path()).unwrap();

    let boot = assets.find("/assets/boot-826a251e90214603.js").unwrap();
    assert_eq!(boot.identity, "start()");
    assert_eq!(boot.content_type, "text/javascript; charset=utf-8");
    assert!(boot.is_hashed);
    let font = assets.find("/assets/fonts/serif.woff2").unwrap();
    assert!(!font.is_hashed);
}

#[test]
fn only_listed_names_are_found() {
    let assets = Assets::from_dir(folder().path()).unwrap();

    for path in [
        "/assets/index.html",
        "/assets/.made-of",
        "/assets/../assets.rs",
        "/assets/fonts",
        "/assets/",
        "fonts/serif.woff2",
    ] {
        assert!(assets.find(path).is_none(), "{path}");
    }
}

#[test]
fn shell_names_what_trunk_linked_in_order() {
    let folder = folder();

    let shell = Assets::from_dir(folder.path()).unwrap().shell().clone();

    assert_eq!(shell.styles[0].href, "/assets/main-c920ca43256fdcb9.css");
    assert_eq!(shell.styles.len(), 1);
    assert_eq!(shell.scripts[0].href, "/assets/first-paint-1f9c0ab1cd90124.js");
    assert_eq!(shell.others[0].0, "icon");
    assert!(shell.boot.as_ref().unwrap().integrity.starts_with("sha384-"));
}

#[test]
fn programs_have_addresses_of_what_they_hold() {
    let folder = folder();

    let before = Assets::from_dir(folder.path()).unwrap();
    fs::write(folder.path().join("desk_bg.wasm"), "optimised").unwrap();
    let after = Assets::from_dir(folder.path()).unwrap();

    let [reader, desk] = before.shell().programs.as_slice() else { panic!("two programs") };
    let [same, changed] = after.shell().programs.as_slice() else { panic!("two programs") };
    assert_eq!(reader, same);
    assert_eq!(desk.glue, changed.glue);
    assert_ne!(desk.wasm.href, changed.wasm.href);
    assert_ne!(before.build(), after.build());
    for link in [&reader.glue, &reader.wasm, &changed.glue, &changed.wasm] {
        let asset = after.find(&link.href).unwrap();
        assert!(asset.is_hashed && is_hashed(link.href.strip_prefix(PREFIX).unwrap()), "{}", link.href);
        assert_eq!(asset.integrity, link.integrity);
    }
    assert!(after.find("/assets/desk.js").is_none());
    assert!(after.find("/assets/desktop.js").is_some());
}

#[test]
fn page_starts_its_own_program_and_no_other() {
    let assets = Assets::from_dir(folder().path()).unwrap();

    let (reader, desk) = (assets.head(Program::Reader), assets.head(Program::Desk));

    assert!(reader.contains(r#"data-glue="/assets/reader-"#) && !reader.contains("/assets/desk-"));
    assert!(desk.contains(r#"data-glue="/assets/desk-"#) && !desk.contains("/assets/reader-"));
    for head in [reader, desk] {
        assert!(head.contains(r#"data-wasm-integrity="sha384-"#));
        // Browsers check a preloaded `fetch` when it is made, and complain of a fingerprint on the preload itself.
        let preload = head.split("<link ").find(|tag| tag.contains(r#"as="fetch""#)).unwrap();
        let preload = preload.split('>').next().unwrap();
        assert!(!preload.contains("integrity"), "{preload}");
    }
}

#[test]
fn page_names_the_live_program_beside_its_own_and_fetches_it_later() {
    let assets = Assets::from_dir(folder().path()).unwrap();
    let live = assets.shell().live.as_ref().unwrap();

    for program in [Program::Reader, Program::Desk] {
        let head = assets.head(program);
        let meta = head.split("<meta ").find(|tag| tag.contains(r#"name="broadsheet-live""#)).unwrap();
        for (name, value) in [
            ("glue", &live.glue.href),
            ("glue-integrity", &live.glue.integrity),
            ("wasm", &live.wasm.href),
            ("wasm-integrity", &live.wasm.integrity),
        ] {
            assert!(meta.contains(&format!(r#" data-{name}="{value}""#)), "{name}: {meta}");
        }
        assert!(head.split("<link ").skip(1).all(|link| !link.split('>').next().unwrap().contains("/live-")), "{head}");
    }
    for link in [&live.glue, &live.wasm] {
        assert!(assets.find(&link.href).unwrap().is_hashed, "{}", link.href);
    }
    assert!(assets.shell().programs.iter().all(|files| files.name != "live"));
}

#[test]
fn page_without_a_program_starts_no_live_one() {
    let folder = folder();
    fs::remove_file(folder.path().join("desk_bg.wasm")).unwrap();

    let assets = Assets::from_dir(folder.path()).unwrap();

    assert!(!assets.head(Program::Desk).contains("broadsheet-live"));
    assert!(assets.head(Program::Reader).contains("broadsheet-live"));
}

#[test]
fn build_without_the_live_program_has_its_pages_all_the_same() {
    let folder = folder();
    let before = Assets::from_dir(folder.path()).unwrap();
    fs::remove_file(folder.path().join("live_bg.wasm")).unwrap();

    let after = Assets::from_dir(folder.path()).unwrap();

    let head = after.head(Program::Reader);
    assert!(head.contains("broadsheet-app") && !head.contains("broadsheet-live"));
    assert_ne!(before.build(), after.build());
}

#[test]
fn page_tags_hold_no_inline_script() {
    let folder = folder();

    let html = Assets::from_dir(folder.path()).unwrap().shell().tags(Program::Reader);

    assert!(html.contains(r#"<script type="module" src="/assets/boot-826a251e90214603.js" integrity="sha384-"#));
    for script in html.split("<script").skip(1) {
        assert!(script.contains(" src="), "{script}");
        assert!(script.contains("></script>"), "{script}");
    }
}

#[test]
fn hashes_in_names_are_recognised() {
    for hashed in
        ["boot-826a251e90214603.js", "reader-40a3339e05461b0_bg.wasm", "snippets/leptos-4f0a1b2c3d4e5f60/inline0.js"]
    {
        assert!(is_hashed(hashed), "{hashed}");
    }
    for plain in ["boot.js", "fonts/inter-400.woff2", "stamp.txt", "a-dead.js"] {
        assert!(!is_hashed(plain), "{plain}");
    }
}
