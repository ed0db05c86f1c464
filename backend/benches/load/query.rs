//! The plain way: axum, sqlx, one query, its rows read into the same types and written as JSON. Nothing is kept.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::get,
};
use broadsheet_shared::{
    id::{MediaId, PostId, UserId},
    time::Timestamp,
    v2::{self, CategoryRef, Image, ImageVariant, PostState, TagRef, UserRef},
};
use sea_orm::sqlx::{
    self, Row,
    postgres::{PgPool, PgPoolOptions, PgRow},
    sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions, SqliteRow},
};
use uuid::Uuid;

/// As many connections as the server has.
const CONNECTIONS: u32 = 10;
const SUMMARY: &str = "p.id, p.slug, p.title, p.excerpt, p.state, p.language, p.word_count, p.reading_minutes,
    p.comment_count, p.published_at, p.updated_at, u.id, u.username, u.display_name, a.id, a.width, a.height, a.alt,
    a.variants, c.slug, c.name, m.id, m.width, m.height, m.alt, m.variants, COALESCE(n.like_count, 0)";
const TEXT: &str = "p.body_markdown, p.body_html, p.table_of_contents, p.has_own_excerpt, p.comments_open,
    p.canonical_url, p.created_at, p.scheduled_at, p.edit_version";
const SOURCE: &str = "posts p JOIN users u ON u.id = p.author_id LEFT JOIN media a ON a.id = u.avatar_media_id
    LEFT JOIN categories c ON c.id = p.category_id LEFT JOIN media m ON m.id = p.cover_media_id
    LEFT JOIN post_tallies n ON n.post_id = p.id";
const SQLITE_TAGS: &str = "(SELECT json_group_array(json_array(t.slug, t.name) ORDER BY pt.position)
    FROM post_tags pt JOIN tags t ON t.id = pt.tag_id WHERE pt.post_id = p.id)";
const POSTGRES_TAGS: &str =
    "(SELECT coalesce(json_agg(json_build_array(t.slug, t.name) ORDER BY pt.position)::text, '[]')
    FROM post_tags pt JOIN tags t ON t.id = pt.tag_id WHERE pt.post_id = p.id)";

/// `/list` and `/posts/{slug}` over a database.
pub async fn router(url: &str) -> Result<Router, Box<dyn std::error::Error>> {
    Ok(if url.starts_with("sqlite:") {
        let options = url.parse::<SqliteConnectOptions>()?.read_only(true).pragma("mmap_size", "268435456");
        sqlite::router(SqlitePoolOptions::new().max_connections(CONNECTIONS).connect_with(options).await?)
    } else {
        postgres::router(PgPoolOptions::new().max_connections(CONNECTIONS).connect(url).await?)
    })
}

/// The same program for both drivers, whose types have nothing in common that could be named shortly.
macro_rules! program {
    ($name:ident, $pool:ty, $row:ty, $tags:expr) => {
        mod $name {
            use super::*;

            pub fn router(pool: $pool) -> Router {
                Router::new().route("/list", get(list)).route("/posts/{slug}", get(post)).with_state(pool)
            }

            async fn list(State(pool): State<$pool>) -> Result<Json<v2::List<v2::PostSummary>>, StatusCode> {
                let sql = format!(
                    "SELECT {SUMMARY}, {} FROM {SOURCE} WHERE p.state = 'published'
                    ORDER BY p.published_at DESC, p.id DESC LIMIT 21",
                    $tags
                );
                let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&pool).await.map_err(failed)?;
                let items = rows.iter().take(20).map(summary).collect::<Result<_, _>>().map_err(failed)?;
                Ok(Json(v2::List { items, next: None, total: None }))
            }

            async fn post(State(pool): State<$pool>, Path(slug): Path<String>) -> Result<Json<v2::Post>, StatusCode> {
                let sql = format!("SELECT {SUMMARY}, {}, {TEXT} FROM {SOURCE} WHERE p.slug = $1", $tags);
                let row =
                    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(slug).fetch_optional(&pool).await.map_err(failed)?;
                whole(&row.ok_or(StatusCode::NOT_FOUND)?).map(Json).map_err(failed)
            }

            fn summary(row: &$row) -> Result<v2::PostSummary, sqlx::Error> {
                let number =
                    |place| row.try_get::<i64, _>(place).map(|number| u32::try_from(number).unwrap_or(u32::MAX));
                let category = row.try_get::<Option<String>, _>(19)?.zip(row.try_get::<Option<String>, _>(20)?);
                let tags: Vec<(String, String)> = read(&row.try_get::<String, _>(27)?)?;
                Ok(v2::PostSummary {
                    id: PostId(row.try_get::<Uuid, _>(0)?),
                    slug: row.try_get(1)?,
                    title: row.try_get(2)?,
                    excerpt: row.try_get(3)?,
                    state: PostState::parse(row.try_get(4)?).unwrap_or(PostState::Published),
                    language: row.try_get(5)?,
                    word_count: number(6)?,
                    reading_minutes: number(7)?,
                    comment_count: row.try_get::<i64, _>(8)?.unsigned_abs(),
                    like_count: row.try_get::<i64, _>(26)?.unsigned_abs(),
                    published_at: row.try_get::<Option<i64>, _>(9)?.map(Timestamp::from_millis),
                    updated_at: Timestamp::from_millis(row.try_get(10)?),
                    author: UserRef {
                        id: UserId(row.try_get::<Uuid, _>(11)?),
                        username: row.try_get(12)?,
                        display_name: row.try_get(13)?,
                        avatar: image(row, 14)?,
                    },
                    category: category.map(|(slug, name)| CategoryRef { slug, name }),
                    cover: image(row, 21)?,
                    tags: tags.into_iter().map(|(slug, name)| TagRef { slug, name }).collect(),
                })
            }

            fn whole(row: &$row) -> Result<v2::Post, sqlx::Error> {
                Ok(v2::Post {
                    summary: summary(row)?,
                    body: row.try_get(28)?,
                    body_html: row.try_get(29)?,
                    table_of_contents: read(row.try_get(30)?)?,
                    has_own_excerpt: row.try_get(31)?,
                    comments_open: row.try_get(32)?,
                    canonical_url: row.try_get(33)?,
                    created_at: Timestamp::from_millis(row.try_get(34)?),
                    scheduled_at: row.try_get::<Option<i64>, _>(35)?.map(Timestamp::from_millis),
                    version: row.try_get::<i64, _>(36)?.unsigned_abs(),
                    removed_reason: None,
                    viewer: None,
                })
            }

            fn image(row: &$row, first: usize) -> Result<Option<Image>, sqlx::Error> {
                let Some(id) = row.try_get::<Option<Uuid>, _>(first)? else { return Ok(None) };
                let size = |place| row.try_get::<i64, _>(place).map(|size| u32::try_from(size).unwrap_or(u32::MAX));
                let variants: Vec<ImageVariant> = read(row.try_get(first + 4)?)?;
                let url = variants.last().map(|largest| largest.url.clone()).unwrap_or_default();
                let (width, height) = (size(first + 1)?, size(first + 2)?);
                Ok(Some(Image { id: MediaId(id), url, width, height, alt: row.try_get(first + 3)?, variants }))
            }
        }
    };
}

program!(sqlite, SqlitePool, SqliteRow, SQLITE_TAGS);
program!(postgres, PgPool, PgRow, POSTGRES_TAGS);

fn read<'a, T: serde::Deserialize<'a>>(json: &'a str) -> Result<T, sqlx::Error> {
    serde_json::from_str(json).map_err(|error| sqlx::Error::Decode(error.into()))
}

fn failed(error: sqlx::Error) -> StatusCode {
    eprintln!("{error}");
    StatusCode::INTERNAL_SERVER_ERROR
}
