//! Lines from standard input, answered on all processors, written in the order in which they came.
//!
//! Whole lines go to the workers as they arrive, so that a program that waits for an answer gets it, and at most a few batches are under
//! way at any time, so that memory stays flat however long the input is.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Mutex, PoisonError};

use super::answer::{self, Answerer};

/// Longer lines are refused.
pub(super) const LONGEST: usize = 64 << 20;
/// So much is read at once.
const CHUNK: usize = 256 << 10;
/// Batches under way for each processor.
const UNDER_WAY: usize = 4;

/// Whole lines, and whether one that was too long came after them.
#[derive(Default)]
struct Batch {
    lines: Vec<u8>,
    then_too_long: bool,
}

/// Answers standard input on standard output; `told` hears how many more lines were answered.
pub(super) fn answer_all<'a>(answerer: &(dyn Fn() -> Answerer<'a> + Sync), told: &(dyn Fn(u64) + Sync)) -> anyhow::Result<()> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let (batches, to_answer) = mpsc::channel::<(u64, Batch)>();
    let (answered, to_write) = mpsc::channel::<(u64, Vec<u8>)>();
    let (written, room) = mpsc::channel::<()>();
    for _ in 0..workers * UNDER_WAY {
        written.send(())?;
    }
    let to_answer = Mutex::new(to_answer);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let (to_answer, answered) = (&to_answer, answered.clone());
            scope.spawn(move || work(&mut answerer(), to_answer, &answered, told));
        }
        drop(answered);
        let writer = scope.spawn(move || write(&to_write, &written));
        let read = read(&mut io::stdin().lock(), &batches, &room);
        drop(batches);
        let wrote = writer.join().map_err(|_| anyhow::anyhow!("the writer broke"))?;
        // When nothing can be written any more, that is why reading ended too.
        wrote.and(read).map_err(anyhow::Error::from)
    })
}

/// Reads whole lines; ends when the input does, or when nobody takes them any more.
fn read(input: &mut impl Read, batches: &Sender<(u64, Batch)>, room: &Receiver<()>) -> io::Result<()> {
    let mut lines = Lines::default();
    for number in 0.. {
        let (batch, is_end) = lines.next(input)?;
        if room.recv().is_err() || batches.send((number, batch)).is_err() || is_end {
            break;
        }
    }
    Ok(())
}

/// What was read beyond the last line break.
#[derive(Default)]
struct Lines {
    rest: Vec<u8>,
    /// The line under way is too long; what is left of it is not kept.
    is_skipping: bool,
}

impl Lines {
    /// The lines that have arrived, at least one, and whether they are the last.
    fn next(&mut self, input: &mut impl Read) -> io::Result<(Batch, bool)> {
        loop {
            let before = self.rest.len();
            let is_end = self.fill(input)?;
            if self.is_skipping {
                let end = self.rest.iter().position(|byte| *byte == b'\n');
                self.rest.drain(..end.map_or(self.rest.len(), |at| at + 1));
                self.is_skipping = end.is_none();
            }
            // What came before holds no line break.
            let from = before.min(self.rest.len());
            let last = self.rest[from..].iter().rposition(|byte| *byte == b'\n').map(|at| from + at);
            if is_end {
                return Ok((Batch { lines: std::mem::take(&mut self.rest), then_too_long: false }, true));
            } else if let Some(last) = last {
                let rest = self.rest.split_off(last + 1);
                return Ok((Batch { lines: std::mem::replace(&mut self.rest, rest), then_too_long: false }, false));
            } else if self.rest.len() > LONGEST {
                self.rest = Vec::new();
                self.is_skipping = true;
                return Ok((Batch { lines: Vec::new(), then_too_long: true }, false));
            }
        }
    }

    /// Reads once; true at the end of the input.
    fn fill(&mut self, input: &mut impl Read) -> io::Result<bool> {
        let before = self.rest.len();
        self.rest.resize(before + CHUNK, 0);
        let count = loop {
            match input.read(&mut self.rest[before..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.rest.truncate(before + count);
        Ok(count == 0)
    }
}

fn work(
    answerer: &mut Answerer<'_>,
    batches: &Mutex<Receiver<(u64, Batch)>>,
    answered: &Sender<(u64, Vec<u8>)>,
    told: &dyn Fn(u64),
) {
    loop {
        let next = batches.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, batch)) = next else { break };
        let mut out = Vec::with_capacity(batch.lines.len() / 2);
        let mut count = 0;
        for line in batch.lines.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
            answerer.answer(line, &mut out);
            count += 1;
        }
        if batch.then_too_long {
            answer::too_long(&mut out);
            count += 1;
        }
        told(count);
        if answered.send((number, out)).is_err() {
            break;
        }
    }
}

/// Writes in the order of numbers, and makes room for the next batches.
fn write(answered: &Receiver<(u64, Vec<u8>)>, written: &Sender<()>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let (mut early, mut next) = (BTreeMap::new(), 0);
    for (number, answers) in answered {
        early.insert(number, answers);
        while let Some(answers) = early.remove(&next) {
            out.write_all(&answers)?;
            out.flush()?;
            next += 1;
            // The reader may have ended.
            let _ = written.send(());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives few bytes at a time.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(self.1).min(into.len());
            into[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn batches(text: &[u8], at_once: usize) -> Vec<(Vec<u8>, bool)> {
        let (batches, got) = mpsc::channel();
        let (written, room) = mpsc::channel();
        (0..1_000).for_each(|_| written.send(()).expect("room"));
        read(&mut Drip(text, at_once), &batches, &room).expect("read");
        drop(batches);
        got.iter().map(|(_, batch): (u64, Batch)| (batch.lines, batch.then_too_long)).collect()
    }

    #[test]
    fn lines_arrive_whole_however_they_come() {
        for at_once in [1, 2, 3, 5, 100] {
            let all = batches(b"one\ntwo\n\nthree", at_once);
            assert_eq!(all.iter().flat_map(|(lines, _)| lines.clone()).collect::<Vec<_>>(), b"one\ntwo\n\nthree");
            assert!(all[..all.len() - 1].iter().all(|(lines, _)| lines.ends_with(b"\n")));
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped_and_the_next_one_read() {
        let mut text = b"first\n".to_vec();
        text.extend(vec![b'x'; LONGEST + 2 * CHUNK]);
        text.extend(b"\nnext\n");
        let all = batches(&text, usize::MAX);
        assert_eq!(all.iter().filter(|(_, too_long)| *too_long).count(), 1);
        assert_eq!(all.iter().flat_map(|(lines, _)| lines.clone()).collect::<Vec<_>>(), b"first\nnext\n");
    }
}
