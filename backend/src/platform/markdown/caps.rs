//! The caps that stand before and around parsing (C8): length, table blow-up, and the parser's budget.
//!
//! Table rows shorter than their header are completed with empty cells, so a few bytes can ask for millions of nodes; those are
//! counted on the source, before the parser builds them.

use std::borrow::Cow;
use std::time::Duration;

use comrak::nodes::Node;
use comrak::{Arena, Options, try_parse_document};

use super::{MAX_SOURCE_BYTES, RenderError};

/// Empty cells that the parser may add to the tables of one document.
const MAX_COMPLETED_CELLS: usize = 20_000;

/// Processor time of one parse. Optimised, the longest honest text takes a tenth of it; unoptimised code is about 20 times slower.
const PARSE_BUDGET: Duration =
    if cfg!(debug_assertions) { Duration::from_millis(4_000) } else { Duration::from_millis(100) };

/// Refuses what is too long or blows up, and takes out characters that reorder the text around them.
pub(super) fn admit(source: &str) -> Result<Cow<'_, str>, RenderError> {
    if source.len() > MAX_SOURCE_BYTES {
        return Err(RenderError::TooLong { bytes: source.len() });
    }
    if completed_cells(source) > MAX_COMPLETED_CELLS {
        return Err(RenderError::TooComplex);
    }
    if source.contains(is_bidi_control) {
        return Ok(Cow::Owned(source.replace(is_bidi_control, "")));
    }
    Ok(Cow::Borrowed(source))
}

/// Parses; the time counted is the processor's own for this thread, so that a busy machine refuses nobody.
pub(super) fn parse_within_budget<'a>(
    arena: &'a Arena<'a>,
    source: &str,
    options: &Options<'_>,
) -> Result<Node<'a>, RenderError> {
    let started = processor_time();
    let is_over = || processor_time().saturating_sub(started) > PARSE_BUDGET;

    try_parse_document(arena, source, options, &is_over).map_err(|_| RenderError::TooComplex)
}

/// Embeddings, overrides and isolates: they can make a link or a line of code read as another one.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// About the cells that rows leave to be filled in, by counting bars.
fn completed_cells(source: &str) -> usize {
    let mut total = 0usize;
    let mut columns = 0usize;
    for line in source.lines() {
        let pipes = line.bytes().filter(|&byte| byte == b'|').count();
        if is_blank(line) {
            columns = 0;
        } else if pipes > 0 && is_delimiter_row(line) {
            columns = pipes;
        } else {
            total = total.saturating_add(columns.saturating_sub(pipes));
        }
    }
    total
}

fn is_blank(line: &str) -> bool {
    line.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'>'))
}

fn is_delimiter_row(line: &str) -> bool {
    line.contains('-') && line.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'>' | b'|' | b':' | b'-'))
}

#[cfg(unix)]
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let secs = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::from_secs(secs) + Duration::from_nanos(u64::try_from(time.tv_nsec).unwrap_or_default())
}

#[cfg(not(unix))]
fn processor_time() -> Duration {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}
