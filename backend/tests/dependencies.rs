//! Cargo.lock against `.deny.toml`: what must not be compiled in, and exceptions that nobody needs any more.

use std::{collections::BTreeMap, fs, path::Path};

use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use toml::Value;

fn table(name: &str) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let text = fs::read_to_string(root.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every package, with the names of those that need it.
fn locked() -> BTreeMap<String, Vec<String>> {
    let lock = table("Cargo.lock");
    let packages = lock["package"].as_array().unwrap();
    let name = |package: &Value| package["name"].as_str().unwrap().to_owned();
    let mut needed: BTreeMap<String, Vec<String>> =
        packages.iter().map(|package| (name(package), Vec::new())).collect();
    for package in packages {
        let wanted = package.get("dependencies").and_then(Value::as_array).into_iter().flatten();
        for wanted in wanted.filter_map(|wanted| wanted.as_str()?.split(' ').next()) {
            needed.get_mut(wanted).unwrap_or_else(|| panic!("{wanted} is not locked")).push(name(package));
        }
    }
    needed
}

#[test]
fn what_is_banned_is_not_there() {
    let (locked, deny) = (locked(), table(".deny.toml"));
    let banned: Vec<_> =
        deny["bans"]["deny"].as_array().unwrap().iter().map(|ban| ban["crate"].as_str().unwrap()).collect();

    assert!(banned.contains(&"aws-lc-rs") && banned.contains(&"openssl-sys"), "{banned:?}");
    let there: Vec<_> = banned.into_iter().filter(|name| locked.contains_key(*name)).collect();
    assert!(there.is_empty(), "{there:?}");
    assert!(locked["ring"].iter().any(|user| user == "rustls"), "{:?}", locked["ring"]);
}

/// rustls panics here if it finds two providers, or none.
#[test]
fn tls_has_one_provider() {
    let config = ClientConfig::builder().with_root_certificates(RootCertStore::empty()).with_no_client_auth();

    let ours: Vec<_> = config.crypto_provider().cipher_suites.iter().map(|suite| suite.suite()).collect();
    assert!(!ours.is_empty());
}

#[test]
fn every_exception_is_explained_and_needed() {
    // Which package an advisory is about stands in the database of advisories, which no test downloads.
    const RSA: (&str, &[&str]) = ("rsa", &["crypto-glue", "jsonwebtoken"]);
    let (locked, deny) = (locked(), table(".deny.toml"));
    let about = BTreeMap::from([("RUSTSEC-2023-0071", RSA)]);

    for exception in deny["advisories"]["ignore"].as_array().unwrap() {
        let id = exception["id"].as_str().unwrap();
        let (package, users) = about.get(id).unwrap_or_else(|| panic!("{id}: say here what it is about"));
        let needed: Vec<_> = locked.get(*package).into_iter().flatten().map(String::as_str).collect();
        assert_eq!(needed, *users, "{id}: {package}");
        assert!(exception["reason"].as_str().unwrap().len() > 30, "{id}");
    }
}

#[test]
fn everything_comes_from_the_registry() {
    for package in table("Cargo.lock")["package"].as_array().unwrap() {
        let source = package.get("source").and_then(Value::as_str);
        let is_known = source.is_none_or(|source| source == "registry+https://github.com/rust-lang/crates.io-index");
        assert!(is_known, "{}: {source:?}", package["name"]);
    }
}
