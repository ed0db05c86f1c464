//! What is said of live updates: what was wanted, and the figures in words.

use std::fmt::Write as _;

use crate::bench::channel::{Delivery, Figures, Idle};

const MOST_DELIVERY_P95_MS: f64 = 300.0;
const MOST_BUSY_MULTIPLE: f64 = 2.0;
const MOST_APART_P99_MS: f64 = 500.0;
const MOST_BESIDE_DEAF_P99_MS: f64 = 250.0;
const MOST_GROWN_MIB: f64 = 50.0;
const MOST_IDLE_SOCKET_KIB: f64 = 32.0;
const MOST_BESIDE_IDLE_MULTIPLE: f64 = 1.5;
const MOST_GONE_SECS: f64 = 15.0;
/// Below this a p99 is the machine's own noise, and a multiple of it says nothing.
const LEAST_P99_MS: f64 = 5.0;

/// What is wanted, what was measured, whether it is met.
type Line<'a> = dyn FnMut(&str, String, bool) + 'a;

/// A line for each promise.
pub fn verdicts(line: &mut Line<'_>, figures: &Figures) {
    let Delivery { readers, delivery_p95_ms, quiet_p99_ms, busy_p99_ms, .. } = &figures.near;
    let wanted = format!("{readers} sockets on a post, 20 comments a second: p95 under 300 ms");
    let is_met = *delivery_p95_ms < MOST_DELIVERY_P95_MS && is_whole(&figures.near);
    line(&wanted, format!("{delivery_p95_ms:.0} ms, {}", arrived(&figures.near)), is_met);
    let told = format!("{busy_p99_ms:.1} ms, {quiet_p99_ms:.1} ms without");
    let is_met = multiple(*busy_p99_ms, *quiet_p99_ms) < MOST_BUSY_MULTIPLE;
    line("others' p99 meanwhile: under twice its quiet value", told, is_met);

    let Delivery { readers, delivery_p99_ms, deaf, deaf_cut, grown_mib, .. } = &figures.beside_deaf;
    let wanted = format!("{deaf} that never read among {}: the others' p99 under 250 ms", readers + deaf);
    let is_met = *delivery_p99_ms < MOST_BESIDE_DEAF_P99_MS && is_whole(&figures.beside_deaf);
    line(&wanted, format!("{delivery_p99_ms:.0} ms, {}", arrived(&figures.beside_deaf)), is_met);
    line("those that never read: closed within 30 s", format!("{deaf_cut} of {deaf}"), deaf_cut == deaf);
    line("memory over them: 50 MiB at most", format!("{grown_mib:.1} MiB"), *grown_mib <= MOST_GROWN_MIB);

    if let Some(apart) = &figures.apart {
        let Delivery { readers, delivery_p99_ms, .. } = apart;
        let wanted = format!("{readers} sockets behind nginx, written at another server: p99 under 500 ms");
        let is_met = *delivery_p99_ms < MOST_APART_P99_MS && is_whole(apart);
        line(&wanted, format!("{delivery_p99_ms:.0} ms, {}", arrived(apart)), is_met);
    }

    let Idle { sockets, kib, lost, quiet_p99_ms, beside_p99_ms, gone_secs } = &figures.idle;
    line("an idle socket: under 32 KiB", format!("{kib:.1} KiB"), *kib < MOST_IDLE_SOCKET_KIB);
    let wanted = format!("{sockets} idle sockets: others' p99 under 1.5 times its quiet value, none lost");
    let told = format!("{beside_p99_ms:.1} ms, {quiet_p99_ms:.1} ms without; {lost} lost");
    let is_met = multiple(*beside_p99_ms, *quiet_p99_ms) < MOST_BESIDE_IDLE_MULTIPLE && *lost == 0;
    line(&wanted, told, is_met);
    line("all of them gone 15 s after the word to stop", format!("{gone_secs:.1} s"), *gone_secs < MOST_GONE_SECS);
}

fn is_whole(delivery: &Delivery) -> bool {
    delivery.delivered == delivery.expected
}

fn arrived(delivery: &Delivery) -> String {
    format!("{} of {} delivered", delivery.delivered, delivery.expected)
}

fn multiple(busy_ms: f64, quiet_ms: f64) -> f64 {
    busy_ms / quiet_ms.max(LEAST_P99_MS)
}

/// The figures, a paragraph for each part.
pub fn words(text: &mut String, Figures { near, beside_deaf, apart, idle }: &Figures) {
    let Delivery { readers, comments, quiet_p99_ms, busy_p99_ms, .. } = near;
    let _ = writeln!(
        text,
        "\nLive updates: {readers} sockets follow the comments, the numbers and the presence of one post, on which {comments} \
         comments are written, 20 a second. {} Others read a list a hundred times a second meanwhile: p99 {busy_p99_ms:.1} \
         ms, without sockets {quiet_p99_ms:.1} ms.",
        delivered(near)
    );
    let Delivery { readers, comments, deaf, deaf_cut, grown_mib, .. } = beside_deaf;
    let _ = writeln!(
        text,
        "\nBeside {deaf} that never read, {readers} sockets follow {comments} comments in the same way. {} {deaf_cut} of the \
         {deaf} had been closed in the end; the server's memory grew by {grown_mib:.1} MiB at most.",
        delivered(beside_deaf)
    );
    if let Some(apart) = apart {
        let Delivery { readers, comments, .. } = apart;
        let _ = writeln!(
            text,
            "\nTwo servers: {readers} sockets follow the post at one of them, through nginx, while {comments} comments are \
             written at the other. {}",
            delivered(apart)
        );
    }
    let Idle { sockets, kib, lost, quiet_p99_ms, beside_p99_ms, gone_secs } = idle;
    let _ = writeln!(
        text,
        "\n{sockets} idle sockets weigh {kib:.1} KiB each; {lost} of them were lost. Others read a list a hundred times a second \
         beside them: p99 {beside_p99_ms:.1} ms, without {quiet_p99_ms:.1} ms. When the server was told to stop, all were gone \
         after {gone_secs:.1} s."
    );
}

fn delivered(delivery: &Delivery) -> String {
    let Delivery { expected, delivered, cut, delivery_p50_ms, delivery_p95_ms, delivery_p99_ms, .. } = delivery;
    format!(
        "{delivered} of {expected} arrived, {cut} sockets were cut; from the request to the reader p50 {delivery_p50_ms:.0} \
         ms, p95 {delivery_p95_ms:.0} ms, p99 {delivery_p99_ms:.0} ms."
    )
}
