//! Text that nobody wrote: always the same for the same number, with words as unevenly spread as in a language.

use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};

/// What sentences are held together by; every few words one of these.
const COMMON: &[&str] = &[
    "the", "of", "and", "a", "to", "in", "is", "that", "it", "was", "for", "on", "are", "with", "as", "they", "be",
    "at", "one", "have", "this", "from", "or", "had", "by", "but", "some", "what", "there", "we", "can", "out",
];
const ONSETS: &[&str] =
    &["b", "br", "c", "d", "dr", "f", "g", "gr", "h", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "tr", "v"];
const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "ai", "ea", "ou"];
const CODAS: &[&str] = &["", "l", "m", "n", "nd", "r", "rk", "s", "st", "t"];
const WORDS: usize = 4_000;

/// One listing, named after a word; the rest of the page is prose.
const CODE: &[(&str, &str)] = &[
    (
        "rust",
        "/// Counts what is left.\npub fn NAME(items: &[u64], limit: u64) -> Option<u64> {\n    let sum: u64 = items.iter().filter(|item| **item < limit).sum();\n    (sum > 0).then_some(sum)\n}\n",
    ),
    (
        "python",
        "def NAME(items, limit=10):\n    \"\"\"Counts what is left.\"\"\"\n    return sum(item for item in items if item < limit)\n",
    ),
    (
        "sql",
        "SELECT NAME, count(*) AS posts\nFROM entries\nWHERE published_at > 1700000000\nGROUP BY NAME\nORDER BY posts DESC\nLIMIT 20;\n",
    ),
    ("bash", "set -euo pipefail\nfor file in NAME/*.md; do\n  wc -w \"$file\"\ndone\n"),
];

/// Writes texts; the same number gives the same text.
pub struct Writer {
    words: Vec<String>,
}

impl Writer {
    /// Invents a vocabulary.
    pub fn new() -> Self {
        let mut random = source(0, 0);
        let mut words: Vec<String> = Vec::with_capacity(WORDS);
        let mut known = std::collections::HashSet::new();
        while words.len() < WORDS {
            let syllables = random.random_range(2..=3);
            let word: String = (0..syllables).map(|_| syllable(&mut random)).collect();
            if known.insert(word.clone()) {
                words.push(word);
            }
        }
        Self { words }
    }

    /// The rarer the farther behind: the number of a word's uses falls as its place in the list grows.
    pub fn word(&self, random: &mut impl Rng) -> &str {
        let place = (WORDS as f64).powf(random.random::<f64>());
        &self.words[(place as usize).saturating_sub(1).min(WORDS - 1)]
    }

    /// Some words with a capital in front, few enough for a slug.
    pub fn title(&self, random: &mut impl Rng) -> String {
        let length = random.random_range(3..=6);
        capital(&self.phrase(random, length))
    }

    /// A comment: one to three sentences, sometimes with a quotation before them.
    pub fn remark(&self, random: &mut impl Rng) -> String {
        let text = self.paragraph(random, 1..=3);
        if random.random_ratio(1, 8) { format!("> {}\n\n{text}", self.sentence(random)) } else { text }
    }

    /// A post of some 250 words: an opening, sections with headings, here and there a list, a quotation or a listing.
    pub fn article(&self, random: &mut impl Rng) -> String {
        let mut text = self.paragraph(random, 2..=3);
        for _ in 0..random.random_range(2..=3) {
            text.push_str(&format!("\n\n## {}\n\n{}", self.title(random), self.paragraph(random, 3..=6)));
            match random.random_range(0..12) {
                0..3 => {
                    let lines: Vec<_> = (0..3).map(|_| format!("- {}", self.sentence(random))).collect();
                    text.push_str(&format!("\n\n{}", lines.join("\n")));
                }
                3 => text.push_str(&format!("\n\n> {}", self.sentence(random))),
                4 => {
                    let (language, code) = CODE[random.random_range(0..CODE.len())];
                    text.push_str(&format!("\n\n```{language}\n{}```", code.replace("NAME", self.word(random))));
                }
                _ => {}
            }
        }
        text
    }

    fn paragraph(&self, random: &mut impl Rng, sentences: std::ops::RangeInclusive<u32>) -> String {
        let sentences: Vec<_> = (0..random.random_range(sentences)).map(|_| self.sentence(random)).collect();
        sentences.join(" ")
    }

    fn sentence(&self, random: &mut impl Rng) -> String {
        let length = random.random_range(8..=18);
        let mut sentence = capital(&self.phrase(random, length));
        match random.random_range(0..10) {
            0 => sentence.push_str(&format!(" *{}*", self.word(random))),
            1 => sentence.push_str(&format!(" `{}`", self.word(random))),
            2 => sentence.push_str(&format!(" [{0}](https://example.org/{0})", self.word(random))),
            _ => {}
        }
        sentence.push('.');
        sentence
    }

    fn phrase(&self, random: &mut impl Rng, length: u32) -> String {
        let word = |place: u32| match place % 3 {
            1 => COMMON[random.random_range(0..COMMON.len())],
            _ => self.word(random),
        };
        (0..length).map(word).collect::<Vec<_>>().join(" ")
    }
}

/// A source of chance that is the same in every run; one for each thing, so that they may be made in any order.
pub fn source(kind: u64, number: u64) -> StdRng {
    StdRng::seed_from_u64(kind.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ number)
}

fn syllable(random: &mut impl Rng) -> String {
    let mut choose = |parts: &[&'static str]| parts[random.random_range(0..parts.len())];
    [choose(ONSETS), choose(VOWELS), choose(CODAS)].concat()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
