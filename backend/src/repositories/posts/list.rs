//! Lists of published posts, newest, oldest or most liked first.

use sea_orm::Value;

use super::columns::{JOINS, summary};
use crate::domain::post::{PostFilter, PostOrder, PostPlace, PostStart, PostSummary};
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
    let query = Conditions::of(filter, PostOrder::Latest);
    let sql = format!("SELECT count(*) FROM {} WHERE {}", query.source, query.text());
    Ok(database.value::<i64>(&sql, query.values).await?.unsigned_abs())
}

/// The statement of one page. The index on the first of tag, author, category that is asked for, or on the time or the likes
/// alone, gives the rows in their order, and nothing is sorted; but for the most liked of a tag, an author, a category: of
/// theirs the keys are sorted, and no more than a page of posts is read.
pub(super) fn page_query(
    engine: Engine,
    filter: &PostFilter,
    order: PostOrder,
    start: PostStart,
    limit: u8,
) -> (String, Vec<Value>) {
    let mut query = Conditions::of(filter, order);
    let (comparison, direction) = match order {
        PostOrder::Latest | PostOrder::Top => ("<", "DESC"),
        PostOrder::Oldest => (">", "ASC"),
    };
    let (at, id) = query.key;
    let likes = if order == PostOrder::Top { format!("{LIKES} DESC, ") } else { String::new() };
    let mut offset = String::new();
    match start {
        PostStart::First => {}
        PostStart::After(PostPlace { likes, key }) => {
            let (time, post) = (query.bind(&key.at), query.bind(&key.id));
            let beyond = if order == PostOrder::Top {
                let likes = query.bind(&i64::try_from(likes.unwrap_or_default()).unwrap_or(i64::MAX));
                format!("({LIKES}, {at}, {id}) < ({likes}, {time}, {post})")
            } else {
                format!("({at}, {id}) {comparison} ({time}, {post})")
            };
            query.conditions.push(beyond);
        }
        PostStart::Offset(count) => offset = format!(" OFFSET {count}"),
    }
    let (columns, source, conditions) = (summary(engine), &query.source, query.text());
    let place = format!("{likes}{at} {direction}, {id} {direction} LIMIT {limit}{offset}");
    let sql = match order {
        PostOrder::Latest | PostOrder::Oldest => {
            format!("SELECT {columns} FROM {source} {JOINS} WHERE {conditions} ORDER BY {place}")
        }
        // Keys alone in what may be sorted; then the posts of the page.
        PostOrder::Top => format!(
            "WITH best (id) AS (SELECT p.id FROM {source} WHERE {conditions} ORDER BY {place})
            SELECT {columns} FROM best CROSS JOIN posts p {JOINS} WHERE p.id = best.id AND p.state = 'published'
            ORDER BY n.like_count DESC, p.published_at DESC, p.id DESC"
        ),
    };
    (sql, query.values)
}

/// What the most liked are ordered by.
const LIKES: &str = "o.like_count";

/// The conditions of a filter, with the values they speak of.
struct Conditions {
    source: String,
    /// The columns that order the list.
    key: (&'static str, &'static str),
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    /// Where to start: at what is fewest, in the order of the list where an index has it.
    fn start(filter: &PostFilter, order: PostOrder) -> Self {
        let mut query = Self {
            source: "posts p".to_owned(),
            key: ("p.published_at", "p.id"),
            conditions: vec!["p.state = 'published'".to_owned()],
            values: Vec::new(),
        };
        let is_narrow =
            filter.tag.is_some() || filter.author.is_some() || filter.category.is_some() || filter.is_pinned;
        if filter.is_pinned {
            // Few: from them to their posts, and sorted.
            query.source = "pinned_posts i CROSS JOIN posts p".to_owned();
            query.conditions.push("p.id = i.post_id".to_owned());
            if let Some(author) = filter.author {
                query.equals("i.author_id", &author);
            }
            if let Some(tag) = filter.tag {
                let tag = query.bind(&tag);
                let carried = format!("EXISTS (SELECT 1 FROM post_tags l WHERE l.post_id = p.id AND l.tag_id = {tag})");
                query.conditions.push(carried);
            }
        } else if let Some(tag) = filter.tag {
            // CROSS keeps SQLite from starting at the posts; to PostgreSQL it is a join like any other.
            query.source = "post_tags l CROSS JOIN posts p".to_owned();
            query.key = ("l.published_at", "l.post_id");
            query.conditions.push("p.id = l.post_id".to_owned());
            query.conditions.push("l.published_at IS NOT NULL".to_owned());
            query.equals("l.tag_id", &tag);
        }
        match order {
            PostOrder::Latest | PostOrder::Oldest => {}
            PostOrder::Top if is_narrow => {
                query.source.push_str(" CROSS JOIN post_tallies o");
                query.conditions.push("o.post_id = p.id".to_owned());
            }
            PostOrder::Top => {
                query.source = "post_tallies o CROSS JOIN posts p".to_owned();
                query.key = ("o.published_at", "o.post_id");
                query.conditions.push("p.id = o.post_id".to_owned());
                query.conditions.push("o.published_at IS NOT NULL".to_owned());
            }
        }
        query
    }

    fn of(filter: &PostFilter, order: PostOrder) -> Self {
        let mut query = Self::start(filter, order);
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
