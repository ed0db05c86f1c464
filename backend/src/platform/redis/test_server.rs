//! A real Redis for tests: started, killed, frozen, filled and restarted at will.

use std::{
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::RedisSettings;

/// A throw-away server on a port of its own; killed on drop.
pub(crate) struct TestRedis {
    port: u16,
    child: Option<Child>,
    folder: tempfile::TempDir,
}

impl TestRedis {
    /// A running server. Tests that want one are marked `#[ignore = "needs redis-server"]`: whoever asks for them must have
    /// the program.
    pub fn start() -> Self {
        let mut server = Self::stopped();
        server.run();
        server
    }

    /// A server that does not run yet.
    pub fn stopped() -> Self {
        let probe = Command::new("redis-server").arg("--version").stdout(Stdio::null()).status();
        assert!(probe.is_ok(), "redis-server is not installed");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        Self { port, child: None, folder: tempfile::tempdir().unwrap() }
    }

    /// Starts it, empty, and waits until it answers.
    pub fn run(&mut self) {
        self.start_with(&[]);
        self.until_it_answers("+PONG");
    }

    /// Starts it with what `SAVE` wrote, which takes it some seconds to load, and waits until it says so.
    pub fn run_loading(&mut self) {
        self.start_with(&["--key-load-delay", "20000", "--loading-process-events-interval-bytes", "1024"]);
        self.until_it_answers("-LOADING");
    }

    fn start_with(&mut self, arguments: &[&str]) {
        let port = self.port.to_string();
        let child = Command::new("redis-server")
            .args(["--port", &port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .args(["--dir".as_ref(), self.folder.path().as_os_str()])
            .args(arguments)
            .stdout(Stdio::null())
            .spawn();
        self.child = Some(child.unwrap());
    }

    fn until_it_answers(&self, answer: &str) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !self.try_command("PING").is_some_and(|told| told.starts_with(answer)) {
            assert!(Instant::now() < deadline, "redis-server did not start");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// SIGSTOP: connections stay open, nothing is answered.
    pub fn freeze(&self) {
        self.signal("-STOP");
    }

    /// SIGCONT.
    pub fn thaw(&self) {
        self.signal("-CONT");
    }

    /// Runs a command and returns the first line of the answer.
    pub fn command(&self, line: &str) -> String {
        self.try_command(line).unwrap()
    }

    /// Settings that forgive a busy test machine.
    pub fn settings(&self) -> RedisSettings {
        RedisSettings { command_timeout: Duration::from_secs(2), ..self.strict_settings() }
    }

    /// The settings of production, for tests about time.
    pub fn strict_settings(&self) -> RedisSettings {
        RedisSettings::new(format!("redis://127.0.0.1:{}", self.port))
    }

    fn try_command(&self, line: &str) -> Option<String> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
        stream.write_all(format!("{line}\r\n").as_bytes()).ok()?;
        let mut answer = String::new();
        BufReader::new(stream).read_line(&mut answer).ok()?;
        Some(answer.trim_end().to_owned())
    }

    fn signal(&self, signal: &str) {
        let pid = self.child.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }
}

impl Drop for TestRedis {
    fn drop(&mut self) {
        self.kill();
    }
}
