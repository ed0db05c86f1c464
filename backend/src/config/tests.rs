//! What is refused, what is told, and what never is.

use std::{fs, path::PathBuf};

use broadsheet_shared::limit::Action;

use super::*;

mod addresses;
mod api;
mod sources;
mod the_secret;

const KEY: &str = "kX8f2LqP9vTz4WmR7sYb1NcH6dJg3AeU";

fn sources(profile: Profile, variables: &[(&str, &str)]) -> (tempfile::TempDir, Sources) {
    let folder = tempfile::tempdir().unwrap();
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let sources = Sources {
        file: None,
        look_for_default: false,
        variables,
        default_profile: profile,
        data_folder: folder.path().join("data"),
    };
    (folder, sources)
}

fn mistakes(profile: Profile, variables: &[(&str, &str)]) -> Vec<Mistake> {
    let (_folder, sources) = sources(profile, variables);
    load(&sources).map(|_| ()).unwrap_err().0
}

fn production(variables: &[(&str, &str)]) -> Vec<(&'static str, &'static str)> {
    // Leaked on purpose: a test's few bytes.
    let mut all = vec![("BROADSHEET_SECRETS__KEY", KEY)];
    all.extend(variables.iter().map(|(name, value)| (&*name.to_string().leak(), &*value.to_string().leak())));
    all
}

#[test]
fn defaults_of_every_profile_are_right() {
    for profile in [Profile::Development, Profile::Testing] {
        let (_folder, sources) = sources(profile, &[]);
        assert!(load(&sources).is_ok(), "{profile}");
    }
    let (_folder, sources) = sources(Profile::Production, &production(&[]));
    let (config, _) = load(&sources).unwrap();
    assert_eq!(config.server.port, 8080);
    assert_eq!(config.site.address("/x"), "http://localhost:8080/x");
}

#[test]
fn address_follows_the_port_unless_it_is_given() {
    let (_folder, sources) = sources(Profile::Development, &[("BROADSHEET_SERVER__PORT", "9000")]);
    let (config, lines) = load(&sources).unwrap();
    assert_eq!(config.site.address("/x"), "http://localhost:9000/x");
    assert!(lines.iter().any(|line| line.key == "site.base_address" && line.value.contains("9000")));

    let given = [("BROADSHEET_SERVER__PORT", "9000"), ("BROADSHEET_SITE__BASE_ADDRESS", "https://blog.example.org")];
    let (_folder, sources) = self::sources(Profile::Development, &given);
    let (config, _) = load(&sources).unwrap();
    assert_eq!(config.site.address("/x"), "https://blog.example.org/x");
}

#[test]
fn all_mistakes_come_in_one_list() {
    let found = mistakes(
        Profile::Production,
        &[
            ("BROADSHEET_SERVER__PORT", "eighty"),
            ("BROADSHEET_SERVER__PROT", "80"),
            ("BROADSHEET_SITE__BASE_ADDRESS", "http://blog.example.org"),
            ("BROADSHEET_MAIL__TRANSPORT", "pigeon"),
            ("BROADSHEET_DATABASE__URL", "postgres://broadsheet:postgres@db/broadsheet"),
        ],
    );

    let text = Mistakes(found.clone()).to_string();
    assert_eq!(found.len(), 6, "{text}");
    for part in [
        "BROADSHEET_SERVER__PORT must be a whole number from 0 to 65535, not \"eighty\"",
        "BROADSHEET_SERVER__PROT is not a known name; did you mean BROADSHEET_SERVER__PORT?",
        "BROADSHEET_SITE__BASE_ADDRESS must begin with https://",
        "for example: BROADSHEET_SITE__BASE_ADDRESS=https://blog.example.org",
        "BROADSHEET_MAIL__TRANSPORT must be one of none, file, smtp",
        "BROADSHEET_DATABASE__URL holds a default password",
        "BROADSHEET_SECRETS__KEY is missing",
    ] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
}

#[test]
fn a_wrong_item_of_a_list_is_named_once() {
    let addresses = [("BROADSHEET_SERVER__ADDRESSES", "127.0.0.1, here, there")];

    let text = Mistakes(mistakes(Profile::Development, &addresses)).to_string();

    assert!(text.contains("BROADSHEET_SERVER__ADDRESSES must be an IP address, not \"here\".\n"), "{text}");
}

#[test]
fn mistakes_of_a_file_speak_as_the_file_does() {
    let (folder, mut sources) = sources(Profile::Production, &production(&[]));
    let path = folder.path().join("site.toml");
    fs::write(&path, "[server]\nport = \"x\"\n[site]\nbase_address = \"http://blog.example.org\"\n").unwrap();
    sources.file = Some(path.clone());

    let text = load(&sources).map(|_| ()).unwrap_err().to_string();

    let place = path.display();
    assert!(text.contains(&format!("server.port (in {place}) must be a whole number")), "{text}");
    assert!(text.contains("for example: server.port = 8080\n"), "{text}");
    assert!(text.contains("for example: site.base_address = \"https://blog.example.org\"\n"), "{text}");
}

#[test]
fn production_refuses_weak_secrets() {
    for key in [
        "",
        "x7Qz",
        "changeme-changeme-changeme-changeme",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "testing-testing-only-0123456789-abcdefghijkl",
    ] {
        let found = mistakes(Profile::Production, &[("BROADSHEET_SECRETS__KEY", key)]);
        assert_eq!(found.len(), 1, "{key}");
        assert!(key.is_empty() || !Mistakes(found).to_string().contains(key), "{key}");
    }
}

#[test]
fn production_takes_http_on_localhost_only() {
    for (address, is_right) in [
        ("http://localhost:3000", true),
        ("http://127.0.0.1:3000", true),
        ("https://blog.example.org", true),
        ("http://blog.example.org", false),
        ("http://localhost.evil.org", false),
        ("ftp://blog.example.org", false),
        ("https://blog.example.org/path", false),
        ("https://user:pass@blog.example.org", false),
        ("blog.example.org", false),
    ] {
        let (_folder, sources) =
            sources(Profile::Production, &production(&[("BROADSHEET_SITE__BASE_ADDRESS", address)]));
        assert_eq!(load(&sources).is_ok(), is_right, "{address}");
    }
}

#[test]
fn development_makes_its_secret_once() {
    let (_folder, sources) = sources(Profile::Development, &[]);

    let (first, lines) = load(&sources).unwrap();
    let (second, _) = load(&sources).unwrap();

    assert_eq!(first.secrets.key, second.secrets.key);
    assert!(secrets::weakness(first.secrets.key.expose()).is_none());
    assert!(lines.iter().all(|line| !line.value.contains(first.secrets.key.expose())));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(sources.data_folder.join("secret")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn environment_goes_over_the_file() {
    let (folder, mut sources) = sources(Profile::Testing, &[("BROADSHEET_SERVER__PORT", "9000")]);
    let path = folder.path().join("site.toml");
    fs::write(&path, "profile = \"development\"\n[server]\nport = 8000\nextra_hosts = [\"a.org\", \"b.org\"]\n")
        .unwrap();
    sources.file = Some(path);

    let (config, lines) = load(&sources).unwrap();

    assert_eq!(config.profile, Profile::Development);
    assert_eq!(config.server.port, 9000);
    assert_eq!(config.server.extra_hosts, ["a.org", "b.org"]);
    let origin = |key: &str| lines.iter().find(|line| line.key == key).unwrap().origin.clone();
    assert_eq!(origin("server.port"), "BROADSHEET_SERVER__PORT");
    assert!(origin("server.extra_hosts").ends_with("site.toml"));
    assert_eq!(origin("site.name"), "default");
}

#[test]
fn mistakes_of_the_file_name_their_key() {
    let (folder, mut sources) = sources(Profile::Testing, &[]);
    let path = folder.path().join("site.toml");
    fs::write(&path, "colour = 1\n[server]\nprot = 1\nport = 1.5\n[site.deep]\nx = 1\n").unwrap();
    sources.file = Some(path);

    let text = load(&sources).unwrap_err().to_string();

    for part in ["colour (in", "did you mean server.port?", "server.port (in", "site.deep (in"] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
    sources.file = Some(PathBuf::from("/no/such/file.toml"));
    assert!(load(&sources).unwrap_err().to_string().contains("/no/such/file.toml cannot be read"));
}

#[test]
fn secret_can_come_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    fs::write(&path, format!("{KEY}\n")).unwrap();
    let (_folder, sources) = sources(Profile::Production, &[("BROADSHEET_SECRETS__KEY_FILE", path.to_str().unwrap())]);

    assert_eq!(load(&sources).unwrap().0.secrets.key.expose(), KEY);
}

#[test]
fn nothing_shows_a_secret() {
    let (_folder, sources) = sources(
        Profile::Production,
        &production(&[
            ("BROADSHEET_DATABASE__URL", "postgres://ada:hunter2-hunter2@db/broadsheet"),
            ("BROADSHEET_REDIS__URL", "redis://:hunter2-hunter2@redis:6379"),
            ("BROADSHEET_MAIL__SMTP_PASSWORD", "hunter2-hunter2"),
        ]),
    );

    let (config, lines) = load(&sources).unwrap();

    let shown = format!("{config:?} {lines:?}");
    assert!(!shown.contains("hunter2") && !shown.contains(KEY), "{shown}");
    assert!(config.database.url.expose().contains("hunter2"));
}

#[test]
fn no_mistake_shows_a_secret() {
    for url in [
        "postgres://ada:hunter2@db:port/x",
        "postgres://ada:hunter2/x",
        "mysql://ada:hunter2@db/x",
        "postgres:///x?password=hunter2",
        "mysql://a-host-with-a-name-that-is-longer-than-what-is-shown-of-a-value/ada:hunter2@db",
    ] {
        let said = format!("{:?}", mistakes(Profile::Production, &production(&[("BROADSHEET_DATABASE__URL", url)])));
        assert!(said.contains("DATABASE__URL") && !said.contains("hunter2"), "{url}: {said}");
    }
    let (_folder, sources) = sources(
        Profile::Production,
        &production(&[("BROADSHEET_DATABASE__URL", "postgres://db/x?sslmode=require&password=hunter2")]),
    );
    let (config, lines) = load(&sources).unwrap();
    assert!(!format!("{config:?} {lines:?}").contains("hunter2"));
    assert!(config.database.url.expose().ends_with("hunter2"));

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("broken.toml");
    fs::write(&file, "[site]\nname = \"x\"\n[secrets]\nkey = hunter2\n").unwrap();
    let (_folder, mut sources) = self::sources(Profile::Production, &production(&[]));
    sources.file = Some(file);
    let said = load(&sources).unwrap_err().to_string();
    assert!(said.contains("is not TOML") && said.contains("line 4") && !said.contains("hunter2"), "{said}");
}

#[test]
fn production_refuses_default_passwords_wherever_they_stand() {
    for (variable, url) in [
        ("BROADSHEET_DATABASE__URL", "postgres://ada:postgres@db/x"),
        ("BROADSHEET_DATABASE__URL", "postgres://db/x?password=Secret"),
        ("BROADSHEET_REDIS__URL", "redis://:changeme@redis:6379/0"),
    ] {
        let said = format!("{:?}", mistakes(Profile::Production, &production(&[(variable, url)])));
        assert!(said.contains(variable) && said.contains("default password"), "{url}: {said}");
    }
}

#[test]
fn a_limit_that_is_set_stays_and_the_others_are_multiplied() {
    let variables = [
        ("BROADSHEET_LIMITS__FACTOR", "10"),
        ("BROADSHEET_LIMITS__AUTH_LOGIN", "7/1m per account"),
        ("BROADSHEET_LIMITS__RENDER", "5/1s per user, 9/2s per address"),
    ];
    let (_folder, sources) = sources(Profile::Development, &variables);

    let (config, lines) = load(&sources).unwrap();

    let shown = |key: &str| lines.iter().find(|line| line.key == key).unwrap().value.clone();
    assert_eq!(
        shown("limits.auth_login"),
        "600/15m per address, 7/1m per account, 200/15m per device, 600/15m per owner"
    );
    assert_eq!(shown("limits.render"), "9/2s per address, 5/1s per user");
    assert_eq!(shown("limits.auth_confirm"), "600/15m per address");
    assert_eq!(config.limits.of(Action::AuthLogin)[1].quota, 7);
}

#[test]
fn a_limit_cannot_be_switched_off_or_set_for_what_is_not_counted() {
    for (limits, problem) in [
        ("0/1m per address", "must be limits as \"60/15m per address\""),
        ("none", "must be limits as"),
        ("9/1m per user", "can only have limits per address, per account, per device, per owner"),
    ] {
        let text = Mistakes(mistakes(Profile::Development, &[("BROADSHEET_LIMITS__AUTH_LOGIN", limits)])).to_string();
        assert!(text.contains("BROADSHEET_LIMITS__AUTH_LOGIN") && text.contains(problem), "{text}");
    }
    let (_folder, sources) = sources(Profile::Development, &[("BROADSHEET_LIMITS__AUTH_LOGIN", "")]);
    assert_eq!(load(&sources).unwrap().0.limits.of(Action::AuthLogin), Action::AuthLogin.defaults());
    assert_eq!(mistakes(Profile::Development, &[("BROADSHEET_LIMITS__FACTOR", "0")]).len(), 1);
}

#[test]
fn a_mail_server_is_described_whole_or_refused() {
    let smtp = |more: &[(&'static str, &'static str)]| {
        let all = [
            ("BROADSHEET_MAIL__TRANSPORT", "smtp"),
            ("BROADSHEET_MAIL__FROM", "Our Blog <blog@example.org>"),
            ("BROADSHEET_MAIL__SMTP_HOST", "mail.example.org"),
        ];
        let given: Vec<_> = all.into_iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name)).collect();
        let (_folder, sources) = sources(Profile::Production, &production(&[&given[..], more].concat()));
        load(&sources).err().map(|mistakes| mistakes.to_string()).unwrap_or_default()
    };
    assert_eq!(smtp(&[]), "");
    assert_eq!(smtp(&[("BROADSHEET_MAIL__SMTP_HOST", "::1"), ("BROADSHEET_MAIL__SMTP_TLS", "none")]), "");

    for (name, value, said) in [
        ("FROM", "nowhere", "MAIL__FROM must be a mail address"),
        ("FROM", "Blog <blog@localhost>", "MAIL__FROM must be an address that people can answer to"),
        ("SMTP_HOST", "", "MAIL__SMTP_HOST is missing"),
        ("SMTP_HOST", "smtp://mail.example.org", "MAIL__SMTP_HOST must be a name or an address alone"),
        ("SMTP_HOST", "mail.example.org:25", "MAIL__SMTP_HOST must be a name or an address alone"),
        ("SMTP_PORT", "0", "MAIL__SMTP_PORT must be from 1 to 65535"),
        ("SMTP_TLS", "ssl", "MAIL__SMTP_TLS must be one of starttls, tls, none"),
        ("SMTP_USERNAME", "blog", "MAIL__SMTP_PASSWORD is missing, and mail.smtp_username needs it"),
        ("SMTP_PASSWORD", "secret", "MAIL__SMTP_USERNAME is missing, and mail.smtp_password needs it"),
        ("SMTP_TIMEOUT_SECS", "600", "MAIL__SMTP_TIMEOUT_SECS must be from 1 to 30"),
        ("SMTP_AUTHORITY", "/no/such/file.pem", "MAIL__SMTP_AUTHORITY cannot be read"),
    ] {
        let name: &'static str = format!("BROADSHEET_MAIL__{name}").leak();
        let told = smtp(&[(name, value)]);
        assert!(told.contains(said) && told.contains("has 1 mistake:"), "{name}={value}: {told}");
    }
    let account = [("BROADSHEET_MAIL__SMTP_USERNAME", "blog"), ("BROADSHEET_MAIL__SMTP_PASSWORD", "sesame")];
    let bare = [&account[..], &[("BROADSHEET_MAIL__SMTP_TLS", "none")]].concat();
    assert_eq!(smtp(&account), "");
    assert!(smtp(&bare).contains("MAIL__SMTP_TLS must be starttls or tls"));
    assert_eq!(smtp(&[&bare[..], &[("BROADSHEET_MAIL__SMTP_HOST", "localhost")]].concat()), "");
}

#[test]
fn every_example_and_default_can_be_read_again() {
    for field in Config::fields().iter().filter(|field| !field.is_secret && field.key != "database.url") {
        for text in [field.example.to_owned(), field.defaults[0].clone()] {
            let (_folder, sources) = sources(Profile::Development, &[(&field.variable(), &text)]);
            let result = load(&sources);
            let mistakes = result.err().map(|mistakes| mistakes.to_string()).unwrap_or_default();
            // smtp alone lacks its host, a log and fonts their folder; that they can be read is what counts here.
            let leans_on_more = ["mail.transport", "logging.access_log", "cards.fonts_folder"].contains(&field.key);
            assert!(mistakes.is_empty() || leans_on_more, "{}={text}: {mistakes}", field.variable());
        }
    }
}

#[test]
fn reference_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/CONFIGURATION.md");
    let committed = fs::read_to_string(path).unwrap_or_default();

    assert!(
        committed == reference(),
        "write it anew: cargo run -p broadsheet -- config reference > backend/docs/CONFIGURATION.md"
    );
}
