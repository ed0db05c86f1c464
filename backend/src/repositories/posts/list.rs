//! Lists of published posts, newest or oldest first.

use sea_orm::Value;

use super::columns::{JOINS, summary};
use crate::domain::post::{PostFilter, PostOrder, PostStart, PostSummary};
use crate::repositories::database::{DatabaseError, Engine, Executor, Parameter};
use crate::repositories::shields;

/// A page of published posts. Ask for one more than the page holds to learn whether another follows.
pub async fn list_published(
    database: &impl Executor,
    filter: &PostFilter,
    order: PostOrder,
    start: PostStart,
    limit: u8,
) -> Result<Vec<PostSummary>, DatabaseError> {
    let (sql, values) = page_query(database.engine(), filter, order, start, limit);
    database.rows(&sql, values).await
}

/// How many posts [`list_published`] has in all.
pub async fn count_published(database: &impl Executor, filter: &PostFilter) -> Result<u64, DatabaseError> {
    let query = Conditions::of(filter);
    let sql = format!("SELECT count(*) FROM {} WHERE {}", query.source, query.text());
    Ok(database.value::<i64>(&sql, query.values).await?.unsigned_abs())
}

/// The statement of one page. The index on the first of tag, author, category that is asked for, or on the time alone,
/// gives the rows in their order; nothing is sorted.
pub(super) fn page_query(
    engine: Engine,
    filter: &PostFilter,
    order: PostOrder,
    start: PostStart,
    limit: u8,
) -> (String, Vec<Value>) {
    let mut query = Conditions::of(filter);
    let (comparison, direction) = match order {
        PostOrder::Latest => ("<", "DESC"),
        PostOrder::Oldest => (">", "ASC"),
    };
    let (at, id) = query.key;
    let mut offset = String::new();
    match start {
        PostStart::First => {}
        PostStart::After(key) => {
            let (time, post) = (query.bind(&key.at), query.bind(&key.id));
            query.conditions.push(format!("({at}, {id}) {comparison} ({time}, {post})"));
        }
        PostStart::Offset(count) => offset = format!(" OFFSET {count}"),
    }
    let sql = format!(
        "SELECT {} FROM {} {JOINS} WHERE {} ORDER BY {at} {direction}, {id} {direction} LIMIT {limit}{offset}",
        summary(engine),
        query.source,
        query.text(),
    );
    (sql, query.values)
}

/// The conditions of a filter, with the values they speak of.
struct Conditions {
    source: &'static str,
    /// The columns that order the list.
    key: (&'static str, &'static str),
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    fn of(filter: &PostFilter) -> Self {
        let mut query = Self {
            source: "posts p",
            key: ("p.published_at", "p.id"),
            conditions: vec!["p.state = 'published'".to_owned()],
            values: Vec::new(),
        };
        if let Some(tag) = filter.tag {
            // CROSS keeps SQLite from starting at the posts; to PostgreSQL it is a join like any other.
            query.source = "post_tags l CROSS JOIN posts p";
            query.key = ("l.published_at", "l.post_id");
            query.conditions.push("p.id = l.post_id".to_owned());
            query.conditions.push("l.published_at IS NOT NULL".to_owned());
            query.equals("l.tag_id", &tag);
        }
        if let Some(author) = filter.author {
            query.equals("p.author_id", &author);
        }
        if let Some(category) = filter.category {
            query.equals("p.category_id", &category);
        }
        if let Some(viewer) = filter.viewer {
            let place = query.bind(&viewer);
            query.conditions.push(shields::seen(&place, "p.author_id"));
        }
        let at = query.key.0;
        if let Some(after) = filter.published_after {
            let place = query.bind(&after);
            query.conditions.push(format!("{at} > {place}"));
        }
        if let Some(before) = filter.published_before {
            let place = query.bind(&before);
            query.conditions.push(format!("{at} < {place}"));
        }
        query
    }

    fn bind(&mut self, value: &impl Parameter) -> String {
        self.values.push(value.to_value());
        format!("${}", self.values.len())
    }

    fn equals(&mut self, column: &str, value: &impl Parameter) {
        let place = self.bind(value);
        self.conditions.push(format!("{column} = {place}"));
    }

    fn text(&self) -> String {
        self.conditions.join(" AND ")
    }
}
