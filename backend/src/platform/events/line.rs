//! What a way to the other processes of the site must be able to do. Redis's channels and PostgreSQL's notices are two.

use async_trait::async_trait;

/// A way to all processes of the site, this one included. It keeps nothing: what is said while nobody listens is lost.
#[async_trait]
pub trait Line: Send + Sync + 'static {
    /// The longest text that it carries, in bytes.
    fn max_bytes(&self) -> usize;

    /// Says a text to whoever listens; false if it did not go out.
    async fn say(&self, text: &str) -> bool;

    /// Begins to listen; `None` while that is not possible. Whatever is said after this returns is heard, or missed
    /// with a `None` of [`Ear::hear`].
    async fn listen(&self) -> Option<Box<dyn Ear>>;
}

/// The listening end of a line.
#[async_trait]
pub trait Ear: Send {
    /// The next text; `None` once something may have been missed: listen anew.
    async fn hear(&mut self) -> Option<String>;
}
