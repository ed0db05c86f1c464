//! Addresses of databases, of Redis and of the site, and the file of the log: what cannot work is refused before a start.

use super::*;

/// What a value is refused for, if it is.
fn refusal(name: &str, value: &str) -> String {
    let given = format!("BROADSHEET_{name}");
    let (_folder, sources) = sources(Profile::Production, &production(&[(&given, value)]));
    load(&sources).err().map(|mistakes| mistakes.to_string()).unwrap_or_default()
}

/// Each is refused with the variable, the problem and an example, and nothing else is.
fn are_refused(name: &str, values: &[(&str, &str)]) {
    for (value, problem) in values {
        let said = refusal(name, value);
        assert!(said.contains(&format!("BROADSHEET_{name} {problem}")), "{value}: {said}");
        assert!(said.contains(&format!("for example: BROADSHEET_{name}=")), "{value}: {said}");
        assert!(said.contains("has 1 mistake:"), "{value}: {said}");
    }
}

fn are_taken(name: &str, values: &[&str]) {
    for value in values {
        assert_eq!(refusal(name, value), "", "{value}");
    }
}

#[test]
fn a_redis_address_is_read_whole() {
    are_refused(
        "REDIS__URL",
        &[
            ("redis:6379", "must begin with redis:// or rediss://"),
            ("redis+unix:///run/redis.sock", "must begin with redis:// or rediss://"),
            ("redis-cluster://h:6379", "must begin with redis:// or rediss://"),
            ("redis://", "must name a host"),
            ("redis://:6379/0", "must name a host"),
            ("redis:///0", "must name a host"),
            ("redis://:x@h:x/0", "is no address (invalid port number)"),
            ("redis://h:66000", "is no address (invalid port number)"),
            ("redis://h:0", "must have a port from 1 to 65535"),
            ("redis://a b:6379", "must name a host"),
            ("redis://h:6379/abc", "must end with a database number from 0 to 255"),
            ("redis://h:6379/-1", "must end with a database number from 0 to 255"),
            ("redis://h:6379/+1", "must end with a database number from 0 to 255"),
            ("redis://h:6379/256", "must end with a database number from 0 to 255"),
            ("redis://h:6379/0/1", "must end with a database number from 0 to 255"),
            ("redis://h:6379?db=1", "must end with the database number"),
            ("redis://h:6379/0#1", "must end with the database number"),
        ],
    );
    are_taken(
        "REDIS__URL",
        &[
            "",
            "redis://h",
            "redis://h/",
            "redis://h:6379/0",
            "redis://127.0.0.1:6379/15",
            "redis://[::1]:6379/255",
            "redis://ada:p%40ss-of-ours@redis_1:6379",
            "rediss://:a-long-one-of-ours@redis.example.org:6380/1",
        ],
    );
}

#[test]
fn whatever_redis_address_is_taken_the_client_can_read() {
    for url in ["redis://h", "redis://h/", "redis://[::1]:6379/255", "rediss://ada:p%40ss@redis_1:6380/0"] {
        assert!(redis::RedisUrl::read(url).is_ok(), "{url}");
        assert!(fred::types::config::Config::from_url(url).is_ok(), "{url}");
    }
}

#[test]
fn passwords_that_guides_to_redis_print_are_refused() {
    for password in ["redis", "foobared", "redispass", "RedisPass", "redispassword", "default", "re%64is"] {
        let said = refusal("REDIS__URL", &format!("redis://:{password}@h:6379/0"));
        assert!(said.contains("BROADSHEET_REDIS__URL holds a default password"), "{password}: {said}");
    }
    assert!(refusal("DATABASE__URL", "postgres://ada:post%67res@db/x").contains("holds a default password"));
}

#[test]
fn sqlite_needs_a_file_that_can_be_written() {
    let memory = "must name a file: a database in memory is gone with its process";
    are_refused(
        "DATABASE__URL",
        &[
            ("sqlite:", "must name a file"),
            ("sqlite://", "must name a file"),
            ("sqlite://?mode=rwc", "must name a file"),
            ("sqlite://data/", "must name a file, not a folder"),
            ("sqlite::memory:", memory),
            ("sqlite://:memory:", memory),
            ("sqlite://%3Amemory%3A", memory),
            ("sqlite://a.db?mode=memory", memory),
            ("sqlite://a.db?mode=ro", "must name a file that may be written: leave mode=ro out"),
            ("sqlite://a.db?immutable=1", "must name a file that may be written: leave immutable=1 out"),
            ("sqlite://a.db?cache=shared", "must be sqlite://path/to/file alone: leave cache=shared out"),
            ("sqlite://a.db?mode=r", "must be sqlite://path/to/file alone: leave mode=r out"),
            ("sqlite://a.db?colour=red", "must be sqlite://path/to/file alone: leave colour=red out"),
            ("sqlite://%ff.db", "must name a file in UTF-8"),
        ],
    );
    are_refused("DATABASE__URL", &[("sqlite:/", "must name a file, not a folder")]);
    are_taken(
        "DATABASE__URL",
        &["sqlite://data/broadsheet.db", "sqlite:a.db", "sqlite:///var/lib/a.db", "sqlite://a%3F.db?mode=rwc"],
    );
}

#[test]
fn other_names_of_the_site_are_names() {
    are_refused(
        "SERVER__EXTRA_HOSTS",
        &[
            ("a b", "must be names as browsers send them, with a port if it is not the usual one, not \"a b\""),
            ("https://www.example.org", "must be names"),
            ("www.example.org/", "must be names"),
            ("ada@www.example.org", "must be names"),
            ("*.example.org", "must be names"),
            ("www.example.org:", "must be names"),
            ("www.example.org:0", "must be names"),
            ("www.example.org:66000", "must be names"),
            ("www..example.org", "must be names"),
            ("b\u{fc}cher.example", "must be names"),
            ("::1", "must be names"),
            ("www.example.org, a b", "must be names"),
        ],
    );
    are_taken(
        "SERVER__EXTRA_HOSTS",
        &[
            "",
            "www.example.org",
            "WWW.Example.org:8443, localhost",
            "127.0.0.1:80",
            "[::1]:8080",
            "xn--bcher-kva.example",
        ],
    );
}

#[test]
fn the_log_lies_in_a_folder_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let inside = |name: &str| folder.path().join(name).display().to_string();

    let gone = inside("not-there/access.log");
    let missing = format!("lies in a folder that is not there: {}", inside("not-there"));
    let itself = inside("");
    are_refused("LOGGING__ACCESS_LOG", &[(&gone, &missing), (&itself, "must be a file, not a folder")]);
    are_taken("LOGGING__ACCESS_LOG", &[&inside("access.log"), "access.log", "off", "stdout"]);
}
