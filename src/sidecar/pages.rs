//! The admin pages on their socket.

use std::io;

use crate::transport::Listener;

/// Serves pages until `stop`, and then what is in flight.
pub(super) async fn serve(
    listener: Listener,
    pages: axum::Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), io::Error> {
    match listener {
        Listener::Tcp(listener, _) => axum::serve(listener, pages).with_graceful_shutdown(stop).await,
        Listener::Unix(listener, _file) => axum::serve(listener, pages).with_graceful_shutdown(stop).await,
    }
}
