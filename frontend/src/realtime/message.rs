//! What tabs say to one another about the line.

use broadsheet_shared::frames::Topic;
use serde::{Deserialize, Serialize};

use super::{Line, seen::Wish};

/// From a tab to the others of the same person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Message {
    /// What a tab wants to hear of, and whether somebody looks at it. Nothing, once it goes.
    Want { tab: String, wishes: Vec<Wish>, is_seen: bool },
    /// Who leads says how the line is. One that is new asks what everybody wants.
    Lead { line: Line, asks: bool },
    /// From where on a topic is told that was on the line already.
    From(Topic, u64),
    /// A frame of the server's.
    Frame(String),
    /// A frame for the server.
    Say(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_read_as_it_was_written() {
        let wishes = vec![(Topic::Home, Some(3)), (Topic::MyNotifications, None)];
        let messages = [
            Message::Want { tab: "a".to_owned(), wishes, is_seen: true },
            Message::Lead { line: Line::Away, asks: false },
            Message::From(Topic::Home, 3),
            Message::Frame(r#"{"frame":"pong"}"#.to_owned()),
            Message::Say(r#"{"frame":"ping"}"#.to_owned()),
        ];

        for message in messages {
            let text = serde_json::to_string(&message).unwrap();
            assert_eq!(serde_json::from_str::<Message>(&text).unwrap(), message);
        }
    }
}
