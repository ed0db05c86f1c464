//! A site of a thousand people in this very process, called without a socket: what is measured is the server's part.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::{
    Router,
    body::Body,
    http::{Method, Request, header},
};
use broadsheet::{
    config::{self, DatabaseUrl, Profile, Sources},
    http::{self, extract::Peer},
    platform::log::LineLog,
    services::{
        Context,
        testing::seed::{self, Size},
    },
    startup,
};
use broadsheet_shared::limit::Action;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

/// The site, until the last clone is dropped.
#[derive(Clone)]
pub struct Site {
    router: Router,
    people: u32,
    _context: Context,
    _folder: Arc<tempfile::TempDir>,
}

impl Site {
    /// Makes it on SQLite, with the defaults of production.
    pub async fn new(people: u32) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let sources = Sources {
            file: None,
            look_for_default: false,
            variables: vec![("BROADSHEET_SECRETS__KEY".to_owned(), "q7Zk2mXv9LrTn4Wc8HbYs1Dg6PfJe3Ua".to_owned())],
            default_profile: Profile::Production,
            data_folder: folder.path().join("data"),
        };
        let (mut config, _) = config::load(&sources).expect("the defaults are right");
        config.database.url = DatabaseUrl::new(format!("sqlite://{}", folder.path().join("broadsheet.db").display()));
        config.media.folder = folder.path().join("media");
        // One person writes ten times a second, and every wave tries each account once.
        for (action, limit) in
            [(Action::AccountWrite, "1000000/15m per user"), (Action::AuthLogin, "1000/15m per account")]
        {
            assert!(config.limits.set(action, &[limit.parse().expect("a limit")]), "an action's own limit");
        }
        startup::prepare_schema(&config).await.expect("a schema");
        let context = startup::context(config).await.expect("a context");
        let size = Size { people, posts: 100, comments: 100 };
        seed::seed(&context, size, |_| ()).await.expect("a site");
        let router = http::router(startup::state(context.clone(), LineLog::off()));
        Self { router, people, _context: context, _folder: Arc::new(folder) }
    }

    /// Somebody who can sign in.
    pub fn username(&self, number: u32) -> String {
        seed::username(number % self.people)
    }

    /// A request from the address of that number; its status and body.
    pub async fn call(&self, method: Method, path: &str, from: u32, token: &str, body: Option<&Value>) -> (u16, Value) {
        let address = IpAddr::V4(Ipv4Addr::from_bits(0x0A00_0000 + from));
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost:8080");
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        let mut request = request.body(body).expect("a request");
        request.extensions_mut().insert(Peer(SocketAddr::new(address, 50_000)));
        let response = self.router.clone().oneshot(request).await.expect("a router always answers");
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.expect("a whole body").to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    /// A sign-in from an address of its own; its status and the token, where there is one.
    pub async fn sign_in(&self, name: &str, password: &str, from: u32) -> (u16, String) {
        let body = json!({"login": name, "password": password});
        let (status, body) = self.call(Method::POST, "/api/v2/auth/login", from, "", Some(&body)).await;
        (status, body["access_token"].as_str().unwrap_or_default().to_owned())
    }
}
