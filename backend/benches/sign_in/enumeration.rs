//! A thousand sign-ins with names that exist and a thousand with names that do not, in turns, all with a wrong password.

use std::time::{Duration, Instant};

use super::site::Site;

const TIMES: u32 = 1_000;
const MAX_DIFFERENCE: Duration = Duration::from_millis(5);

/// Measures and says whether the medians lie within the promise.
pub async fn measure(site: &Site) -> bool {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for number in 0..TIMES {
        let pair = [(&mut known, site.username(number)), (&mut unknown, format!("stranger{number}"))];
        for (place, (times, name)) in pair.into_iter().enumerate() {
            let from = 2_000_000 + 2 * number + place as u32;
            let begun = Instant::now();
            let (status, _) = site.sign_in(&name, "not the password", from).await;
            times.push(begun.elapsed());
            assert_eq!(status, 401, "a wrong password");
        }
    }
    let (known, unknown) = (median(known), median(unknown));
    let difference = known.abs_diff(unknown);
    let is_kept = difference <= MAX_DIFFERENCE;
    println!(
        "sign-ins with a wrong password, medians of {TIMES}: {known:.2?} by known names, {unknown:.2?} by unknown"
    );
    println!("they differ by {difference:.2?} of {MAX_DIFFERENCE:?} allowed{}", if is_kept { "" } else { "  BROKEN" });
    is_kept
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
