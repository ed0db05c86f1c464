//! `[channel]`: live updates by WebSocket and by Server-Sent Events.

use super::load::Reader;

section! {
    /// Live updates by WebSocket and by Server-Sent Events.
    Channel in "channel" {
        /// Whether pages hear of what happens while it happens. An admin switches it in the settings.
        live_updates: bool = |_| true, example "true";
        /// Sockets and event streams that a person may have open, at all processes together.
        sockets_per_user: u32 = |_| 20, example "20";
        /// The same for strangers of one network address (of IPv6 the first 64 bits).
        sockets_per_address: u32 = |_| 50, example "50";
        /// Topics that one socket may hear of.
        topics: u32 = |_| 50, example "50";
        /// Frames that a client may send in a second, pings included; then it is cut off.
        frames_per_sec: u32 = |_| 20, example "20";
        /// Frames that wait for a client that reads slowly. One more, and it is cut off; it gets what it missed when it
        /// comes back.
        queue_frames: u32 = |_| 256, example "256";
        /// Seconds between two pings. Who is silent for twice as long is gone; so long a dead socket is taken for somebody
        /// who is there.
        heartbeat_secs: u32 = |_| 12, example "12";
        /// Seconds until the first frame of a socket must be there.
        hello_timeout_secs: u32 = |_| 10, example "10";
        /// Seconds that a client may refuse to take a frame; fewer where it owes the answer to a ping meanwhile.
        write_timeout_secs: u32 = |_| 20, example "20";
    }
}

impl Channel {
    pub(super) fn check(&self, reader: &mut Reader<'_>) {
        reader.range("channel.sockets_per_user", self.sockets_per_user.into(), 1, 1_000);
        reader.range("channel.sockets_per_address", self.sockets_per_address.into(), 1, 100_000);
        reader.range("channel.topics", self.topics.into(), 1, 1_000);
        reader.range("channel.frames_per_sec", self.frames_per_sec.into(), 1, 1_000);
        reader.range("channel.queue_frames", self.queue_frames.into(), 16, 10_000);
        reader.range("channel.heartbeat_secs", self.heartbeat_secs.into(), 1, 50);
        reader.range("channel.hello_timeout_secs", self.hello_timeout_secs.into(), 1, 60);
        reader.range("channel.write_timeout_secs", self.write_timeout_secs.into(), 1, 300);
    }
}
