//! `[server]`: sockets, their limits, and the proxies in front.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    path::PathBuf,
};

use super::{Network, Profile, load::Reader, value::instead_of};

section! {
    /// Sockets, their limits, and the proxies in front.
    Server in "server" {
        /// Addresses to listen on, between commas.
        addresses: Vec<IpAddr> = |_| vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()], example "127.0.0.1, ::1";
        /// Port to listen on; 0 takes a free one and prints it.
        port: u16 = |profile| if profile == Profile::Testing { 0 } else { 8080 }, example "8080";
        /// Connections at once; more wait in the kernel's queue. Held below the limit of open files.
        max_connections: u32 = |_| 16_384, example "16384";
        /// Seconds until a request's header fields must be complete.
        header_timeout_secs: u64 = |_| 10, example "10";
        /// Seconds that a kept-alive connection may be idle.
        idle_timeout_secs: u64 = |_| 60, example "60";
        /// Seconds that a request body may take, beside the time its bytes need at 16 KiB a second.
        body_timeout_secs: u64 = |_| 10, example "10";
        /// Milliseconds from the end of a request's body until its answer, or 503. Uploads of images may take longer.
        answer_timeout_ms: u64 = |profile| if profile == Profile::Testing { 60_000 } else { 2_800 }, example "2800";
        /// Seconds that a client may make the server wait before it has taken 16 KiB of its answer.
        write_timeout_secs: u64 = |_| 15, example "15";
        /// Milliseconds between saying "not ready" and closing the door, so that a balancer can look away.
        drain_delay_ms: u64 = |profile| if profile == Profile::Production { 1_000 } else { 0 }, example "1000";
        /// Seconds that requests under way may take at a stop; then their connections are cut.
        shutdown_grace_secs: u64 = |_| 10, example "10";
        /// Further names, with their port, that this site answers to in the `Host` field.
        extra_hosts: Vec<String> = |_| Vec::new(), example "www.example.org";
        /// Proxies whose `X-Forwarded-For` is believed, as addresses or networks.
        trusted_proxies: Vec<Network> = |_| Vec::new(), example "127.0.0.1, 10.0.0.0/8";
        /// Exact origins of other sites whose scripts may call the API; empty closes it to them.
        cors_origins: Vec<String> = |_| Vec::new(), example "https://tools.example.org";
        /// A folder with the browser's files, in place of those inside the program. For development.
        assets_dir: Option<PathBuf> = |_| None, example "target/dist";
        /// Whether HSTS binds the subdomains too. Only sent where the site's address is https.
        hsts_include_subdomains: bool = |_| false, example "true";
    }
}

impl Server {
    pub(super) fn check(&self, reader: &mut Reader<'_>) {
        if self.addresses.is_empty() {
            reader.refuse("server.addresses", "must name at least one address");
        }
        reader.range("server.max_connections", self.max_connections.into(), 16, 1_000_000);
        reader.range("server.header_timeout_secs", self.header_timeout_secs, 1, 60);
        reader.range("server.idle_timeout_secs", self.idle_timeout_secs, 1, 3_600);
        reader.range("server.body_timeout_secs", self.body_timeout_secs, 1, 300);
        reader.range("server.answer_timeout_ms", self.answer_timeout_ms, 100, 60_000);
        reader.range("server.write_timeout_secs", self.write_timeout_secs, 1, 300);
        reader.range("server.drain_delay_ms", self.drain_delay_ms, 0, 4_000);
        reader.range("server.shutdown_grace_secs", self.shutdown_grace_secs, 1, 10);
        if let Some(host) = self.extra_hosts.iter().find(|host| !is_host(host)) {
            let problem = "must be names as browsers send them, with a port if it is not the usual one".to_owned();
            reader.refuse("server.extra_hosts", &instead_of(problem, host));
        }
        for origin in &self.cors_origins {
            let is_origin = url::Url::parse(origin).is_ok_and(|url| url.origin().ascii_serialization() == *origin);
            if !is_origin {
                reader.refuse("server.cors_origins", "must be exact origins: scheme, name and port, no path, no *");
            }
        }
    }
}

/// A name or an address, and perhaps a port: what can stand in a `Host` field. A name beyond ASCII comes as punycode there.
fn is_host(text: &str) -> bool {
    let (name, port) = match text.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (text, None),
    };
    let is_port =
        |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse().is_ok_and(|port: u16| port > 0);
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let is_name = match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => name.split('.').all(is_label),
    };
    is_name && port.is_none_or(is_port)
}
