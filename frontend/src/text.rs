//! Every sentence a person reads, so that wording is seen and changed in one place. English in 1.0.
//!
//! One file a part of the app. Numbers and dates are put into words here as well.

pub mod account;
pub mod credentials;
pub mod departure;
pub mod factors;
pub mod failure;
pub mod live;
mod moment;
pub mod notifications;
pub mod profile;
pub mod reading;
pub mod settings;
pub mod social;
pub mod staff;
pub mod talk;
pub mod toolbar;
pub mod unsubscribe;
pub mod ways;
pub mod writing;

use broadsheet_shared::time::Timestamp;

pub use moment::{is_past, local_date, local_date_time, moment, time_of_day};

/// Before the time of something that happened today.
const TODAY_AT: &str = "today at";

/// The language of these words, for `<html lang>`.
pub const LANGUAGE: &str = "en";

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// As in `5 March 2026`, by the UTC calendar, so that the first HTML and the app agree.
pub fn date(time: Timestamp) -> String {
    let (year, month, day) = time.date();
    let month = MONTHS.get(month.saturating_sub(1) as usize).unwrap_or(&"");
    format!("{day} {month} {year}")
}

/// As in `5 March 2026, 14:05`, by the UTC calendar.
pub fn date_time(time: Timestamp) -> String {
    let minutes = time.as_millis().div_euclid(60_000).rem_euclid(24 * 60);
    format!("{}, {:02}:{:02}", date(time), minutes / 60, minutes % 60)
}

/// As in `5 March 2026, 14:05 UTC`: says whose calendar it is, for those who see it before a script knows theirs.
pub fn date_time_utc(time: Timestamp) -> String {
    format!("{} UTC", date_time(time))
}

/// As in `12,345`.
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// As in `1 post`, `2 posts`.
pub fn count(value: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(value), if value == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_read_well() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(count(1, "post", "posts"), "1 post");
        assert_eq!(count(2000, "post", "posts"), "2,000 posts");
        assert_eq!(date(Timestamp::from_millis(1_709_200_800_000)), "29 February 2024");
        assert_eq!(date_time(Timestamp::from_millis(1_709_200_859_999)), "29 February 2024, 10:00");
        assert_eq!(date_time_utc(Timestamp::from_millis(-1)), "31 December 1969, 23:59 UTC");
    }
}
