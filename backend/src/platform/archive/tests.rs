//! Archives as their readers meet them.

use std::io::{Cursor, Read};

use futures_util::StreamExt;
use zip::ZipArchive;

use super::*;

const ADA: UserId = UserId(uuid::Uuid::from_u128(1));
const BOB: UserId = UserId(uuid::Uuid::from_u128(2));
const LONG: Duration = Duration::from_secs(3_600);
const MORNING: Timestamp = Timestamp::from_millis(1_772_704_801_000);

async fn read(bytes: ArchiveBytes) -> io::Result<Vec<u8>> {
    let mut whole = Vec::new();
    let mut stream = std::pin::pin!(bytes.into_stream());
    while let Some(chunk) = stream.next().await {
        whole.extend_from_slice(&chunk?);
    }
    Ok(whole)
}

#[tokio::test]
async fn files_come_out_as_they_went_in() {
    let (archive, bytes) = Archives::new(1, LONG).begin(ADA).unwrap();
    let reading = tokio::spawn(read(bytes));
    let noise: Vec<u8> = (0..300_000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect();

    archive.file("", "a.txt", Packing::Deflated, MORNING).await.unwrap();
    archive.write("one, ").await.unwrap();
    archive.write("two").await.unwrap();
    archive.file("été", "bild.png", Packing::Stored, MORNING).await.unwrap();
    archive.write(noise.clone()).await.unwrap();
    archive.end().await.unwrap();

    let mut zip = ZipArchive::new(Cursor::new(reading.await.unwrap().unwrap())).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names, ["a.txt", "été/bild.png"]);
    let mut text = String::new();
    zip.by_name("a.txt").unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "one, two");
    let mut picture = zip.by_name("été/bild.png").unwrap();
    let when = picture.last_modified().unwrap();
    assert_eq!((when.year(), when.month(), when.day(), when.hour()), (2026, 3, 5, 10));
    let mut found = Vec::new();
    picture.read_to_end(&mut found).unwrap();
    assert!(found == noise);
}

#[tokio::test]
async fn what_is_not_ended_breaks_off() {
    let (archive, bytes) = Archives::new(1, LONG).begin(ADA).unwrap();
    let reading = tokio::spawn(read(bytes));

    archive.file("", "a.txt", Packing::Deflated, MORNING).await.unwrap();
    archive.write("half").await.unwrap();
    drop(archive);

    assert!(reading.await.unwrap().is_err());
}

#[tokio::test]
async fn a_reader_that_leaves_ends_the_writing_and_frees_the_place() {
    let archives = Archives::new(1, LONG);
    let (archive, bytes) = archives.begin(ADA).unwrap();
    assert_eq!(archives.begin(BOB).unwrap_err(), Busy::Full);

    drop(bytes);
    archive.file("", "a.bin", Packing::Stored, MORNING).await.unwrap();
    while archive.write(vec![0; CHUNK_BYTES]).await.is_ok() {}

    drop(archive);
    while archives.begin(BOB).is_err() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn f9_one_person_has_one_place_and_keeps_it_for_a_time_however_slowly_they_read() {
    let archives = Archives::new(2, Duration::ZERO);
    let (archive, bytes) = archives.begin(ADA).unwrap();
    assert_eq!(archives.begin(ADA).unwrap_err(), Busy::Own);
    let _other = archives.begin(BOB).unwrap();
    let writing = tokio::spawn(async move {
        archive.file("", "a.bin", Packing::Stored, MORNING).await?;
        while archive.write(vec![0; CHUNK_BYTES]).await.is_ok() {}
        Ok::<_, Gone>(())
    });

    // There is more to read than anybody could take; the time is over all the same.
    let error = read(bytes).await.unwrap_err();

    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    writing.await.unwrap().ok();
    while archives.begin(ADA).is_err() {
        tokio::task::yield_now().await;
    }
}

#[test]
fn d4_names_lead_nowhere_but_into_the_folder() {
    for (name, safe) in [
        ("a.md", "a.md"),
        ("../../etc/passwd", "..-..-etc-passwd"),
        ("..", "_"),
        ("a\\b:c\0d", "a-b-c-d"),
        ("", "_"),
        ("日本語.md", "日本語.md"),
    ] {
        assert_eq!(safe_name(name), safe);
    }
    let long = safe_name(&format!("{}.md", "日".repeat(200)));
    assert!(long.len() <= MAX_NAME_BYTES && long.ends_with(".md"), "{long}");
}
