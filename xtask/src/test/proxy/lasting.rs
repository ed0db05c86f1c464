//! What lasts while servers and the proxy do not: a hundred people read a post and hear of every comment, once and in order.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::askers::Askers;
use super::readers::Crowd;
use super::site::Site;
use super::talk::Talk;
use super::writer::Writer;
use crate::workspace::Workspace;

const READERS: usize = 100;
/// How long nobody reaches anything.
const OUTAGE: Duration = Duration::from_secs(30);
/// Between two comments of many: what is said in an outage stays below the 1,000 events that are told later.
const PACE: Duration = Duration::from_millis(100);

/// One server is killed, whose readers go to the other; then the proxy is away, while people who do not need it go on.
pub fn outage(workspace: &Workspace, site: &mut Site) -> Result<()> {
    let mut talk = Talk::begin(workspace, site, "ada")?;
    let [doomed, left] = site.ports()?;
    let mut crowd = Crowd::gather(site.nginx.port, &talk.post, READERS);
    crowd.until("found a seat", |story| story.seats > 0)?;
    talk.say_some(20, &[doomed, left])?;
    crowd.until("heard the first comments", |story| story.heard.len() >= 20)?;

    site.servers[0].running.stop("KILL");
    talk.say_some(20, &[left])?;
    crowd.until("heard what was said after the kill", |story| story.heard.len() >= 40)?;
    let moved = crowd.count(|story| story.seats > 1);
    ensure!((1..READERS).contains(&moved), "{moved} of {READERS} were at the server that was killed");

    site.nginx.stop();
    let begun = Instant::now();
    while begun.elapsed() < OUTAGE {
        talk.say(left)?;
        thread::sleep(PACE);
    }
    let through = crowd.count(|story| story.heard.len() > 40);
    ensure!(through == 0, "{through} readers heard something without a proxy");
    site.nginx.resume(workspace)?;
    let said = talk.said as usize;
    crowd.until("heard what was said in the outage", |story| story.heard.len() >= said)?;

    site.start_again(workspace, 0)?;
    talk.say_some(20, &[doomed, left])?;
    let told = crowd.leave_after(talk.said)?;
    let whole = told.iter().filter(|story| story.is_whole(talk.said)).count();
    ensure!(whole == READERS, "{whole} of {READERS} readers heard all {} comments once and in order", talk.said);
    Ok(())
}

/// Each server in turn, asked all the while: as it drains, as it closes its door, when it is gone, and when it is back. Pages
/// are read through the proxy; comments go to the server that stays, for nginx never sends again what may have been done.
/// Somebody else writes through the proxy too, and does that by themselves.
pub fn rolling_restart(workspace: &Workspace, site: &mut Site) -> Result<()> {
    let mut talk = Talk::begin(workspace, site, "ben")?;
    let ports = site.ports()?;
    let mut crowd = Crowd::gather(site.nginx.port, &talk.post, READERS);
    crowd.until("found a seat", |story| story.seats > 0)?;
    let askers = Askers::begin(site.nginx.port);
    let writer = Writer::begin(Talk::begin(workspace, site, "cleo")?, site.nginx.port);

    for (place, stays) in [(0, ports[1]), (1, ports[0])] {
        site.stop(place, || {
            talk.say(stays)?;
            thread::sleep(PACE);
            Ok(())
        })?;
        talk.say_some(10, &[stays])?;
        let said = talk.said as usize;
        crowd.until("heard what was said beside a stop", |story| story.heard.len() >= said)?;
        site.start_again(workspace, place)?;
        talk.say_some(10, &ports)?;
    }

    let written = writer.end()?;
    ensure!(written.said > 20, "only {} comments were written through the proxy", written.said);
    let mut standing = written.numbers(site.nginx.port)?;
    standing.sort_unstable();
    ensure!(standing.iter().copied().eq(1..=written.said), "of {} comments stand there {standing:?}", written.said);
    let answers = askers.end()?;
    ensure!(answers > 100, "only {answers} requests were made meanwhile");
    for story in crowd.leave_after(talk.said)? {
        ensure!(story.is_whole(talk.said), "a reader heard {:?} of {} comments", story.heard, talk.said);
        // Whom a busy database could not let in at once was asked to come again (1013).
        let is_fair = story.farewells.iter().all(|code| [1001, 1013].contains(code));
        let is_told = story.farewells.contains(&1001) && is_fair;
        ensure!(is_told, "a reader was sent away with {:?}", story.farewells);
    }
    Ok(())
}
