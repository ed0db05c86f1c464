//! What must hold at the proxy; rows of `backend/docs/THREATS.md` are named.

use anyhow::{Context as _, Result, bail, ensure};

use super::exchange::{self, Answer};
use super::site::Site;
use super::{lasting, recorder};
use crate::workspace::Workspace;

type Check = fn(&Workspace, &mut Site) -> Result<()>;

/// In this order: the last ones stop servers, and the very last leaves them so.
pub const ALL: &[(&str, Check)] = &[
    ("l5_every_answer_has_its_headers_once", headers),
    ("body_above_the_limit_is_413", large_body),
    ("f11_ambiguous_framing_is_refused_and_closes", framing),
    ("f2_what_a_client_says_of_its_address_counts_for_nothing", client_address),
    ("only_websockets_may_switch_protocols", upgrades),
    ("a_strange_host_gets_no_page", hosts),
    ("readiness_is_not_for_strangers", readiness),
    ("what_a_failed_check_leaves_stopped_is_started_again", mending),
    ("x21_an_outage_and_a_killed_server_keep_nothing_from_a_hundred_readers", lasting::outage),
    ("x21_each_server_may_restart_unnoticed", lasting::rolling_restart),
    ("no_server_is_a_polite_503", all_stop),
];

/// Fields that everything carries, be it a page, an error or nginx's own word.
const FIELDS: &[&str] = &[
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "x-frame-options",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "cache-control",
    "x-request-id",
];

fn headers(_: &Workspace, site: &mut Site) -> Result<()> {
    let cases = [
        ("/", 200),
        ("/api/v2/posts", 200),
        ("/feed.xml", 200),
        ("/no/such/page", 404),
        ("/api/v2/nothing", 404),
        ("/assets/nothing.js", 404),
        ("/media/nothing.png", 404),
        ("/api/v2/posts?page=0", 422),
        ("/..%2f..%2fetc/passwd", 400),
    ];
    for (path, status) in cases {
        let answer = exchange::get(site.nginx.port, path, &[])?;
        ensure!(answer.status == status, "{path}: {} in place of {status}", answer.status);
        once(&answer).with_context(|| path.to_owned())?;
    }
    Ok(())
}

fn large_body(_: &Workspace, site: &mut Site) -> Result<()> {
    for path in ["/api/v2/media", "/"] {
        let port = site.nginx.port;
        let head = format!("POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n");
        let answer = exchange::send(port, &format!("{head}Content-Length: 20000000\r\n\r\n"))?;
        ensure!(answer.status == 413, "{path}: {}", answer.status);
        once(&answer).with_context(|| path.to_owned())?;
        if path.starts_with("/api/") {
            ensure!(answer.body.contains("\"request.too_large\""), "no problem document: {}", answer.body);
        }
    }
    Ok(())
}

/// Each asks for a page behind the first request's back. The page must never be answered as part of the same request.
fn framing(_: &Workspace, site: &mut Site) -> Result<()> {
    let hidden = "GET /feed.xml HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let cases = [
        ("CL.TE", format!("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}")),
        ("TE.CL", format!("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n1\r\nZ\r\n0\r\n\r\n{hidden}")),
        ("TE.TE", format!("Transfer-Encoding: chunked\r\nTransfer-Encoding: cow\r\n\r\n0\r\n\r\n{hidden}")),
        ("unknown coding", format!("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{hidden}")),
        ("two lengths", format!("Content-Length: 0\r\nContent-Length: 5\r\n\r\n{hidden}")),
        ("signed length", format!("Content-Length: +5\r\n\r\n{hidden}")),
        ("broken chunk", format!("Transfer-Encoding: chunked\r\n\r\nzz\r\n{hidden}")),
        ("folded field", format!("Content-Length: 0\r\nX: a\r\n Content-Length: 5\r\n\r\n{hidden}")),
        ("space before colon", format!("Content-Length : 5\r\n\r\n{hidden}")),
    ];
    for (name, rest) in cases {
        let port = site.nginx.port;
        let request = format!("POST /api/v2/auth/login HTTP/1.1\r\nHost: localhost:{port}\r\n{rest}");
        let answers = exchange::converse(port, &request)?;
        let refused = ["HTTP/1.1 400", "HTTP/1.1 501"].iter().any(|status| answers.starts_with(status));
        let first = answers.lines().next().unwrap_or_default();
        ensure!(refused && !answers.contains("<feed"), "{name}: {first}");
        ensure!(answers.matches("HTTP/1.1 ").count() == 1, "{name}: the connection went on");
    }
    let after = exchange::get(site.nginx.port, "/api/v2/posts", &[])?;
    ensure!(after.status == 200, "the next request was answered with {}", after.status);
    Ok(())
}

fn client_address(workspace: &Workspace, _: &mut Site) -> Result<()> {
    let lies = ["X-Forwarded-For: 203.0.113.9", "X-Real-IP: 203.0.113.9", "Forwarded: for=203.0.113.9", "Proxy: evil"];
    let lines = recorder::forwarded(workspace, &lies)?;
    ensure!(lines.iter().any(|line| line == "x-forwarded-for: 127.0.0.1"), "{lines:?}");
    ensure!(lines.iter().any(|line| line == "x-forwarded-proto: http"), "{lines:?}");
    ensure!(lines.iter().any(|line| line.starts_with("host: localhost:")), "{lines:?}");
    if let Some(lie) = lines.iter().find(|line| line.contains("203.0.113.9") || line.starts_with("proxy:")) {
        bail!("the server heard `{lie}`");
    }
    Ok(())
}

fn upgrades(workspace: &Workspace, _: &mut Site) -> Result<()> {
    let other = recorder::forwarded(workspace, &["Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"])?;
    ensure!(!other.iter().any(|line| line.starts_with("upgrade:")), "{other:?}");
    let socket = recorder::forwarded(workspace, &["Upgrade: websocket"])?;
    ensure!(socket.iter().any(|line| line == "upgrade: websocket"), "{socket:?}");
    ensure!(socket.iter().any(|line| line == "connection: upgrade"), "{socket:?}");
    Ok(())
}

fn hosts(_: &Workspace, site: &mut Site) -> Result<()> {
    for host in ["evil.example", "localhost.evil.example", ""] {
        let answer = exchange::send(site.nginx.port, &format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"))?;
        ensure!(answer.status == 400, "{host}: {}", answer.status);
        once(&answer).with_context(|| host.to_owned())?;
    }
    // The line says our name, the field another.
    let port = site.nginx.port;
    let two = format!("GET http://localhost:{port}/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    let answer = exchange::send(port, &two)?;
    ensure!((400..500).contains(&answer.status), "two names: {}", answer.status);
    once(&answer)
}

fn readiness(_: &Workspace, site: &mut Site) -> Result<()> {
    let answer = exchange::get(site.nginx.port, "/readyz", &[])?;
    ensure!(answer.status == 404, "{}", answer.status);
    once(&answer)
}

fn mending(workspace: &Workspace, site: &mut Site) -> Result<()> {
    site.nginx.stop();
    site.servers[0].running.stop("KILL");
    site.mend(workspace)?;
    for server in &mut site.servers {
        ensure!(server.running.try_wait()?.is_none(), "the server at {} is not there", server.port);
    }
    let answer = exchange::get(site.nginx.port, "/api/v2/posts", &[])?;
    ensure!(answer.status == 200, "{}", answer.status);
    Ok(())
}

fn all_stop(_: &Workspace, site: &mut Site) -> Result<()> {
    site.servers.clear();
    for (path, kind) in [("/", "text/html"), ("/api/v2/posts", "application/problem+json")] {
        let answer = exchange::get(site.nginx.port, path, &[])?;
        ensure!(answer.status == 503, "{path}: {}", answer.status);
        ensure!(answer.values("retry-after") == ["5"], "{path}: no Retry-After");
        ensure!(answer.values("content-type") == [kind], "{path}: {:?}", answer.values("content-type"));
        once(&answer).with_context(|| path.to_owned())?;
    }
    Ok(())
}

fn once(answer: &Answer) -> Result<()> {
    for name in FIELDS {
        let values = answer.values(name);
        ensure!(values.len() == 1 && !values[0].is_empty(), "{name} is sent as {values:?}");
    }
    Ok(())
}
