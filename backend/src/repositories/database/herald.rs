//! Tells whoever listens which streams a commit has brought further.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use crate::domain::stream::Advance;

type Tell = dyn Fn(Vec<Advance>) + Send + Sync;

/// One listener, which is told after each commit that added events. Clones are the same herald.
#[derive(Clone, Default)]
pub(super) struct Herald(Arc<OnceLock<Box<Tell>>>);

impl Herald {
    /// The first to ask is told from then on.
    pub fn listen(&self, tell: impl Fn(Vec<Advance>) + Send + Sync + 'static) {
        // A context that is made of another one's parts shares its database, and its listener.
        let _ = self.0.set(Box::new(tell));
    }

    pub fn tell(&self, advances: Vec<Advance>) {
        if let Some(tell) = self.0.get().filter(|_| !advances.is_empty()) {
            tell(advances);
        }
    }
}

impl fmt::Debug for Herald {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Herald")
    }
}
