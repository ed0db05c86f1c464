//! One JSON line a request, written by hand into a shared buffer: a log must not cost what the answer does.

use std::{fmt::Write as _, time::Duration};

use axum::http::{Method, StatusCode};
use broadsheet_shared::{id::UserId, time::Timestamp};

/// Longer paths and names are cut, so that nobody fills a disk with one request (SECURITY L3).
const MAX_PATH_CHARS: usize = 256;

/// What one line says.
#[derive(Debug)]
pub struct Entry<'a> {
    pub at: Timestamp,
    pub request_id: &'a str,
    pub method: &'a Method,
    pub route: Option<&'a str>,
    pub path: &'a str,
    pub status: StatusCode,
    pub duration: Duration,
    pub bytes: Option<u64>,
    pub user: Option<UserId>,
    pub is_slow: bool,
}

/// Appends the line. The query is left out: it may hold what a person searched for.
pub fn write_line(entry: &Entry<'_>, line: &mut String) {
    let level = if entry.status.is_server_error() || entry.is_slow { "WARN" } else { "INFO" };
    let micros = entry.duration.as_micros();
    let _ =
        write!(line, "{{\"timestamp\":\"{}\",\"level\":\"{level}\",\"message\":\"request\",\"method\":\"", entry.at);
    escape(entry.method.as_str(), 20, line);
    line.push_str("\",\"route\":\"");
    escape(entry.route.unwrap_or("-"), MAX_PATH_CHARS, line);
    line.push_str("\",\"path\":\"");
    escape(entry.path, MAX_PATH_CHARS, line);
    let _ = write!(line, "\",\"status\":{},\"duration_us\":{micros}", entry.status.as_u16());
    if let Some(bytes) = entry.bytes {
        let _ = write!(line, ",\"bytes\":{bytes}");
    }
    if let Some(user) = entry.user {
        let _ = write!(line, ",\"user\":\"{user}\"");
    }
    if entry.is_slow {
        line.push_str(",\"slow\":true");
    }
    let _ = writeln!(line, ",\"request_id\":\"{}\"}}", entry.request_id);
}

/// JSON text without anything that could act on a terminal.
fn escape(text: &str, max_chars: usize, line: &mut String) {
    for (count, character) in text.chars().enumerate() {
        if count == max_chars {
            line.push_str("...");
            return;
        }
        match character {
            '"' => line.push_str("\\\""),
            '\\' => line.push_str("\\\\"),
            ' '..='~' => line.push(character),
            other => {
                let mut units = [0; 2];
                for unit in other.encode_utf16(&mut units) {
                    let _ = write!(line, "\\u{unit:04x}");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(path: &str) -> String {
        let mut line = String::new();
        let entry = Entry {
            at: Timestamp::from_millis(1_700_000_000_000),
            request_id: "0123456789abcdef",
            method: &Method::GET,
            route: Some("/api/v2/posts/{post}"),
            path,
            status: StatusCode::OK,
            duration: Duration::from_micros(42),
            bytes: Some(7),
            user: None,
            is_slow: false,
        };
        write_line(&entry, &mut line);
        line
    }

    #[test]
    fn l3_line_is_one_json_object_whatever_the_path() {
        for path in ["/a", "/\r\n{\"level\"", "/\u{1b}[31m", "/\"\\", "/ü\u{202e}", "/𝕏"] {
            let line = line(path);
            let value: serde_json::Value = serde_json::from_str(&line).unwrap();

            assert_eq!(line.matches('\n').count(), 1);
            assert_eq!(value["path"], path);
            assert_eq!(value["status"], 200);
            assert_eq!(value["duration_us"], 42);
            assert!(line.is_ascii());
        }
    }

    #[test]
    fn l3_long_path_is_cut() {
        assert!(line(&"/x".repeat(1_000_000)).len() < 600);
    }
}
