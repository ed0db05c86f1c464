//! The cases: what is sent, and what becomes of the connection.

use crate::support::raw::{BINARY, CLOSE, CONTINUATION, Length, PING_FRAME, PONG_FRAME, Raw, TEXT, Verdict, closing};

/// One case.
#[derive(Debug, Clone)]
pub struct Case {
    pub name: String,
    /// True if it is sent before `hello`.
    pub is_first: bool,
    pub bytes: Vec<u8>,
    pub verdict: Verdict,
}

const OPCODES: [u8; 6] = [CONTINUATION, TEXT, BINARY, CLOSE, PING_FRAME, PONG_FRAME];
const PING: &[u8] = br#"{"frame":"ping"}"#;
/// As many as one may send at once; `hello` was one.
const AT_ONCE: usize = 20;
const MAX: usize = 64 * 1024;

fn ends(code: u16) -> Verdict {
    Verdict::Closed(Some(code))
}

fn case(name: impl Into<String>, frames: &[Raw], verdict: Verdict) -> Case {
    let bytes = frames.iter().flat_map(Raw::bytes).collect();
    Case { name: name.into(), is_first: false, bytes, verdict }
}

fn first(name: &str, frames: &[Raw], verdict: Verdict) -> Case {
    Case { is_first: true, ..case(format!("before hello: {name}"), frames, verdict) }
}

/// All of them.
pub fn cases() -> Vec<Case> {
    [headers(), pieces(), lengths(), texts(), closes(), messages(), beginnings(), floods()].concat()
}

fn headers() -> Vec<Case> {
    let mut cases = Vec::new();
    for opcode in OPCODES {
        for reserved in 1..8 {
            let raw = Raw { reserved, ..Raw::new(opcode, *b"") };
            cases.push(case(format!("reserved bits {reserved:03b}, opcode {opcode}"), &[raw], ends(1002)));
        }
        let raw = Raw { is_masked: false, ..Raw::new(opcode, *b"") };
        cases.push(case(format!("no mask, opcode {opcode}"), &[raw], ends(1002)));
    }
    for opcode in (3..8).chain(11..16) {
        for payload in [Vec::new(), b"words".to_vec()] {
            let name = format!("unknown opcode {opcode} with {} bytes", payload.len());
            cases.push(case(name, &[Raw::new(opcode, payload)], ends(1002)));
        }
    }
    for opcode in [CLOSE, PING_FRAME, PONG_FRAME] {
        cases.push(case(format!("a piece of {opcode}"), &[Raw::new(opcode, *b"").unfinished()], ends(1002)));
        for count in [126, 127, 1_000, 65_535] {
            let raw = Raw::new(opcode, vec![b'x'; count]);
            cases.push(case(format!("{count} bytes in {opcode}"), &[raw], ends(1002)));
        }
    }
    for count in [0, 1, 124, 125] {
        cases.push(case(
            format!("ping with {count} bytes"),
            &[Raw::new(PING_FRAME, vec![b'x'; count])],
            Verdict::Lives,
        ));
        cases.push(case(
            format!("pong with {count} bytes"),
            &[Raw::new(PONG_FRAME, vec![0xFF; count])],
            Verdict::Lives,
        ));
    }
    cases
}

fn pieces() -> Vec<Case> {
    let (text, more) =
        (|bytes: &[u8]| Raw::new(TEXT, bytes).unfinished(), |bytes: &[u8]| Raw::new(CONTINUATION, bytes));
    let mut cases = vec![
        case("a continuation of nothing", &[more(b"x")], ends(1002)),
        case("a piece of a continuation of nothing", &[more(b"x").unfinished()], ends(1002)),
        case("a continuation after a whole message", &[Raw::new(TEXT, PING), more(b"x")], ends(1002)),
        case("a text within a text", &[text(b"{"), Raw::new(TEXT, PING)], ends(1002)),
        case("bytes within a text", &[text(b"{"), Raw::new(BINARY, *b"x")], ends(1002)),
        case("a piece of a text within a text", &[text(b"{"), text(b"{")], ends(1002)),
        case("a text within bytes", &[Raw::new(BINARY, *b"x").unfinished(), Raw::new(TEXT, PING)], ends(1002)),
        case("bytes in pieces", &[Raw::new(BINARY, *b"x").unfinished(), more(b"y")], ends(1003)),
        case("a text in two pieces", &[text(&PING[..7]), more(&PING[7..])], Verdict::Lives),
        case("a text in empty pieces", &[text(b""), more(b"").unfinished(), more(PING)], Verdict::Lives),
        case("an empty last piece", &[text(PING), more(b"")], Verdict::Lives),
        case(
            "a ping between pieces",
            &[text(&PING[..7]), Raw::new(PING_FRAME, *b"?"), more(&PING[7..])],
            Verdict::Lives,
        ),
        case(
            "a pong between pieces",
            &[text(&PING[..7]), Raw::new(PONG_FRAME, *b"!"), more(&PING[7..])],
            Verdict::Lives,
        ),
        case("a goodbye between pieces", &[text(&PING[..7]), Raw::new(CLOSE, closing(1000, b""))], ends(1000)),
    ];
    let bytes: Vec<Raw> = PING.iter().map(|byte| more(&[*byte]).unfinished()).collect();
    let one_by_one = [&[text(b"")][..], &bytes, &[more(b"")]].concat();
    cases.push(case("a text byte by byte", &one_by_one, Verdict::Lives));
    cases
}

fn lengths() -> Vec<Case> {
    let padded = |count: usize| [PING, &vec![b' '; count - PING.len()]].concat();
    let piece = |count| Raw::new(TEXT, vec![b' '; count]).unfinished();
    let more = |count| Raw::new(CONTINUATION, vec![b' '; count]);
    let mut cases = Vec::new();
    for length in [Length::Short, Length::Sixteen, Length::SixtyFour] {
        for count in [PING.len(), 125, 126, 127, 128, 65_535, MAX] {
            let raw = Raw { length, ..Raw::new(TEXT, padded(count)) };
            cases.push(case(format!("{count} bytes, length written {length:?}"), &[raw], Verdict::Lives));
        }
    }
    for opcode in [TEXT, BINARY] {
        for count in [MAX + 1, MAX * 2, 1_000_000] {
            let raw = Raw::new(opcode, vec![b' '; count]);
            cases.push(case(format!("{count} bytes in {opcode}"), &[raw], ends(1009)));
        }
    }
    for claimed in [65_537, 1 << 20, 1 << 31, 1 << 32, 1 << 62, 1 << 63, u64::MAX] {
        for opcode in [CONTINUATION, TEXT, BINARY] {
            let raw = Raw { length: Length::Claimed(claimed), ..Raw::new(opcode, *b"") };
            cases.push(case(format!("{claimed} bytes claimed in {opcode}"), &[raw], ends(1009)));
        }
    }
    cases.push(case("two pieces that are too much together", &[piece(40_000), more(40_000)], ends(1009)));
    cases.push(case("one byte too many in pieces", &[piece(MAX), more(1)], ends(1009)));
    cases.push(case("too much in an unfinished message", &[piece(MAX), more(1).unfinished()], ends(1009)));
    cases.push(case("as much as may be in pieces, and no frame", &[piece(MAX / 2), more(MAX / 2)], ends(1008)));
    cases
}

fn texts() -> Vec<Case> {
    let broken: [&[u8]; 18] = [
        &[0x80],
        &[0xBF],
        &[0xC0, 0x80],
        &[0xC1, 0xBF],
        &[0xC3],
        &[0xC3, 0x28],
        &[0xE0, 0x80, 0x80],
        &[0xE2, 0x82],
        &[0xE2, 0x28, 0xA1],
        &[0xED, 0xA0, 0x80],
        &[0xED, 0xBF, 0xBF],
        &[0xF0, 0x80, 0x80, 0x80],
        &[0xF0, 0x9F, 0x92],
        &[0xF4, 0x90, 0x80, 0x80],
        &[0xF5, 0x80, 0x80, 0x80],
        &[0xF8, 0x88, 0x80, 0x80, 0x80],
        &[0xFE],
        &[0xFF],
    ];
    let mut cases = Vec::new();
    for bytes in broken {
        let whole = [&b"{\"frame\":\""[..], bytes, b"\"}"].concat();
        let (head, tail) = whole.split_at(11);
        cases.push(case(format!("{bytes:02X?} in a text"), &[Raw::new(TEXT, whole.clone())], ends(1007)));
        cases.push(case(format!("{bytes:02X?} alone"), &[Raw::new(TEXT, bytes)], ends(1007)));
        let pieces = [Raw::new(TEXT, head).unfinished(), Raw::new(CONTINUATION, tail)];
        cases.push(case(format!("{bytes:02X?} in pieces"), &pieces, ends(1007)));
    }
    for word in ["é", "€", "💡", "\u{FEFF}", "\u{10FFFF}", "\u{FFFF}"] {
        let whole = format!(r#"{{"frame":"subscribe","topic":"{word}"}}"#).into_bytes();
        cases.push(case(format!("{word:?} in a text"), &[Raw::new(TEXT, whole.clone())], Verdict::Lives));
        let (head, tail) = whole.split_at(whole.len() - 3);
        let pieces = [Raw::new(TEXT, head).unfinished(), Raw::new(CONTINUATION, tail)];
        cases.push(case(format!("{word:?} cut in two"), &pieces, Verdict::Lives));
    }
    cases
}

fn closes() -> Vec<Case> {
    let close = |payload: Vec<u8>| Raw::new(CLOSE, payload);
    let mut cases = vec![
        case("a goodbye without a word", &[close(Vec::new())], Verdict::Closed(None)),
        case("half a code", &[close(vec![3])], ends(1002)),
        case("a reason that is no text", &[close(closing(1000, &[0xC3, 0x28]))], ends(1007)),
        case("a reason as long as may be", &[close(closing(1000, &[b'x'; 123]))], ends(1000)),
        case("a reason that is too long", &[close(closing(1000, &[b'x'; 124]))], ends(1002)),
        case("words after a goodbye", &[close(closing(1000, b"")), Raw::new(TEXT, *b"{")], ends(1000)),
        case("two goodbyes", &[close(closing(1000, b"")), close(closing(1001, b""))], ends(1000)),
    ];
    for code in [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 3000, 3999, 4000, 4999] {
        cases.push(case(format!("goodbye {code}"), &[close(closing(code, b"so long"))], ends(code)));
    }
    for code in [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535] {
        cases.push(case(format!("goodbye {code}, which nobody may say"), &[close(closing(code, b""))], ends(1002)));
    }
    cases
}

fn messages() -> Vec<Case> {
    let nested = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    let none: [&str; 27] = [
        "",
        " ",
        "{",
        "}",
        "{}",
        "[]",
        "null",
        "1",
        "\"ping\"",
        "\u{FEFF}{\"frame\":\"ping\"}",
        "{'frame':'ping'}",
        "{\"frame\":\"ping\"}{\"frame\":\"ping\"}",
        "{\"frame\":\"ping\",\"frame\":\"ping\"}",
        "{\"frame\":\"ping\",\"more\":1}",
        "{\"frame\":\"sing\"}",
        "{\"frame\":1}",
        "{\"frame\":null}",
        "{\"Frame\":\"ping\"}",
        "{\"frame\":\"subscribe\"}",
        "{\"frame\":\"subscribe\",\"topic\":1}",
        "{\"frame\":\"subscribe\",\"topic\":\"home\",\"after\":-1}",
        "{\"frame\":\"subscribe\",\"topic\":\"home\",\"after\":1.5}",
        "{\"frame\":\"subscribe\",\"topic\":\"home\",\"after\":\"1\"}",
        "{\"frame\":\"subscribe\",\"topic\":\"home\",\"after\":18446744073709551616}",
        "{\"frame\":\"replying\",\"topic\":\"home\",\"user_id\":1}",
        "{\"frame\":\"hello\",\"version\":1}",
        &nested,
    ];
    let mut cases: Vec<Case> = none
        .into_iter()
        .map(|text| {
            let name = text.chars().take(40).collect::<String>();
            case(format!("no frame: {name}"), &[Raw::new(TEXT, text)], ends(1008))
        })
        .collect();
    for (name, payload) in [("empty", &b""[..]), ("a frame", PING), ("zeros", &[0; 100])] {
        cases.push(case(format!("bytes, {name}"), &[Raw::new(BINARY, payload)], ends(1003)));
    }
    for text in [
        "{\"frame\":\"ping\"}",
        " {\n\t\"frame\" : \"ping\" } ",
        "{\"frame\":\"\\u0070ing\"}",
        "{\"frame\":\"subscribe\",\"topic\":\"nothing\"}",
        "{\"frame\":\"subscribe\",\"topic\":\"home\",\"after\":18446744073709551615}",
        "{\"frame\":\"unsubscribe\",\"topic\":\"home\"}",
        "{\"topic\":\"\\u0000\",\"frame\":\"subscribe\"}",
    ] {
        cases.push(case(format!("a frame: {text}"), &[Raw::new(TEXT, text)], Verdict::Lives));
    }
    cases
}

fn beginnings() -> Vec<Case> {
    let text = |text: &str| Raw::new(TEXT, text);
    // The question that follows is no `hello` either.
    vec![
        first("nothing", &[], ends(1008)),
        first("a ping of the protocol", &[Raw::new(PING_FRAME, *b"?")], ends(1008)),
        first("bytes", &[Raw::new(BINARY, *b"x")], ends(1003)),
        first("no frame", &[text("{")], ends(1008)),
        first("a subscription", &[text(r#"{"frame":"subscribe","topic":"home"}"#)], ends(1008)),
        first("a newer version", &[text(r#"{"frame":"hello","version":2}"#)], ends(1008)),
        first("a version of nothing", &[text(r#"{"frame":"hello","version":-1}"#)], ends(1008)),
        first("a dead ticket", &[text(r#"{"frame":"hello","version":1,"ticket":"x"}"#)], ends(1008)),
        first("reserved bits", &[Raw { reserved: 4, ..text("") }], ends(1002)),
        first("no mask", &[Raw { is_masked: false, ..text("") }], ends(1002)),
        first("too much", &[Raw { length: Length::Claimed(1 << 40), ..text("") }], ends(1009)),
        first("no text", &[Raw::new(TEXT, *b"\xFF")], ends(1007)),
        first("a goodbye", &[Raw::new(CLOSE, closing(1000, b""))], ends(1000)),
        first("hello", &[text(r#"{"frame":"hello","version":1}"#)], Verdict::Lives),
        first(
            "hello in pieces",
            &[text(r#"{"frame":"hello","#).unfinished(), Raw::new(CONTINUATION, *br#""version":1}"#)],
            Verdict::Lives,
        ),
    ]
}

fn floods() -> Vec<Case> {
    let many = |raw: Raw, count: usize| vec![raw; count];
    let ping = || Raw::new(TEXT, PING);
    vec![
        case("as many frames as may be", &many(ping(), AT_ONCE - 2), Verdict::Lives),
        case("more frames than may be", &many(ping(), 3 * AT_ONCE), ends(1008)),
        case("more pings than may be", &many(Raw::new(PING_FRAME, *b""), 3 * AT_ONCE), ends(1008)),
        case("more pongs than may be", &many(Raw::new(PONG_FRAME, *b""), 3 * AT_ONCE), ends(1008)),
        case(
            "a goodbye behind as many as may be",
            &[many(ping(), AT_ONCE - 1), vec![Raw::new(CLOSE, closing(1000, b""))]].concat(),
            ends(1000),
        ),
    ]
}
