//! Queries that are right, wrong, and made to hurt.

use serde::Deserialize;

use super::*;
use crate::http::extract::{CursorText, PageLimit, PageQuery};

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Sort {
    Latest,
    Oldest,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Filter {
    #[serde(default)]
    limit: PageLimit,
    #[serde(default)]
    after: Option<CursorText>,
    #[serde(default)]
    sort: Option<Sort>,
    #[serde(default)]
    count: Option<i64>,
    #[serde(default)]
    is_open: Option<bool>,
    #[serde(default)]
    q: Option<String>,
}

fn refused(query: &str) -> (u16, String, String) {
    let problem = read::<Filter>(query).unwrap_err();
    let error = problem.field_errors().first().cloned();
    let (pointer, code) = error.map(|error| (error.pointer, error.code)).unwrap_or_default();
    (problem.status().as_u16(), pointer, code)
}

fn of(pointer: &str, code: &str) -> (u16, String, String) {
    (422, pointer.to_owned(), code.to_owned())
}

#[test]
fn parameters_are_read_by_type() {
    let filter: Filter = read("limit=50&sort=oldest&count=-3&is_open=true&q=a+b%20%C3%BC&after=abc").unwrap();

    assert_eq!(filter.limit.get(), 50);
    assert_eq!(filter.sort, Some(Sort::Oldest));
    assert_eq!(filter.count, Some(-3));
    assert_eq!(filter.is_open, Some(true));
    assert_eq!(filter.q.as_deref(), Some("a b ü"));
    assert_eq!(filter.after, Some(CursorText("abc".to_owned())));
    assert_eq!(read::<Filter>("").unwrap().limit.get(), 20);
    assert_eq!(read::<PageQuery>("&&limit=1&").unwrap().limit.get(), 1);
}

#[test]
fn i1_numbers_out_of_range_are_422() {
    let limits = [
        "0",
        "-1",
        "101",
        "2147483648",
        "9223372036854775808",
        "18446744073709551615",
        "1e3",
        "+5",
        " 5",
        "5.0",
        "05",
        "x",
        "",
    ];
    for limit in limits {
        assert_eq!(refused(&format!("limit={limit}")), of("limit", "invalid"), "{limit}");
    }
    assert_eq!(refused("count=9223372036854775808"), of("count", "invalid"));
    assert_eq!(refused("is_open=1"), of("is_open", "invalid"));
    assert_eq!(refused("sort=worst"), of("sort", "invalid"));
}

#[test]
fn a_wrong_parameter_is_told_in_words_for_people() {
    let said = |query| read::<Filter>(query).unwrap_err().field_errors()[0].detail.clone();

    assert_eq!(said("limit=0"), "`limit` must be a number from 1 to 100.");
    assert_eq!(said("sort=worst"), "`sort` must be latest or oldest.");
    assert_eq!(said("is_open=1"), "`is_open` must be true or false.");
}

#[test]
fn i4_repeated_and_bracketed_parameters_are_422() {
    assert_eq!(refused("limit=1&limit=1"), of("limit", "repeated"));
    assert_eq!(refused("limit[]=1"), of("limit[]", "unknown"));
    assert_eq!(refused("filter%5Ba%5D=1"), of("filter[a]", "unknown"));
    assert_eq!(refused("quite=other"), of("quite", "unknown"));
    assert_eq!(refused("q=a%00b"), of("q", "invalid"));
}

#[test]
fn broken_encoding_is_400() {
    for query in ["q=%", "q=%2", "q=%zz", "q=%ff", "%c3=1", "q=%c3%28"] {
        assert_eq!(refused(query).0, 400, "{query}");
    }
}

proptest::proptest! {
    #[test]
    fn no_query_panics(query: String) {
        let _ = read::<Filter>(&query);
    }
}
