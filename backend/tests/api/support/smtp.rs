//! A mail server on a real socket: as much of RFC 5321 as a client meets, with TLS, accounts, and moods.
//!
//! It keeps what it takes. A mood says what it does wrong from now on; a server that sleeps has its port and lets nobody in.

use std::{
    future::pending,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

/// What the server does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Nothing.
    Willing,
    /// It takes the connection and says no word.
    Silent,
    /// It greets with this.
    Greets(&'static str),
    /// It answers so to STARTTLS.
    AtStartTls(&'static str),
    /// It says yes to STARTTLS, and then nonsense.
    BreaksTls,
    /// It answers so to MAIL.
    AtMail(&'static str),
    /// It answers so to RCPT.
    AtRcpt(&'static str),
    /// It answers so to DATA.
    AtData(&'static str),
    /// It hears the whole mail and answers so.
    AfterData(&'static str),
    /// The line dies in the middle of the mail.
    ClosesInData,
    /// It takes the mail, and the line dies before it says so.
    ClosesAfterData,
    /// It takes the mail and keeps its answer to itself.
    HoldsAfterData,
}

/// What the server offers and asks for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Offer {
    /// TLS from the first byte.
    pub tls: bool,
    /// STARTTLS.
    pub starttls: bool,
    /// Nobody sends without this account.
    pub account: Option<(&'static str, &'static str)>,
}

/// A mail as it came.
#[derive(Debug, Clone)]
pub struct Received {
    /// Whom the envelope names.
    pub to: Vec<String>,
    /// Header fields and body.
    pub message: String,
    /// Whether the line was encrypted.
    pub was_encrypted: bool,
}

/// The server. It ends with this value.
pub struct SmtpServer {
    address: SocketAddr,
    desk: Arc<Desk>,
    mood: watch::Sender<Mood>,
    asleep: Mutex<Option<TcpSocket>>,
    doors: Mutex<Option<JoinHandle<()>>>,
}

struct Desk {
    offer: Offer,
    mood: watch::Receiver<Mood>,
    kept: Mutex<Vec<Received>>,
    heard: Mutex<Vec<String>>,
    tls: TlsAcceptor,
}

trait Line: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Line for T {}

impl SmtpServer {
    /// A server that is awake.
    pub fn start(offer: Offer) -> Self {
        let server = Self::asleep(offer);
        server.wake();
        server
    }

    /// A server that has a port and refuses every connection, until it is woken.
    pub fn asleep(offer: Offer) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
        let address = socket.local_addr().expect("an address");
        let (mood, watched) = watch::channel(Mood::Willing);
        let (kept, heard) = Default::default();
        let desk = Arc::new(Desk { offer, mood: watched, kept, heard, tls: tls() });
        Self { address, desk, mood, asleep: Mutex::new(Some(socket)), doors: Mutex::default() }
    }

    /// Lets people in.
    pub fn wake(&self) {
        let socket = self.asleep.lock().expect("no panic").take().expect("a server that sleeps");
        let listener = socket.listen(128).expect("a port of our own");
        let doors = tokio::spawn(open(listener, Arc::clone(&self.desk)));
        *self.doors.lock().expect("no panic") = Some(doors);
    }

    /// Its port on the loopback.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Changes its mood, also for those who are in.
    pub fn set(&self, mood: Mood) {
        self.mood.send_replace(mood);
    }

    /// What it has taken so far.
    pub fn kept(&self) -> Vec<Received> {
        self.desk.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Every line that it was told outside of mails.
    pub fn heard(&self) -> Vec<String> {
        self.desk.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        if let Some(doors) = self.doors.lock().unwrap_or_else(PoisonError::into_inner).take() {
            doors.abort();
        }
    }
}

async fn open(listener: TcpListener, desk: Arc<Desk>) {
    let mut visits = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let desk = Arc::clone(&desk);
        visits.spawn(async move {
            // A client that leaves is no business of ours.
            let _ = receive(stream, desk).await;
        });
    }
}

async fn receive(stream: TcpStream, desk: Arc<Desk>) -> io::Result<()> {
    let is_encrypted = desk.offer.tls;
    let line: Box<dyn Line> = if is_encrypted { Box::new(desk.tls.accept(stream).await?) } else { Box::new(stream) };
    let visit = Visit { line: BufReader::new(line), desk, is_encrypted, is_known: false, to: Vec::new() };
    visit.run().await
}

struct Visit {
    line: BufReader<Box<dyn Line>>,
    desk: Arc<Desk>,
    is_encrypted: bool,
    is_known: bool,
    to: Vec<String>,
}

impl Visit {
    async fn run(mut self) -> io::Result<()> {
        match self.mood() {
            Mood::Silent => pending().await,
            Mood::Greets(reply) => return self.say(reply).await,
            _ => self.say("220 tests ESMTP").await?,
        }
        while let Some(told) = self.hear().await? {
            self.desk.heard.lock().expect("no panic").push(told.clone());
            let verb = told.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" | "HELO" => self.introduce().await?,
                "STARTTLS" => match self.mood() {
                    Mood::AtStartTls(reply) => self.say(reply).await?,
                    Mood::BreaksTls => {
                        self.say("220 go on").await?;
                        self.say("nonsense that is no handshake").await?;
                        return Ok(());
                    }
                    _ => self = self.encrypt().await?,
                },
                "AUTH" => self.let_in(&told).await?,
                "MAIL" if self.desk.offer.account.is_some() && !self.is_known => {
                    self.say("530 5.7.0 who are you?").await?;
                }
                "MAIL" => self.answer(|mood| matches!(mood, Mood::AtMail(_))).await?,
                "RCPT" => {
                    self.to.push(told.split(['<', '>']).nth(1).unwrap_or_default().to_owned());
                    self.answer(|mood| matches!(mood, Mood::AtRcpt(_))).await?;
                }
                "DATA" => {
                    if !self.take_in().await? {
                        return Ok(());
                    }
                }
                "QUIT" => return self.say("221 bye").await,
                _ => self.say("250 fine").await?,
            }
        }
        Ok(())
    }

    fn mood(&self) -> Mood {
        *self.desk.mood.borrow()
    }

    async fn say(&mut self, text: &str) -> io::Result<()> {
        let line = self.line.get_mut();
        line.write_all(format!("{text}\r\n").as_bytes()).await?;
        line.flush().await
    }

    async fn hear(&mut self) -> io::Result<Option<String>> {
        let mut told = String::new();
        let count = self.line.read_line(&mut told).await?;
        Ok((count > 0).then(|| told.trim_end_matches(['\r', '\n']).to_owned()))
    }

    /// The mood's own words where it is about this moment, else yes.
    async fn answer(&mut self, is_about: impl Fn(Mood) -> bool) -> io::Result<()> {
        let reply = match self.mood() {
            mood @ (Mood::AtMail(reply) | Mood::AtRcpt(reply) | Mood::AtData(reply)) if is_about(mood) => reply,
            _ => "250 fine",
        };
        self.say(reply).await
    }

    async fn introduce(&mut self) -> io::Result<()> {
        let Offer { starttls, account, .. } = self.desk.offer;
        let mut reply = "250-tests\r\n250-8BITMIME\r\n".to_owned();
        if starttls && !self.is_encrypted {
            reply.push_str("250-STARTTLS\r\n");
        }
        if account.is_some() {
            reply.push_str("250-AUTH PLAIN LOGIN\r\n");
        }
        self.say(&(reply + "250 SMTPUTF8")).await
    }

    async fn encrypt(mut self) -> io::Result<Self> {
        self.say("220 go on").await?;
        let line = self.desk.tls.accept(self.line.into_inner()).await?;
        Ok(Self { line: BufReader::new(Box::new(line)), is_encrypted: true, ..self })
    }

    async fn let_in(&mut self, told: &str) -> io::Result<()> {
        let (name, password) = self.desk.offer.account.unwrap_or_default();
        let wanted = STANDARD.encode(format!("\0{name}\0{password}"));
        self.is_known = told == format!("AUTH PLAIN {wanted}");
        self.say(if self.is_known { "235 welcome" } else { "535 5.7.8 wrong account" }).await
    }

    /// The mail itself. False if the line is to die.
    async fn take_in(&mut self) -> io::Result<bool> {
        if let Mood::AtData(reply) = self.mood() {
            self.say(reply).await?;
            return Ok(true);
        }
        self.say("354 go on").await?;
        let mut message = String::new();
        loop {
            let Some(told) = self.hear().await? else { return Ok(false) };
            if self.mood() == Mood::ClosesInData {
                return Ok(false);
            }
            if told == "." {
                break;
            }
            // RFC 5321, 4.5.2: a dot at the beginning was doubled.
            message.push_str(told.strip_prefix('.').unwrap_or(&told));
            message.push_str("\r\n");
        }
        if let Mood::AfterData(reply) = self.mood() {
            self.say(reply).await?;
            return Ok(true);
        }
        let received = Received { to: std::mem::take(&mut self.to), message, was_encrypted: self.is_encrypted };
        self.desk.kept.lock().expect("no panic").push(received);
        match self.mood() {
            Mood::ClosesAfterData => Ok(false),
            Mood::HoldsAfterData => pending().await,
            _ => self.say("250 taken").await.map(|()| true),
        }
    }
}

fn tls() -> TlsAcceptor {
    let pem = include_bytes!("../../fixtures/smtp/certificate.pem");
    let certificate = CertificateDer::from_pem_slice(pem).expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("../../fixtures/smtp/key.pem")).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions that the provider has")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a key that fits");
    TlsAcceptor::from(Arc::new(config))
}
