//! X20: the program itself, told to stop while two hundred requests are under way and people listen.

use std::{
    process::Stdio,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    process::{Child, Command},
    time::timeout,
};

use crate::support::{Listener, eventually};

/// Ten times what is promised.
const LONG: Duration = Duration::from_secs(150);

/// The program with a fresh database, and the port that it found.
async fn start(folder: &std::path::Path) -> (Child, u16) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_broadsheet"))
        .arg("serve")
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("BROADSHEET_PROFILE", "testing")
        .env("BROADSHEET_SERVER__PORT", "0")
        .env("BROADSHEET_DATABASE__URL", format!("sqlite://{}", folder.join("broadsheet.db").display()))
        .env("BROADSHEET_MEDIA__FOLDER", folder.join("media"))
        .env("BROADSHEET_LOGGING__FILTER", "info")
        .env("BROADSHEET_LOGGING__FORMAT", "text")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the program");
    let (stdout, stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let mut told = BufReader::new(stdout.chain(stderr)).lines();
    let port = timeout(LONG, async {
        let (mut port, mut is_ready) = (None, false);
        while port.is_none() || !is_ready {
            let line = told.next_line().await.unwrap().expect("a program that goes on");
            let address = line.split("127.0.0.1:").nth(1).filter(|_| line.contains("listening"));
            port = port.or(address.map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>()));
            is_ready |= line.contains("ready");
        }
        port.unwrap().parse().unwrap()
    });
    let port = port.await.expect("a program that starts");
    // What it says later must not fill the pipe.
    tokio::spawn(async move { while let Ok(Some(_)) = told.next_line().await {} });
    (child, port)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[cfg(unix)]
async fn x20_two_hundred_requests_under_way_are_answered_at_a_stop() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, port) = start(folder.path()).await;
    let body = r#"{"csp-report": {"violated-directive": "img-src", "blocked-uri": "inline"}}"#;
    let head = format!(
        "POST /csp-reports HTTP/1.1\r\nhost: localhost:{port}\r\ncontent-type: application/csp-report\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    let mut under_way = Vec::new();
    for _ in 0..200 {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&body.as_bytes()[..20]).await.unwrap();
        under_way.push(stream);
    }
    let mut half_sent = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    half_sent.write_all(b"GET / HTTP/1.1\r\nhost: local").await.unwrap();
    let _silent = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let mut listeners = Vec::new();
    for _ in 0..40 {
        let address = ([127, 0, 0, 1], port).into();
        let mut listener = Listener::dial_at(address, "/api/v2/ws", &[]).await.expect("a handshake");
        listener.hello(None).await;
        listeners.push(listener);
    }
    // The server has taken the last connection when an answer came on one after it.
    let mut probe = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    probe.write_all(format!("GET /healthz HTTP/1.1\r\nhost: localhost:{port}\r\n\r\n").as_bytes()).await.unwrap();
    probe.read_exact(&mut [0; 12]).await.unwrap();

    let pid = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
    let begun = Instant::now();
    for listener in &mut listeners {
        assert_eq!(listener.end().await, 1001);
    }
    eventually("newcomers to be refused", async || TcpStream::connect(("127.0.0.1", port)).await.is_err()).await;
    let answers = under_way.into_iter().map(|mut stream| {
        tokio::spawn(async move {
            stream.write_all(&body.as_bytes()[20..]).await.unwrap();
            let mut answer = String::new();
            timeout(LONG, stream.read_to_string(&mut answer)).await.expect("an end").unwrap();
            answer
        })
    });
    for answer in answers.collect::<Vec<_>>() {
        let answer = answer.await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 204"), "{answer:?}");
    }

    let status = timeout(LONG, child.wait()).await.expect("an end").unwrap();
    assert!(status.success(), "{status}");
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
}
