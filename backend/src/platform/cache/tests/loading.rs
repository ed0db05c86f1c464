//! A Redis that has been started and still reads its file: it answers, and says no.

use super::with_redis::Process;
use super::*;
use crate::platform::redis::test_server::TestRedis;

#[tokio::test]
#[ignore = "needs redis-server"]
async fn x5_loading_redis_is_done_without_until_it_has_loaded() {
    let mut server = TestRedis::start();
    let one = Process::start_with(server.strict_settings()).await;
    one.until_in_use().await;
    one.ask_and_store("a", "old", &[Tag::Posts]).await;
    let fill = "EVAL \"for i = 1, 200 do redis.call('SET', 'x' .. i, string.rep('x', 2000)) end\" 0";
    assert_eq!(server.command(fill), "$-1");
    assert_eq!(server.command("SAVE"), "+OK");
    server.kill();

    server.run_loading();
    one.cache.drop_tags(&[Tag::Posts]).await;
    assert_eq!(ask(&one.cache, key("a"), "new", &[Tag::Posts]).await, "new");
    assert_eq!(ask(&one.cache, key("b"), "from the loader", &[]).await, "from the loader");
    let newcomer = Process::start_with(server.strict_settings()).await;
    assert_eq!(ask(&newcomer.cache, key("c"), "from the loader", &[]).await, "from the loader");
    assert!(server.command("PING").starts_with("-LOADING"), "it loaded faster than this test");

    one.until_in_use().await;
    newcomer.until_in_use().await;
    assert_ne!(one.in_redis(key("a")).await.as_deref(), Some(&b"old"[..]));
    assert_eq!(ask(&newcomer.cache, key("a"), "new", &[Tag::Posts]).await, "new");
}
