//! What the machine and its neighbours give us: cache, events, clock, ids, crypto, Markdown, images.
