//! Which names this site answers to, and who the client is behind its proxies.
//!
//! A forged `Host` must not reach a link in a mail (SECURITY A9), a forged `X-Forwarded-For` no limiter (F2).

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::http::{HeaderMap, Uri, header};

use crate::{
    config::{Config, Network, Profile},
    http::extract::Peer,
};

/// The names and proxies of the configuration, ready to compare.
#[derive(Debug, Clone)]
pub struct Hosts {
    names: Vec<String>,
    proxies: Vec<Network>,
    takes_local: bool,
    takes_none: bool,
}

impl Hosts {
    /// Reads them from the configuration.
    pub fn new(config: &Config) -> Self {
        let mut names = vec![authority(&config.site.base_address)];
        names.extend(config.server.extra_hosts.iter().map(|name| name.to_ascii_lowercase()));
        Self {
            names,
            proxies: config.server.trusted_proxies.clone(),
            takes_local: config.profile != Profile::Production || is_local(&authority(&config.site.base_address)),
            takes_none: config.profile == Profile::Testing,
        }
    }

    /// True if the request names this site; an absolute address counts as well as the field.
    pub fn know(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        if let Some(authority) = uri.authority()
            && !self.knows(authority.as_str())
        {
            return false;
        }
        let mut fields = headers.get_all(header::HOST).iter();
        match (fields.next(), fields.next()) {
            (Some(host), None) => host.to_str().is_ok_and(|host| self.knows(host)),
            (None, _) => self.takes_none || uri.authority().is_some(),
            (Some(_), Some(_)) => false,
        }
    }

    fn knows(&self, host: &str) -> bool {
        self.names.iter().any(|name| name.eq_ignore_ascii_case(host)) || (self.takes_local && is_local(host))
    }

    /// The client: the connection's other end, or the last hop before the proxies we trust.
    pub fn client(&self, peer: Option<&Peer>, headers: &HeaderMap) -> IpAddr {
        let Some(Peer(peer)) = peer else { return IpAddr::V4(Ipv4Addr::LOCALHOST) };
        let mut client = canonical(peer);
        if self.proxies.is_empty() {
            return client;
        }
        let hops = headers.get_all("x-forwarded-for").iter().filter_map(|field| field.to_str().ok());
        let hops: Vec<&str> = hops.flat_map(|field| field.split(',')).map(str::trim).collect();
        for hop in hops.iter().rev() {
            if !self.proxies.iter().any(|network| network.contains(client)) {
                break;
            }
            let Ok(address) = hop.parse::<IpAddr>() else { break };
            client = address.to_canonical();
        }
        client
    }
}

fn canonical(peer: &SocketAddr) -> IpAddr {
    peer.ip().to_canonical()
}

/// Host and port as a browser writes them: without the scheme's own port.
fn authority(address: &url::Url) -> String {
    let host = address.host_str().unwrap_or_default();
    address.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// True for the names of this machine, with a port or without.
pub fn is_local(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name.to_ascii_lowercase().as_str(), "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests;
