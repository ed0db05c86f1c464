//! The servers that some tests cannot do without. Such a test is marked `#[ignore = "needs PostgreSQL"]` or `"needs Redis"`,
//! so that it counts as ignored and never as passed where there is none: `cargo test -- --include-ignored`, and the step
//! `engines` of `cargo xtask test`, run them, and then a missing server is a failure.

/// The address of the PostgreSQL server.
pub fn postgres() -> String {
    named("TEST_DATABASE_URL", "PostgreSQL")
}

/// The address of the Redis server.
pub fn redis() -> String {
    named("TEST_REDIS_URL", "Redis")
}

fn named(variable: &str, what: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| panic!("this test needs {what}: {variable} names no server"))
}

/// `host:port` of the server at this address.
pub fn place(address: &str, usual_port: u16) -> String {
    let url = url::Url::parse(address).expect("an address");
    format!("{}:{}", url.host_str().unwrap_or("127.0.0.1"), url.port().unwrap_or(usual_port))
}
