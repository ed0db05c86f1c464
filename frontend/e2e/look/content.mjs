// What the pictures show besides the demo: texts that try a layout. Long words and names, other scripts, right to left,
// everything Markdown has, threads of every depth, posts in every state.

/** Everything a post can hold. `picture` is the address of one on the site. */
export const everything = (picture) => `Statistics are a summary, and a summary leaves things out. Most of the time that is the point: nobody wants a planner that reads the whole table to find out how best to read the table.[^1] But once in a while the thing left out is the thing that mattered, and a query that @tomas found took **four milliseconds** on Monday takes *nine seconds* on Tuesday.

This is the story of one such query, with \`inline_code()\`, ~~a mistake~~ and [a link to read more](https://example.org/).

## Where the numbers come from

Every so often the database samples each table and writes down a handful of facts. \`pg_stats\` shows them.

\`\`\`sql
select attname, n_distinct, most_common_vals, correlation
from pg_stats
where tablename = 'posts' and attname in ('state', 'author_id', 'published_at', 'category_id'); -- one row a column, refreshed by analyze
\`\`\`

### Correlated columns

What the sample does not hold is how columns go together:

- a tenth of the posts are drafts,
- a tenth were written this week,
  - so a hundredth are drafts of this week,
  - which nobody believes;
- in truth nearly *all* drafts are of this week.

> All models are wrong, but some are useful for at least an afternoon.
>
> Said by somebody with a whiteboard.

## Reading a plan

Look at two numbers a line: what was expected, and what came.

| Step | Expected rows | Actual rows | Index | Buffers hit | Remarks | Time |
|:--|--:|--:|:--|--:|:--|--:|
| Index scan on posts | 12 | 48,211 | \`posts_author_updated\` | 190,112 | far more than planned | 310 ms |
| Nested loop | 12 | 48,211 | | 8,402 | the loop multiplies the mistake | 8,904 ms |
| Sort | 12 | 20 | | 3 | | 1 ms |

### The estimate and the truth

\`\`\`rust
/// True if the planner was off by more than a factor of ten.
pub fn is_surprised(node: &PlanNode) -> bool {
    let expected = node.plan_rows.max(1) as f64;
    let actual = node.actual_rows.max(1) as f64;
    (expected / actual).ln().abs() > 10_f64.ln()
}
\`\`\`

\`\`\`
Plain text without a language, one line.
\`\`\`

![Expected against actual rows](${picture})

## What to do about it

1. Run \`analyze\` after bulk changes.
2. Tell the planner which columns belong together.
3. If that is not enough, ask a smaller question:
   1. fewer rows,
   2. fewer columns.

- [x] Extended statistics on state and age
- [ ] An alert when estimates drift

#### A heading of the fourth level

Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft, and an address that never ends: https://example.org/a/very/long/path/that/goes/on/and/on/and/on/without/a/single/place/to/break/it/nicely

---

None of this is deep.[^2] It is bookkeeping, and bookkeeping pays.

[^1]: Names and numbers are changed a little, the lesson is not.
[^2]: A second note, so that there are two.
`;

export const arabic = `كانت السفينة تقترب من الميناء ببطء، والضوء يعلو فوق الماء كما لو كان يعرف الطريق وحده.

## لماذا نكتب

نكتب لأن **الذاكرة** لا تكفي، ولأن القارئ الذي لم نلتق به بعد سيجيب قبل العشاء. وهذه كلمة إنجليزية: \`borrow checker\` في وسط السطر.

> اكتب كما لو أن من تخالفه قد صنع لك للتو فنجان شاي.

- قائمة قصيرة
- وفيها بندان

1. ثم قائمة مرقمة
2. وفيها بندان أيضا

| الخطوة | الوقت |
|:--|--:|
| قراءة | 4 ms |
| كتابة | 12 ms |

## كيف نبدأ

بجملة واحدة.

## وكيف ننتهي

بجملة أخرى.
`;

export const japanese = `短い関数、正直な名前、そして消す勇気。読みやすさは誰のためか、と問われたら、半年後の自分のためだと答えることにしている。行の長さ、空白、句読点の位置まで、読む人の目の動きを考えて書く。

## 名前について

変数の名前は約束である。\`is_open\` と書いたなら、開いているかどうかだけを語るべきだ。

> 白を先に組む。黒は避けられなかったものだ。

- 一つの関数は一つのことをする
- 一つの名前は一つの意味を持つ
`;

/** The thread beneath the long post: who answers whom (by index), and what. */
export const thread = [
  { by: "jonas", text: "The histogram example made this click for me. We had exactly this with a `status` column: 99.8 % `done`, and the planner thought it was one in five." },
  { by: "mina", to: 0, text: "Same here. Did you end up with extended statistics, or a partial index?" },
  { by: "jonas", to: 1, text: "Partial index first, since it also made the writes cheaper:\n\n```sql\ncreate index on jobs (run_at) where status = 'queued' and attempts < 5 and locked_until is null;\n```\n\nThen we measured again." },
  { by: "ada", to: 2, text: "Nice, @jonas. I would add that `analyze` after a bulk load matters more than any setting." },
  { by: "tomas", to: 3, text: "Agreed. We run it as the last step of each import now." },
  { by: "mina", to: 4, text: "And autovacuum catches the rest, @ada?" },
  { by: "ada", to: 5, text: "Mostly. https://example.org/a/very/long/path/that/goes/on/and/on/and/on/without/a/single/place/to/break" },
  { by: "tomas", to: 6, text: "Then that is settled." },
  { by: "tomas", text: "This one goes.", fate: "deleted" },
  { by: "mina", to: 8, text: "I think the point stands without the benchmark, but thank you for checking it." },
  { by: "jonas", text: "First!", fate: "hidden" },
  { by: "layla", text: "شكرا على هذا الشرح الواضح، قرأته مرتين." },
  { by: "longname", text: "短い関数、正直な名前、そして消す勇気。" },
];

/** People besides the demo's. */
export const people = [
  { username: "layla", display_name: "ليلى منصور" },
  { username: "longname", display_name: "Maximiliane-Alexandrina von Hohenstaufen-Wittelsbach" },
  { username: "nobody-yet", display_name: "森 健二" },
];

const word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";

/** Posts besides the long one, oldest first. */
export const posts = [
  { name: "arabic", by: "layla", title: "في الميناء: رسائل من لا يعرف بعضهم بعضا", body: arabic, language: "ar", category: "community", tags: ["رسائل", "welcome"] },
  { name: "japanese", by: "longname", title: "静かなコードについて：読みやすさは誰のためか", body: japanese, language: "ja", category: "programming", tags: ["日本語"] },
  { name: "words", by: "longname", title: `${word} and other words that do not fit where one wants them to`, body: `${word} ${word}`, tags: ["a-tag-that-is-as-long-as-tags-may-be", "letterpress", "design", "writing", "performance"], slug: "words-that-do-not-fit" },
  { name: "short", by: "jonas", title: "Hm", body: "Short.", slug: "hm" },
  { name: "closed", by: "mina", title: "Nothing to add", body: "The talk beneath this one is over.", closed: true, slug: "nothing-to-add" },
];

/** So that the front page has a later part. */
export const fillers = Array.from({ length: 6 }, (_, index) => ({
  by: "tomas", title: `Notes from the oven, part ${index + 1}`, body: "Flour, water, salt, and a morning to spare.", category: "craft", tags: ["baking"],
}));

/** What Jonas has besides what he published. */
export const shelf = [
  { title: "?", body: "" },
  { title: "A draft about patience", body: "It begins with a broken build and ends with a walk along the quay. In between there is a bisect, two wrong guesses, and a cup of tea that went cold." },
  { title: `A title with a word as long as ${word}`, body: "And a short text." },
  { title: "An old announcement", body: "Kept for those who have the address.", fate: "archive" },
  { title: "For the first snow", body: "It waits for its day.", fate: "schedule" },
  { title: "Buy my boat, buy it now", slug: "buy-my-boat", body: "Cheap. Call me.", fate: "remove" },
  { title: "Regretted by morning", slug: "regretted", body: "Written at night.", fate: "delete" },
];
