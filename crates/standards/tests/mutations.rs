//! A short, repeatable run of what the fuzzer does at length (`fuzz/`): the same function, the same corpus, mutations by a fixed sequence.

use std::path::Path;

use standards::xapi::promises::hold;

/// Mutated statements.
const RUNS: usize = 20_000;

/// What is put in where it hurts.
const WORDS: [&str; 24] = [
    "\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "true",
    "-0",
    "1e999",
    "0.10",
    "\\u0000",
    "\\ud800",
    "\u{1}0\u{1}",
    "\u{feff}",
    "\"id\":",
    "\"actor\":",
    "\"objectType\":\"Group\",",
    "\"member\":[],",
    "\"mbox\":\"mailto:x@y.in\",",
    "\"$schema\":1,",
    "--b\r\n",
    "\u{10ffff}",
];

/// Numbers in a fixed order (xorshift64).
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or(0) % end.max(1)
    }
}

fn corpus() -> Vec<Vec<u8>> {
    let folder = Path::new("../../fuzz/corpus/statement");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the corpus").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).expect("a statement")).collect()
}

fn mutate(bytes: &mut Vec<u8>, others: &[Vec<u8>], sequence: &mut Sequence) {
    let at = sequence.below(bytes.len() + 1);
    let length = sequence.below(24) + 1;
    let end = (at + length).min(bytes.len());
    match sequence.below(6) {
        0 if at < bytes.len() => bytes[at] ^= 1 << sequence.below(8),
        1 => drop(bytes.drain(at..end)),
        2 => {
            let piece = bytes[at..end].to_vec();
            let to = sequence.below(bytes.len() + 1);
            bytes.splice(to..to, piece);
        }
        3 => {
            let other = &others[sequence.below(others.len())];
            let from = sequence.below(other.len());
            let piece = other[from..(from + length * 4).min(other.len())].to_vec();
            bytes.splice(at..end, piece);
        }
        4 => {
            // A whole value in the place of another: from a colon to the next comma.
            let colon = bytes[at..].iter().position(|byte| *byte == b':').map(|found| at + found + 1);
            let comma = colon.and_then(|colon| bytes[colon..].iter().position(|byte| *byte == b',').map(|found| colon + found));
            if let (Some(colon), Some(comma)) = (colon, comma) {
                bytes.splice(colon..comma, WORDS[sequence.below(WORDS.len())].bytes());
            }
        }
        _ => drop(bytes.splice(at..at, WORDS[sequence.below(WORDS.len())].bytes())),
    }
}

#[test]
fn the_corpus_consists_of_statements() {
    let corpus = corpus();
    assert!(corpus.len() >= 10);
    for bytes in corpus {
        let accepted = hold(&bytes).unwrap_or_else(|broken| panic!("{broken}: {}", String::from_utf8_lossy(&bytes)));
        assert!(!accepted.is_empty(), "no statement: {}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn every_promise_holds_for_mutated_statements() {
    let (corpus, mut sequence, mut statements) = (corpus(), Sequence(0x2026_1122_0000_0001), 0);
    for _ in 0..RUNS {
        let mut bytes = corpus[sequence.below(corpus.len())].clone();
        for _ in 0..=sequence.below(4) {
            mutate(&mut bytes, &corpus, &mut sequence);
        }
        match hold(&bytes) {
            Ok(accepted) => statements += usize::from(!accepted.is_empty()),
            Err(broken) => panic!("{broken}: {}", String::from_utf8_lossy(&bytes)),
        }
    }
    assert!(
        statements > RUNS / 100,
        "only {statements} mutations were statements: the run reaches nothing behind the first check"
    );
}
