//! Dates as Jekyll, Hugo and Zola write them, and as people do by hand.

use broadsheet_shared::time::Timestamp;

/// A day, which means its noon, or a day and a time of day with or without a zone; without one it is UTC.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let end = text.find([' ', '\t', 'T', 't']).unwrap_or(text.len());
    let (date, rest) = text.split_at(end);
    let date = date_of(&date.replace('/', "-"))?;
    let rest = rest.get(1..).unwrap_or_default().trim_start();
    if rest.is_empty() {
        return format!("{date}T12:00:00Z").parse().ok();
    }
    let end = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.')).unwrap_or(rest.len());
    let (time, zone) = rest.split_at(end);
    format!("{date}T{}{}", time_of(time)?, zone_of(zone.trim())?).parse().ok()
}

/// `2026-01-31` as noon of that day; `2026-1-1` too.
pub(super) fn day(text: &str) -> Option<Timestamp> {
    format!("{}T12:00:00Z", date_of(text)?).parse().ok()
}

fn date_of(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return None };
    let is_date = year.len() == 4 && is_number(year) && has_digits(month) && has_digits(day);
    is_date.then(|| format!("{year}-{month:0>2}-{day:0>2}"))
}

/// `10:00`, `9:05:07` or `10:00:00.123` with all that RFC 3339 wants.
fn time_of(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(':').collect();
    let (hour, minute, second) = match parts[..] {
        [hour, minute] => (hour, minute, "00"),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    let (whole, fraction) = second.split_once('.').unwrap_or((second, "0"));
    let is_time = [hour, minute, whole].into_iter().all(has_digits) && is_number(fraction);
    is_time.then(|| format!("{hour:0>2}:{minute:0>2}:{whole:0>2}.{}", fraction.get(..9).unwrap_or(fraction)))
}

/// `+0200`, `+02:00`, `+02`, `Z`, `UTC` or nothing.
fn zone_of(text: &str) -> Option<String> {
    if text.is_empty() || ["Z", "UTC", "GMT"].iter().any(|name| text.eq_ignore_ascii_case(name)) {
        return Some("Z".to_owned());
    }
    let sign = text.chars().next().filter(|sign| matches!(sign, '+' | '-'))?;
    let digits = text[1..].replacen(':', "", 1);
    let (hours, minutes) = match digits.len() {
        2 => (digits.as_str(), "00"),
        4 => digits.split_at_checked(2)?,
        _ => return None,
    };
    (is_number(hours) && is_number(minutes)).then(|| format!("{sign}{hours}:{minutes}"))
}

/// One or two digits.
fn has_digits(text: &str) -> bool {
    text.len() <= 2 && is_number(text)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_other_programs_write_them() {
        let cases = [
            ("2021-01-02", "2021-01-02T12:00:00Z"),
            ("2021/1/2", "2021-01-02T12:00:00Z"),
            ("2021-01-02 10:00:00 +0200", "2021-01-02T08:00:00Z"),
            ("2021-01-02 10:00:00 +02:00", "2021-01-02T08:00:00Z"),
            ("2021-01-02 10:00:00 -05", "2021-01-02T15:00:00Z"),
            ("2021-01-02 10:00", "2021-01-02T10:00:00Z"),
            ("2021-01-02 9:05 +0200", "2021-01-02T07:05:00Z"),
            ("2021-01-02 10:00:00 UTC", "2021-01-02T10:00:00Z"),
            ("2021/01/02 10:00:00", "2021-01-02T10:00:00Z"),
            ("2021-01-02T10:00:00.1234567891Z", "2021-01-02T10:00:00.123Z"),
            ("2021-01-02T10:00:00+02:00", "2021-01-02T08:00:00Z"),
            ("2021-01-02T10:00:00", "2021-01-02T10:00:00Z"),
        ];

        for (text, expected) in cases {
            assert_eq!(moment(text), Some(expected.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "soon",
            "2021",
            "2021-13-01",
            "2021-01-02 25:00",
            "2021-01-02 10",
            "2021-01-02 10:00 here",
            "02-01-2021",
            "2021-01-02 10:00 +2:00",
            "2021--02",
            "2021-01-02 10:00 +é0",
            "２021-01-02",
        ] {
            assert_eq!(moment(text), None, "{text}");
        }
    }
}
