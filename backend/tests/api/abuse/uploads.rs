//! D1, D4, D6, D7, X13: files that are not what they say, too many of them, and forms that never end.

use std::{path::Path, process::Command, time::Duration};

use axum::http::Method;
use broadsheet::config;
use image::{ImageFormat, Rgb, RgbImage};
use tokio::{io::AsyncWriteExt, time::timeout};

use crate::support::{App, Socket, eventually, form, upload};

/// A picture of some kilobytes that is like no other number's.
fn picture(number: u32, format: ImageFormat) -> Vec<u8> {
    let image = RgbImage::from_fn(64, 64, |x, y| {
        let mixed = (x * 31 + y * 17 + number * 101).wrapping_mul(2_654_435_761);
        Rgb([(mixed >> 8) as u8, (mixed >> 16) as u8, (mixed >> 24) as u8])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn d1_the_bytes_decide_and_only_our_own_are_served() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let html = b"<!doctype html><script>alert(1)</script>".to_vec();
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
    let avif = b"\x00\x00\x00\x20ftypavif\x00\x00\x00\x00avifmif1miafMA1B".to_vec();
    let bitmap = b"BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00".to_vec();

    for (name, kind, bytes) in [
        ("a.png", "image/png", &html),
        ("a.svg", "image/svg+xml", &svg),
        ("a.png", "image/png", &svg),
        ("a.avif", "image/avif", &avif),
        ("a.jpg", "image/jpeg", &bitmap),
        ("a.html", "text/html", &html),
    ] {
        let status = ada.upload(form(name.as_bytes(), kind, bytes, "")).send().await.status();
        assert!(matches!(status, 415 | 422), "{name} {kind}: {status}");
    }
    for (number, format) in
        [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif].iter().enumerate()
    {
        let honest = picture(number as u32, *format);
        let polyglot = [honest.as_slice(), html.as_slice()].concat();
        let image = ada.upload(form(b"x.html", "text/html", &polyglot, "")).send().await.is(201).body();
        let served = app.anonymous().get(image["url"].as_str().unwrap()).await.is(200);
        assert!(!served.text().contains("<script>"), "{format:?}");
        assert_ne!(served.bytes().as_ref(), polyglot);
        assert!(image::load_from_memory(served.bytes()).is_ok());
        assert!(served.header("content-type").starts_with("image/"));
        assert_eq!(served.header("x-content-type-options"), "nosniff");
        assert!(served.header("content-security-policy").starts_with("sandbox"));
    }
}

#[tokio::test]
async fn d4_no_byte_of_a_file_name_is_kept() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let long = "n".repeat(4_096);
    let names: [&[u8]; 10] = [
        b"../../etc/passwd",
        b"..\\..\\windows\\system.ini",
        b"/etc/cron.d/x",
        b"zebra\0.png",
        b"zebra%00.png",
        b"zebra%0d%0aSet-Cookie: a=b.png",
        "\u{202e}gnp.arbez".as_bytes(),
        long.as_bytes(),
        b"CON",
        b"\xff\xfe\x80.png",
    ];

    for (number, name) in names.iter().enumerate() {
        let bytes = picture(number as u32, ImageFormat::Png);
        let answer = ada.upload(form(name, "image/png", &bytes, "")).send().await;
        if answer.status() == 400 {
            // No field of a form may hold these.
            assert!(name.contains(&0) || std::str::from_utf8(name).is_err(), "{}", answer.text());
            continue;
        }
        let image = answer.is(201).body();
        for variant in image["variants"].as_array().unwrap() {
            let url = variant["url"].as_str().unwrap();
            let stored = url.strip_prefix("/media/").unwrap();
            assert!(stored.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.')), "{url}");
            assert_eq!(stored.split('-').next().unwrap().len(), 64, "{url}");
            let served = app.anonymous().get(url).await.is(200);
            assert_eq!(served.header("content-disposition"), "inline");
            assert_eq!(served.header("set-cookie"), "");
        }
        assert!(!image.to_string().contains("zebra") && !image.to_string().contains("nnnn"));
    }
    // A line break in a part's header ends the header: what follows is no name.
    let split = form(b"a\r\nX-Injected: 1\r\nb.png", "image/png", &picture(90, ImageFormat::Png), "");
    let status = ada.upload(split).send().await.status();
    assert!(matches!(status, 201 | 400), "{status}");
    let stored = files(&app.context().config.media.folder);
    assert!(stored.iter().all(|name| name.len() > 64 && !name.contains("X-Injected")), "{stored:?}");
}

/// The names of all files beneath a folder.
fn files(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        match entry.file_type().unwrap().is_dir() {
            true => names.extend(files(&entry.path())),
            false => names.push(entry.file_name().to_string_lossy().into_owned()),
        }
    }
    names
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn d6_k7_fifty_uploads_at_once_never_pass_the_quota() {
    let mut config = config::testing();
    config.media.quota_mib = 1;
    let app = App::with(config).await;
    let ada = app.author("ada").await;
    // Noise, so that a file has about 190 KiB and five fit.
    let large = |number: u32| {
        let mut state = number.wrapping_mul(0x9E37_79B9) | 1;
        let image = RgbImage::from_fn(250, 250, |_, _| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            Rgb([state as u8, (state >> 8) as u8, (state >> 16) as u8])
        });
        let mut bytes = std::io::Cursor::new(Vec::new());
        image.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    };

    let uploads = (0..50).map(|number| {
        let (ada, bytes) = (ada.clone(), large(number));
        tokio::spawn(async move {
            // The queue for pictures is short, so a busy server is asked again.
            loop {
                let answer = upload(&ada, "a.png", &bytes, "").await;
                if answer.code() != "service.busy" {
                    return answer;
                }
                assert_eq!(answer.header("retry-after"), "2");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        })
    });
    let mut taken = 0;
    for task in uploads.collect::<Vec<_>>() {
        match task.await.unwrap() {
            answer if answer.status() == 201 => taken += 1,
            answer => drop(answer.is_problem(413, "media.quota_exceeded")),
        }
    }

    let sizes = app.texts("SELECT CAST(byte_size AS TEXT) FROM media").await;
    let total: u64 = sizes.iter().map(|size| size.parse::<u64>().unwrap()).sum();
    assert!(taken >= 3 && taken == sizes.len(), "{taken} taken, {} stored", sizes.len());
    assert!(total <= 1 << 20, "{total} bytes");
    assert_eq!(files(&app.context().config.media.folder).len(), taken, "files that nobody names, or names without one");
}

#[tokio::test]
async fn d7_forms_without_end_or_sense_are_refused() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let send = |content_type: &str, body: Vec<u8>| {
        let call = ada.call(Method::POST, "/api/v2/media");
        call.header("content-type", content_type).body(body).send()
    };
    let many = "--cut\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n".repeat(10_000);
    let alts = "--cut\r\nContent-Disposition: form-data; name=\"alt\"\r\n\r\nx\r\n".repeat(10_000);
    let header = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"file\"; x=\"{}\"\r\n\r\nx\r\n--cut--\r\n",
        "h".repeat(1 << 20)
    );
    let fields = format!("--cut\r\n{}\r\n\r\nx\r\n--cut--\r\n", "X-A: b\r\n".repeat(10_000));
    let alt = form(b"a.png", "image/png", &picture(1, ImageFormat::Png), &"a".repeat(11 << 20));

    for (what, content_type, body) in [
        ("no boundary", "multipart/form-data", b"x".to_vec()),
        ("an empty boundary", "multipart/form-data; boundary=", b"--\r\n".to_vec()),
        ("a long boundary", &format!("multipart/form-data; boundary={}", "b".repeat(4_096)), b"x".to_vec()),
        ("another boundary", "multipart/form-data; boundary=other", form(b"a", "image/png", b"x", "")),
        ("no end", "multipart/form-data; boundary=cut", b"--cut\r\nContent-Disposition: form-data".to_vec()),
        ("ten thousand parts", "multipart/form-data; boundary=cut", format!("{many}--cut--\r\n").into_bytes()),
        ("ten thousand descriptions", "multipart/form-data; boundary=cut", format!("{alts}--cut--\r\n").into_bytes()),
        ("a header of a mebibyte", "multipart/form-data; boundary=cut", header.into_bytes()),
        ("ten thousand headers", "multipart/form-data; boundary=cut", fields.into_bytes()),
        ("a description of eleven mebibytes", "multipart/form-data; boundary=cut", alt),
        (
            "a file of eleven mebibytes",
            "multipart/form-data; boundary=cut",
            form(b"a", "image/png", &vec![0; 11 << 20], ""),
        ),
    ] {
        let status = send(content_type, body).await.status();
        assert!(matches!(status, 400 | 413 | 415 | 422), "{what}: {status}");
    }
    upload(&ada, "a.png", &picture(1, ImageFormat::Png), "").await.is(201);
}

#[tokio::test]
async fn d7_a_refused_description_is_told_to_who_is_still_sending() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let server = Socket::serve(app.router());
    let alt = format!("--cut\r\nContent-Disposition: form-data; name=\"alt\"\r\n\r\n{}\r\n", "a".repeat(501));
    let file = b"--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n";
    // More than the buffers on the way take, so that a server that stops reading is felt as a reset.
    let body = [alt.as_bytes(), file, &vec![b'x'; 9 << 20], b"\r\n--cut--\r\n"].concat();

    let mut stream = server.connect().await;
    stream.write_all(head(ada.token(), &format!("content-length: {}", body.len())).as_bytes()).await.unwrap();
    stream.write_all(&body).await.expect("a server that hears the form to its end");

    assert_eq!(status(&mut stream).await, 422);
}

/// What a raw client sends before its form.
fn head(token: &str, framing: &str) -> String {
    format!(
        "POST /api/v2/media HTTP/1.1\r\nhost: localhost:8080\r\nauthorization: Bearer {token}\r\n\
         content-type: multipart/form-data; boundary=cut\r\n{framing}\r\n\r\n"
    )
}

#[tokio::test]
async fn d7_impossible_lengths_and_endless_chunks_are_refused() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let server = Socket::serve(app.router());

    for length in ["9223372036854775808", "18446744073709551615", "99999999999999999999", "-1", "0x10"] {
        let mut stream = server.connect().await;
        stream.write_all(head(ada.token(), &format!("content-length: {length}")).as_bytes()).await.unwrap();
        let told = status(&mut stream).await;
        // 431 is how the parser says that no number may be so long.
        assert!(matches!(told, 400 | 413 | 431), "{length}: {told}");
    }
    let mut stream = server.connect().await;
    stream.write_all(head(ada.token(), "transfer-encoding: chunked").as_bytes()).await.unwrap();
    let first = b"--cut\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n";
    stream.write_all(format!("{:x}\r\n", first.len()).as_bytes()).await.unwrap();
    stream.write_all(first).await.unwrap();
    let chunk = [b"\r\n10000\r\n".as_slice(), &vec![b'x'; 0x10000]].concat();
    let mut sent = 0_u64;
    while stream.write_all(&chunk).await.is_ok() && sent < 200 << 20 {
        sent += 0x10000;
    }
    assert!(sent < 100 << 20, "{sent} bytes were taken");
    app.anonymous().get("/healthz").await.is(200);
}

/// The status of the next answer; a connection that is closed without one counts as 400.
async fn status(stream: &mut tokio::net::TcpStream) -> u16 {
    use tokio::io::AsyncReadExt;
    let mut start = [0; 12];
    let read = timeout(Duration::from_secs(20), stream.read_exact(&mut start)).await.expect("an answer or an end");
    if read.is_err() {
        return 400;
    }
    String::from_utf8_lossy(&start[9..]).parse().unwrap()
}

/// Tells the program that it is the one that is measured.
const ALONE: &str = "BROADSHEET_MEASURED_ALONE";

/// Descriptors belong to the whole process, so this test has one of its own.
#[test]
#[cfg(target_os = "linux")]
fn x13_a_thousand_uploads_cut_short_leave_nothing() {
    if std::env::var_os(ALONE).is_some() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        return runtime.block_on(cut_a_thousand());
    }
    let name = "abuse::uploads::x13_a_thousand_uploads_cut_short_leave_nothing";
    let child =
        Command::new(std::env::current_exe().unwrap()).args(["--exact", name]).env(ALONE, "1").output().unwrap();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stdout));
}

async fn cut_a_thousand() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let server = Socket::serve(app.router());
    let descriptors = || std::fs::read_dir("/proc/self/fd").unwrap().count();
    let bytes = form(b"a.png", "image/png", &picture(7, ImageFormat::Png), "Cut");
    let whole = [head(ada.token(), &format!("content-length: {}", bytes.len())).into_bytes(), bytes].concat();
    let mut stream = server.connect().await;
    stream.write_all(&whole).await.unwrap();
    assert_eq!(status(&mut stream).await, 201);
    drop(stream);
    let image = ada.get("/api/v2/media").await.body()["items"][0]["id"].as_str().unwrap().to_owned();
    ada.delete(&format!("/api/v2/media/{image}")).await.is(204);
    let folder = app.context().config.media.folder.clone();
    assert!(files(&folder).is_empty());
    // All connections to the database that there may be are opened before counting.
    let reads = (0..64).map(|_| ada.get("/api/v2/auth/sessions"));
    futures_util::future::join_all(reads).await;
    let before = descriptors();

    for number in 0..1_000 {
        let mut stream = server.connect().await;
        // Anywhere but at the end; some leave with a reset, some politely.
        let end = 1 + number * 7_919 % (whole.len() - 1);
        stream.write_all(&whole[..end]).await.unwrap();
        if number % 2 == 0 {
            let _ = stream.shutdown().await;
        }
    }

    eventually("descriptors to be given back", async || descriptors() <= before + 5).await;
    assert!(files(&folder).is_empty(), "{:?}", files(&folder));
    assert!(app.texts("SELECT content_hash FROM media").await.is_empty());
}
