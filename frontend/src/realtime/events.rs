//! Reading Server-Sent Events from the bytes of an answer, as they come in.

/// Puts lines together, and what they say.
#[derive(Debug, Default)]
pub(super) struct Parser {
    line: Vec<u8>,
    data: Option<String>,
}

impl Parser {
    /// Takes what has come in; gives the data of every event that is whole by now.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut events = Vec::new();
        for byte in bytes {
            match byte {
                b'\n' => events.extend(self.end_line()),
                byte => self.line.push(*byte),
            }
        }
        events
    }

    /// An empty line ends an event. Of its fields the data alone counts: each frame names its own place.
    fn end_line(&mut self) -> Option<String> {
        let line = std::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end_matches('\r');
        if line.is_empty() {
            return self.data.take();
        }
        let more = line.strip_prefix("data:")?;
        let more = more.strip_prefix(' ').unwrap_or(more);
        match &mut self.data {
            Some(data) => {
                data.push('\n');
                data.push_str(more);
            }
            None => self.data = Some(more.to_owned()),
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_told_when_it_is_whole_however_it_comes_in_pieces() {
        let sent =
            "id: home:3\ndata: {\"a\":\"é\"}\n\n: still there\n\ndata:one\r\ndata: two\r\n\r\nretry: 5\n\ndata: half";

        for size in 1..sent.len() {
            let mut parser = Parser::default();
            let told: Vec<_> = sent.as_bytes().chunks(size).flat_map(|part| parser.push(part)).collect();

            assert_eq!(told, ["{\"a\":\"é\"}", "one\ntwo"], "in pieces of {size}");
        }
    }
}
