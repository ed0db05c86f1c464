//! The work that a site may ask of a registration: a number whose hash begins with zeros. A moment for one person, a long
//! time for whoever wants a thousand accounts.

use sha2::{Digest, Sha256};

/// Tried before the page may move again; some hundredths of a second.
const A_TURN: u64 = 10_000;

/// Finds a proof for this token and name, a turn at a time; `None` if nobody wants it any more.
pub(super) async fn find(token: &str, username: &str, bits: u32, is_wanted: impl Fn() -> bool) -> Option<String> {
    let mut first = 0;
    while is_wanted() {
        if let Some(proof) = search(token, username, bits, first) {
            return Some(proof);
        }
        first += A_TURN;
        gloo_timers::future::TimeoutFuture::new(0).await;
    }
    None
}

/// The first proof among the numbers of one turn.
fn search(token: &str, username: &str, bits: u32, first: u64) -> Option<String> {
    let before = Sha256::new().chain_update(format!("{token}:{username}:"));
    (first..first + A_TURN).map(|number| number.to_string()).find(|proof| {
        let digest = before.clone().chain_update(proof).finalize();
        leading_zeros(&digest) >= bits
    })
}

fn leading_zeros(digest: &[u8]) -> u32 {
    let mut zeros = 0;
    for byte in digest {
        zeros += byte.leading_zeros();
        if *byte != 0 {
            break;
        }
    }
    zeros
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_has_as_many_zero_bits_as_were_asked_for() {
        let proof = search("token", "ada", 8, 0).expect("one in 256 numbers has them");

        let digest = Sha256::digest(format!("token:ada:{proof}"));
        assert_eq!(digest[0], 0);
        assert_eq!(search("token", "ada", 0, 0).as_deref(), Some("0"));
        assert_eq!(search("token", "ada", 250, 0), None);
        assert_eq!(leading_zeros(&[0, 0b0010_0000, 0]), 10);
    }
}
