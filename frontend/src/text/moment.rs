//! Moments in the reader's own zone, which only the browser knows.

use broadsheet_shared::time::Timestamp;

/// As in `5 March 2026, 14:05`; today `today at 14:05`.
pub fn moment(time: Timestamp) -> String {
    let date = js_date(time);
    let today = js_sys::Date::new_0();
    let is_today = date.get_full_year() == today.get_full_year()
        && date.get_month() == today.get_month()
        && date.get_date() == today.get_date();
    if is_today {
        return format!("{} {}", super::TODAY_AT, time_of_day(time));
    }
    local_date_time(time)
}

/// As in `5 March 2026`.
pub fn local_date(time: Timestamp) -> String {
    let date = js_date(time);
    let month = super::MONTHS.get(date.get_month() as usize).unwrap_or(&"");
    format!("{} {month} {}", date.get_date(), date.get_full_year())
}

/// As in `5 March 2026, 14:05`.
pub fn local_date_time(time: Timestamp) -> String {
    format!("{}, {}", local_date(time), time_of_day(time))
}

/// As in `14:05`.
pub fn time_of_day(time: Timestamp) -> String {
    let date = js_date(time);
    format!("{:02}:{:02}", date.get_hours(), date.get_minutes())
}

/// Whether this time has come, by the reader's clock.
pub fn is_past(time: Timestamp) -> bool {
    time.as_millis() as f64 <= js_sys::Date::now()
}

fn js_date(time: Timestamp) -> js_sys::Date {
    // Milliseconds of our years fit a double exactly.
    js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(time.as_millis() as f64))
}
