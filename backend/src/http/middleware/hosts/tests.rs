//! Names and proxies.

use std::str::FromStr;

use axum::http::{HeaderName, HeaderValue};

use super::*;
use crate::config;

fn hosts(address: &str, profile: Profile) -> Hosts {
    let mut config = config::testing();
    config.profile = profile;
    config.site.base_address = url::Url::parse(address).unwrap();
    config.server.extra_hosts = vec!["www.example.org".to_owned()];
    config.server.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
    Hosts::new(&config)
}

fn fields(pairs: &[(&str, &str)]) -> HeaderMap {
    let field =
        |(name, value): &(&str, &str)| (HeaderName::from_str(name).unwrap(), HeaderValue::from_str(value).unwrap());
    let mut headers = HeaderMap::new();
    for (name, value) in pairs.iter().map(field) {
        headers.append(name, value);
    }
    headers
}

fn knows(hosts: &Hosts, host: &str) -> bool {
    hosts.know(&Uri::from_static("/"), &fields(&[("host", host)]))
}

#[test]
fn a9_only_our_names_are_known() {
    let hosts = hosts("https://blog.example.org", Profile::Production);

    for host in ["blog.example.org", "BLOG.example.ORG", "www.example.org"] {
        assert!(knows(&hosts, host), "{host}");
    }
    for host in ["evil.org", "blog.example.org.evil.org", "blog.example.org:8080", "localhost", "127.0.0.1:8080", ""] {
        assert!(!knows(&hosts, host), "{host}");
    }
    assert!(!hosts.know(&Uri::from_static("/"), &HeaderMap::new()));
    assert!(!hosts.know(&Uri::from_static("http://evil.org/"), &fields(&[("host", "blog.example.org")])));
    assert!(!hosts.know(&Uri::from_static("/"), &fields(&[("host", "blog.example.org"), ("host", "evil.org")])));
}

#[test]
fn local_names_are_known_in_development() {
    let hosts = hosts("http://localhost:8080", Profile::Development);

    for host in ["localhost:8080", "localhost", "127.0.0.1:3000", "[::1]:8080"] {
        assert!(knows(&hosts, host), "{host}");
    }
    assert!(!knows(&hosts, "evil.org:8080"));
    assert!(!knows(&hosts, "localhost.evil.org"));
}

#[test]
fn f2_only_trusted_proxies_speak_for_others() {
    let hosts = hosts("https://blog.example.org", Profile::Production);
    let client = |peer: &str, forwarded: &[&str]| {
        let pairs: Vec<_> = forwarded.iter().map(|value| ("x-forwarded-for", *value)).collect();
        let peer = Peer(SocketAddr::new(peer.parse().unwrap(), 1));
        hosts.client(Some(&peer), &fields(&pairs)).to_string()
    };

    assert_eq!(client("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
    assert_eq!(client("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
    assert_eq!(client("10.0.0.1", &["6.6.6.6, 198.51.100.1"]), "198.51.100.1");
    assert_eq!(client("10.0.0.1", &["6.6.6.6", "198.51.100.1, 10.0.0.2"]), "198.51.100.1");
    assert_eq!(client("10.0.0.1", &["nonsense"]), "10.0.0.1");
    assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
    assert_eq!(client("::ffff:10.0.0.1", &["::ffff:198.51.100.1"]), "198.51.100.1");
}
