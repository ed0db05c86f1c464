//! The application behind a real socket, for clients that do what no HTTP library does.

use std::net::{IpAddr, SocketAddr};

use axum::Router;
use broadsheet::{
    config,
    http::server::{self, Limits, Listeners},
};
use tokio::{net::TcpStream, sync::oneshot, task::JoinHandle};

/// A server on a free port of the loopback; it stops with this value.
pub struct Socket {
    address: SocketAddr,
    _stop: oneshot::Sender<()>,
    _served: JoinHandle<usize>,
}

impl Socket {
    /// Serves these routes.
    pub fn serve(router: Router) -> Self {
        let listeners = Listeners::bind(&[IpAddr::from([127, 0, 0, 1])], 0).expect("a free port");
        let address = listeners.addresses()[0];
        let (stop, stopped) = oneshot::channel::<()>();
        let limits = Limits::new(&config::testing().server);
        let served = tokio::spawn(server::serve(listeners, router, limits, async {
            let _ = stopped.await;
        }));
        Self { address, _stop: stop, _served: served }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A connection.
    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("a server that listens")
    }
}
