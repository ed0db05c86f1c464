//! Stored numbers against the rows that they count (SECURITY K1).

use super::App;

/// Whom others may see: only what they do is counted.
const SEEN: &str = "u.status IN ('active', 'unclaimed')";

/// A number: what it counts, the rows that have one, where it is stored, and what it should be the count of.
const NUMBERS: [(&str, &str, &str, &str); 6] = [
    (
        "likes of a post",
        "posts x",
        "COALESCE((SELECT like_count FROM post_tallies n WHERE n.post_id = x.id), 0)",
        "post_likes l JOIN users u ON u.id = l.user_id WHERE l.post_id = x.id",
    ),
    (
        "likes of a comment",
        "comments x",
        "x.like_count",
        "comment_likes l JOIN users u ON u.id = l.user_id WHERE l.comment_id = x.id",
    ),
    (
        "followers of a person",
        "users x",
        "x.follower_count",
        "user_follows f JOIN users u ON u.id = f.follower_id WHERE f.followed_id = x.id",
    ),
    (
        "people whom a person follows",
        "users x",
        "x.following_count",
        "user_follows f JOIN users u ON u.id = f.followed_id WHERE f.follower_id = x.id",
    ),
    (
        "followers of a tag",
        "tags x",
        "x.follower_count",
        "tag_follows g JOIN users u ON u.id = g.user_id WHERE g.tag_id = x.id",
    ),
    (
        "people in a notification",
        "notifications x",
        "CASE WHEN x.kind IN ('like', 'follow') THEN x.actor_count ELSE 0 END",
        "notification_actors a JOIN users u ON u.id = a.actor_id
            WHERE a.notification_id = x.id AND a.is_counted IS NOT NULL AND x.kind IN ('like', 'follow')",
    ),
];

/// Comments are counted whoever wrote them.
const COMMENTS: &str = "SELECT 'comments of a post: ' || x.comment_count || ' for ' || n.visible
    FROM posts x JOIN (
        SELECT p.id, (SELECT count(*) FROM comments k WHERE k.post_id = p.id AND k.state = 'visible') AS visible
        FROM posts p
    ) n ON n.id = x.id
    WHERE x.comment_count <> n.visible";
/// What was taken away is found by no search.
const FOUND: &str = "SELECT 'a comment in the index that is ' || k.state
    FROM search_documents d JOIN comments k ON k.id = d.entity_id WHERE k.state <> 'visible'";

impl App {
    /// Everything whose number of likes, followers or comments is not that of its rows, and what is found though nobody may
    /// read it; empty, as it should be.
    pub async fn wrong_counts(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for (what, rows, stored, counted) in NUMBERS {
            let counted = format!("(SELECT count(*) FROM {counted} AND {SEEN})");
            let sql = format!("SELECT ({stored}) || ' for ' || {counted} FROM {rows} WHERE ({stored}) <> {counted}");
            wrong.extend(self.texts(&sql).await.into_iter().map(|numbers| format!("{what}: {numbers}")));
        }
        for (table, person, counted) in [
            ("post_likes", "user_id", "is_counted"),
            ("comment_likes", "user_id", "is_counted"),
            ("tag_follows", "user_id", "is_counted"),
            ("user_follows", "follower_id", "is_follower_counted"),
            ("user_follows", "followed_id", "is_followed_counted"),
        ] {
            let sql = format!(
                "SELECT 'a row of {table} that does not know whether it is counted' FROM {table} t
                JOIN users u ON u.id = t.{person} WHERE ({SEEN}) <> t.{counted}"
            );
            wrong.extend(self.texts(&sql).await);
        }
        for sql in [COMMENTS, FOUND] {
            wrong.extend(self.texts(sql).await);
        }
        let unpaired =
            "SELECT kind || ' without its other half' FROM user_shields s WHERE kind <> 'mute' AND NOT EXISTS
            (SELECT 1 FROM user_shields o WHERE o.viewer_id = s.hidden_id AND o.hidden_id = s.viewer_id
                AND o.kind = CASE s.kind WHEN 'block' THEN 'blocked' ELSE 'block' END)";
        wrong.extend(self.texts(unpaired).await);
        wrong
    }
}
