//! What the system says of processes: `/proc` of Linux.

use std::fs;
use std::time::Duration;

use anyhow::Context as _;
use serde::Serialize;

/// Ticks a second in `/proc/PID/stat`: USER_HZ, which is 100 on every Linux that people meet.
const TICKS: u64 = 100;

/// A process, or one with all its children.
#[derive(Clone, Copy, Debug)]
pub enum Group {
    /// Only this one.
    One(u32),
    /// This one and its children, living and ended: a PostgreSQL server.
    WithChildren(u32),
}

/// What is needed of `/proc/PID/stat`.
#[derive(Debug, PartialEq, Eq)]
struct Stat {
    parent: u32,
    own_ticks: u64,
    ended_children_ticks: u64,
}

impl Group {
    /// Processor time used so far, user and system together.
    pub fn cpu(self) -> anyhow::Result<Duration> {
        let ticks = match self {
            Self::One(pid) => stat(pid).context("the process has ended")?.own_ticks,
            Self::WithChildren(pid) => {
                let own = stat(pid).context("the process has ended")?;
                let children = all().filter(|stat| stat.parent == pid).map(|stat| stat.own_ticks).sum::<u64>();
                own.own_ticks + own.ended_children_ticks + children
            }
        };
        Ok(Duration::from_millis(ticks * 1_000 / TICKS))
    }
}

/// This process.
pub fn own() -> Group {
    Group::One(std::process::id())
}

/// Resident memory, in KiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Resident {
    /// All of it (VmRSS).
    pub kib: u64,
    /// Of this, pages of the program's own file and its libraries, which the system can drop (RssFile).
    pub file_kib: u64,
}

/// Resident memory of a process.
pub fn resident(pid: u32) -> anyhow::Result<Resident> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let of = |name: &str| -> anyhow::Result<u64> {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).with_context(|| format!("no {name}"))?;
        Ok(line.trim().trim_end_matches("kB").trim().parse()?)
    };
    Ok(Resident { kib: of("VmRSS:")?, file_kib: of("RssFile:")? })
}

/// The most resident memory that a process ever had (VmHWM), in KiB.
pub fn peak(pid: u32) -> anyhow::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}

/// Time for which the processors were busy since the system started, all programs and the system itself together.
pub fn busy() -> anyhow::Result<Duration> {
    let stat = fs::read_to_string("/proc/stat")?;
    let fields: Vec<u64> =
        stat.lines().next().unwrap_or_default().split_whitespace().skip(1).filter_map(|field| field.parse().ok()).collect();
    // user, nice, system, idle, iowait, irq, softirq; what follows is time of other machines or counted already.
    let [user, nice, system, _, _, irq, softirq, ..] = fields[..] else { anyhow::bail!("/proc/stat is of an unknown form") };
    Ok(Duration::from_millis((user + nice + system + irq + softirq) * 1_000 / TICKS))
}

/// How many processors there are.
pub fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn all() -> impl Iterator<Item = Stat> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter_map(stat)
}

fn stat(pid: u32) -> Option<Stat> {
    parse(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

/// The name of the program stands in parentheses and may itself hold blanks and parentheses: what follows the last one counts.
fn parse(line: &str) -> Option<Stat> {
    let fields: Vec<&str> = line.rsplit_once(')')?.1.split_whitespace().collect();
    let number = |at: usize| fields.get(at)?.parse::<u64>().ok();
    Some(Stat {
        parent: u32::try_from(number(1)?).ok()?,
        own_ticks: number(11)? + number(12)?,
        ended_children_ticks: number(13)? + number(14)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_parentheses_does_not_shift_the_fields() {
        let line = "42 (a (b) c) S 7 42 42 0 -1 4194304 100 0 0 0 11 22 33 44 20 0 1 0 5 6 7";
        assert_eq!(parse(line), Some(Stat { parent: 7, own_ticks: 33, ended_children_ticks: 77 }));
    }

    #[test]
    fn this_process_has_memory() {
        assert!(own().cpu().is_ok());
        assert!(busy().expect("/proc/stat") > Duration::ZERO);
        let resident = resident(std::process::id()).expect("VmRSS");
        assert!(resident.kib > resident.file_kib);
    }
}
