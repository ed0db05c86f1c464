//! A line to a server that can be slowed, silenced and cut while it is in use.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, tcp},
    sync::watch,
    task::{JoinHandle, JoinSet},
};

/// What the line does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// It works.
    Open,
    /// Every answer is late.
    Late(Duration),
    /// Nothing arrives any more and nobody is told: half-open. What lost bytes is reset once the line is better, as TCP
    /// would: it never goes on behind a hole.
    Silent,
    /// What stands is reset, and newcomers are turned away.
    Cut,
}

/// The line. It ends with this value.
pub struct Chaos {
    address: SocketAddr,
    line: watch::Sender<Line>,
    doors: JoinHandle<()>,
}

impl Chaos {
    /// A line on the loopback to `server` (`host:port`).
    pub async fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (line, watched) = watch::channel(Line::Open);
        let server: Arc<str> = server.into();
        let doors = tokio::spawn(async move {
            let mut calls = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                calls.spawn(carry(client, Arc::clone(&server), watched.clone()));
            }
        });
        Self { address, line, doors }
    }

    /// Where it is picked up.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Changes it, for what stands and for what comes.
    pub fn set(&self, line: Line) {
        self.line.send_replace(line);
    }

    /// The same address through this line.
    pub fn through(&self, address: &str) -> String {
        let mut url = url::Url::parse(address).expect("an address");
        url.set_ip_host(self.address.ip()).expect("an address with a host");
        url.set_port(Some(self.address.port())).expect("an address with a port");
        url.to_string()
    }
}

impl Drop for Chaos {
    fn drop(&mut self) {
        self.doors.abort();
    }
}

/// One connection, until either end leaves or the line is cut.
async fn carry(client: TcpStream, server: Arc<str>, line: watch::Receiver<Line>) {
    if *line.borrow() == Line::Cut {
        return;
    }
    let Ok(server) = TcpStream::connect(&*server).await else { return };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let mut cut = line.clone();
    tokio::select! {
        () = pump(from_client, to_server, line.clone(), false) => {}
        () = pump(from_server, to_client, line, true) => {}
        _ = cut.wait_for(|line| *line == Line::Cut) => {}
    }
}

async fn pump(
    mut from: tcp::OwnedReadHalf,
    mut to: tcp::OwnedWriteHalf,
    mut line: watch::Receiver<Line>,
    is_answer: bool,
) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        let now = *line.borrow();
        match now {
            Line::Silent => {
                let _ = line.wait_for(|line| *line != Line::Silent).await;
                return;
            }
            Line::Late(delay) if is_answer => tokio::time::sleep(delay).await,
            _ => {}
        }
        if to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
}
