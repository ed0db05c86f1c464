//! A connection that became a WebSocket: it has a place like any other, and no deadline of HTTP's.

use axum::extract::{
    WebSocketUpgrade,
    ws::{Message, WebSocket},
};

use super::*;

const HANDSHAKE: &[u8] = b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
    sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
/// The text `a`, masked with nothing.
const SAYS_A: &[u8] = &[0x81, 0x81, 0, 0, 0, 0, b'a'];

async fn echo(mut socket: WebSocket) {
    while let Some(Ok(Message::Text(text))) = socket.recv().await {
        let _ = socket.send(Message::Text(text)).await;
    }
}

async fn serve_one(limits: Limits) -> (SocketAddr, oneshot::Sender<()>, JoinHandle<usize>) {
    let listeners = Listeners::bind(&[IpAddr::from([127, 0, 0, 1])], 0).unwrap();
    let address = listeners.addresses()[0];
    let (stop, stopped) = oneshot::channel::<()>();
    let router = Router::new().route("/", get(async |upgrade: WebSocketUpgrade| upgrade.on_upgrade(echo)));
    let served = tokio::spawn(serve(listeners, router, limits, async {
        let _ = stopped.await;
    }));
    (address, stop, served)
}

async fn open(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = answer(&mut stream, HANDSHAKE, "\r\n\r\n").await;
    assert!(head.starts_with("HTTP/1.1 101"), "{head}");
    stream
}

#[tokio::test]
async fn f9_a_websocket_is_not_cut_for_being_idle() {
    let (address, _stop, _served) = serve_one(limits()).await;
    let mut stream = open(address).await;

    let mut byte = [0];
    let silence = timeout(limits().idle * 2, stream.read(&mut byte)).await;
    assert!(silence.is_err(), "it was cut: {silence:?}");

    stream.write_all(SAYS_A).await.unwrap();
    let mut said = [0; 3];
    timeout(LONG, stream.read_exact(&mut said)).await.expect("an echo").unwrap();
    assert_eq!(said, [0x81, 1, b'a']);
}

#[tokio::test]
async fn f9_a_websocket_counts_in_the_cap_until_it_is_closed() {
    let (address, _stop, _served) = serve_one(Limits { connections: 1, ..limits() }).await;
    let first = open(address).await;
    let mut second = TcpStream::connect(address).await.unwrap();
    second.write_all(HANDSHAKE).await.unwrap();
    let mut byte = [0];
    assert!(timeout(Duration::from_millis(200), second.read(&mut byte)).await.is_err(), "the cap was passed");

    drop(first);

    assert_eq!(timeout(LONG, second.read(&mut byte)).await.expect("a place").unwrap(), 1);
}

#[tokio::test]
async fn x20_a_stop_waits_for_a_websocket_no_longer_than_its_grace() {
    let (address, stop, served) = serve_one(Limits { grace: Duration::from_millis(200), ..limits() }).await;
    let _held = open(address).await;

    let _ = stop.send(());

    assert_eq!(timeout(LONG, served).await.expect("it stops").unwrap(), 1);
}
