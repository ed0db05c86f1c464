//! A seeded site, served by the program as it is shipped, in a process of its own.

use std::{
    fs::File,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use broadsheet::{
    config::{self, Profile, Sources},
    services::testing::seed::{self, Size},
    startup,
};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::line::{Line, Question};

/// How long it may take to start.
const START: Duration = Duration::from_secs(60);
/// Enough that nobody forgets a password twice.
const SIZE: Size = Size { people: 2_000, posts: 200, comments: 200 };

/// The site; its process ends with this value.
pub struct Site {
    pub port: u16,
    server: Child,
    _folder: tempfile::TempDir,
}

impl Site {
    /// Fills a database and starts the server over it, with these settings beside those of production.
    pub async fn start(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let port = free_port();
        let variables = variables(folder.path(), port, settings);
        seed(folder.path(), variables.clone()).await;
        let log = File::create(folder.path().join("events.log")).expect("a log can be made");
        let mut command = Command::new(env!("CARGO_BIN_EXE_broadsheet"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("BROADSHEET_")) {
            command.env_remove(name);
        }
        command.arg("serve").envs(variables).current_dir(folder.path()).stdin(Stdio::null());
        let server = command.stdout(log).stderr(Stdio::inherit()).spawn().expect("the program starts");
        let mut site = Self { port, server, _folder: folder };
        site.until_ready().await;
        site
    }

    async fn until_ready(&mut self) {
        let begun = Instant::now();
        while !matches!(self.try_ask(Question::get("/readyz", 0)).await, Ok((200, _))) {
            let ended = self.server.try_wait().expect("a process of ours");
            assert!(ended.is_none() && begun.elapsed() < START, "the server does not start: {ended:?}");
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// A question on a connection of its own.
    pub async fn ask(&self, question: Question<'_>) -> (u16, Value) {
        self.try_ask(question).await.expect("a server that answers")
    }

    async fn try_ask(&self, question: Question<'_>) -> std::io::Result<(u16, Value)> {
        Line::open(self.port).await?.ask(question).await
    }

    /// A token of the seed's person of that number.
    pub async fn sign_in(&self, number: u32) -> String {
        let body = json!({"login": seed::username(number), "password": seed::PASSWORD});
        let (status, body) = self.ask(Question::post("/api/v2/auth/login", number, &body)).await;
        assert_eq!(status, 200, "a sign-in: {body}");
        body["access_token"].as_str().expect("a token").to_owned()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("an address").port()
}

fn variables(folder: &Path, port: u16, settings: &[(&str, &str)]) -> Vec<(String, String)> {
    let path = |name: &str| folder.join(name).display().to_string();
    let own = [
        ("PROFILE", "production".to_owned()),
        ("SECRETS__KEY", "q7Zk2mXv9LrTn4Wc8HbYs1Dg6PfJe3Ua".to_owned()),
        ("DATABASE__URL", format!("sqlite://{}", path("broadsheet.db"))),
        ("MEDIA__FOLDER", path("media")),
        ("LOGGING__ACCESS_LOG", path("access.log")),
        ("SITE__BASE_ADDRESS", "http://localhost".to_owned()),
        ("SERVER__ADDRESSES", "127.0.0.1".to_owned()),
        ("SERVER__PORT", port.to_string()),
        ("SERVER__TRUSTED_PROXIES", "127.0.0.1".to_owned()),
    ];
    let more = settings.iter().map(|(name, value)| (*name, (*value).to_owned()));
    own.into_iter().chain(more).map(|(name, value)| (format!("BROADSHEET_{name}"), value)).collect()
}

async fn seed(folder: &Path, variables: Vec<(String, String)>) {
    let sources = Sources {
        file: None,
        look_for_default: false,
        variables,
        default_profile: Profile::Production,
        data_folder: folder.join("data"),
    };
    let (mut config, _) = config::load(&sources).expect("settings that the program takes");
    // Filling is no request.
    config.database.statement_timeout_ms = 60_000;
    startup::prepare_schema(&config).await.expect("a schema");
    let context = startup::context(config).await.expect("a context");
    seed::seed(&context, SIZE, |_| ()).await.expect("a site");
    context.database.close().await.expect("a database that closes");
}
