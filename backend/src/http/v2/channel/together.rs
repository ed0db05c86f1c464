//! Several frames in one packet: of one deed several topics tell, a moment apart, and to two thousand readers a packet costs
//! more than what is in it.

use std::time::Duration;

use axum::extract::ws::Message;
use futures_util::{Sink, SinkExt};
use tokio::time::{Instant, timeout_at};

use crate::realtime::{Frame, Outbox};

/// Frames that come within this time go out in one packet.
const TOGETHER: Duration = Duration::from_millis(4);
/// Until they are so much, which is the buffer they are gathered in: more saves no packet.
const MAX_BYTES_TOGETHER: usize = 16 * 1024;

/// Sends a frame together with those that come at once. An answer waits for none of them.
pub(super) async fn send<S>(socket: &mut S, first: &Frame, outbox: &mut Outbox) -> Result<(), S::Error>
where
    S: Sink<Message> + Unpin,
{
    let soon = Instant::now() + if first.is_news() { TOGETHER } else { Duration::ZERO };
    socket.feed(Message::Text(first.text().clone())).await?;
    let mut bytes = first.text().len();
    while bytes < MAX_BYTES_TOGETHER {
        let Ok(frame) = timeout_at(soon, outbox.next()).await else { break };
        bytes += frame.text().len();
        socket.feed(Message::Text(frame.text().clone())).await?;
    }
    socket.flush().await
}

#[cfg(test)]
mod tests {
    use std::{
        convert::Infallible,
        pin::Pin,
        task::{Context, Poll},
    };

    use broadsheet_shared::{
        frames::{Event, Presence, ServerFrame, Topic},
        id::{PostId, UserId},
        v2::UserRef,
    };
    use tokio::time::sleep;
    use uuid::Uuid;

    use super::*;

    /// Keeps what goes out, packet by packet.
    #[derive(Default)]
    struct Wire {
        fed: Vec<String>,
        packets: Vec<Vec<String>>,
    }

    impl Sink<Message> for Wire {
        type Error = Infallible;

        fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Ready(Ok(()))
        }

        fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), Infallible> {
            match message {
                Message::Text(text) => self.fed.push(text.as_str().to_owned()),
                other => panic!("{other:?} is no frame of ours"),
            }
            Ok(())
        }

        fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            let packet = std::mem::take(&mut self.fed);
            self.packets.push(packet);
            Poll::Ready(Ok(()))
        }

        fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Ready(Ok(()))
        }
    }

    fn told(readers: u64, replying: Vec<UserRef>) -> Frame {
        let event = Event::PresenceChanged(Presence { readers, replying });
        Frame::new(&ServerFrame::Now { topic: Topic::Presence(PostId(Uuid::nil())), event })
    }

    fn news(number: u64) -> Frame {
        told(number, Vec::new())
    }

    /// Six kilobytes and a little.
    fn long(number: u64) -> Frame {
        let id = UserId(Uuid::nil());
        told(number, vec![UserRef { id, username: "a".repeat(6_000), display_name: "Ada".to_owned(), avatar: None }])
    }

    fn texts(frames: &[Frame]) -> Vec<String> {
        frames.iter().map(|frame| frame.text().as_str().to_owned()).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_pushed_together_goes_out_whole_in_order_and_in_one_packet() {
        let (put, mut outbox) = Outbox::alone();
        let frames: Vec<Frame> = (0..50).map(news).collect();
        frames[1..].iter().cloned().for_each(put);
        let mut wire = Wire::default();

        send(&mut wire, &frames[0], &mut outbox).await.unwrap();

        assert_eq!(wire.packets, [texts(&frames)]);
    }

    #[tokio::test(start_paused = true)]
    async fn news_waits_a_moment_for_more_and_what_comes_later_goes_by_itself() {
        let (put, mut outbox) = Outbox::alone();
        let (first, mut wire) = (news(1), Wire::default());
        let deeds = async {
            sleep(TOGETHER / 2).await;
            put(news(2));
            sleep(TOGETHER).await;
            put(news(3));
        };

        let (sent, ()) = tokio::join!(send(&mut wire, &first, &mut outbox), deeds);
        sent.unwrap();
        let late = outbox.next().await;
        send(&mut wire, &late, &mut outbox).await.unwrap();

        assert_eq!(wire.packets, [texts(&[first, news(2)]), texts(&[news(3)])]);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_takes_along_what_is_there_and_waits_for_nothing() {
        let (put, mut outbox) = Outbox::alone();
        let (answer, mut wire) = (Frame::new(&ServerFrame::Pong {}), Wire::default());
        put(news(1));
        let begun = Instant::now();

        send(&mut wire, &answer, &mut outbox).await.unwrap();

        assert!(begun.elapsed() < TOGETHER / 2, "{:?}", begun.elapsed());
        assert_eq!(wire.packets, [texts(&[answer, news(1)])]);
    }

    #[tokio::test(start_paused = true)]
    async fn more_than_the_buffer_holds_is_not_gathered() {
        let (put, mut outbox) = Outbox::alone();
        let frames: Vec<Frame> = (0..5).map(long).collect();
        frames[1..].iter().cloned().for_each(put);
        let mut wire = Wire::default();

        send(&mut wire, &frames[0], &mut outbox).await.unwrap();
        let next = outbox.next().await;
        send(&mut wire, &next, &mut outbox).await.unwrap();

        assert_eq!(wire.packets.iter().map(Vec::len).collect::<Vec<_>>(), [3, 2]);
        assert_eq!(wire.packets.concat(), texts(&frames));
    }
}
